namespace ILDiff;

using System;

/// <summary>The value of a function at a point, and its pullback there, which runs when it is asked for.</summary>
/// <typeparam name="T">The argument.</typeparam>
/// <typeparam name="R">The result.</typeparam>
public readonly struct VjpResult<T, R>
{
    private readonly T point;
    private readonly Func<T, R, T> pullback;

    /// <summary>For code that the build step writes.</summary>
    /// <param name="value">The function's value at the point.</param>
    /// <param name="point">A copy of the point that nobody else changes.</param>
    /// <param name="pullback">Takes a point and a seed, gives the adjoint in new storage, leaves the seed alone.</param>
    public VjpResult(R value, T point, Func<T, R, T> pullback)
    {
        Value = value;
        this.point = point;
        this.pullback = pullback;
    }

    /// <summary>The value of the function.</summary>
    public R Value { get; }

    /// <summary>
    /// Seedᵀ · Jacobian, of the shape of the argument and in new storage. Each call runs the function and its reverse sweep
    /// once, at the point as it was, whatever has happened to the argument since.
    /// </summary>
    /// <param name="seed">The adjoint of the result: of its shape.</param>
    /// <exception cref="IndexOutOfRangeException">The seed is smaller than the result.</exception>
    public T Pullback(R seed) => pullback(PointCopy.Of(point), seed);
}

/// <summary>The value of a function of two arguments at a point, and its pullback there, which runs when it is asked for.</summary>
/// <typeparam name="T1">The first argument.</typeparam>
/// <typeparam name="T2">The second argument.</typeparam>
/// <typeparam name="R">The result.</typeparam>
public readonly struct VjpResult<T1, T2, R>
{
    private readonly (T1, T2) point;
    private readonly Func<T1, T2, R, (T1, T2)> pullback;

    /// <summary>For code that the build step writes.</summary>
    /// <param name="value">The function's value at the point.</param>
    /// <param name="point">A copy of the point that nobody else changes.</param>
    /// <param name="pullback">Takes a point and a seed, gives the adjoints in new storage, leaves the seed alone.</param>
    public VjpResult(R value, (T1, T2) point, Func<T1, T2, R, (T1, T2)> pullback)
    {
        Value = value;
        this.point = point;
        this.pullback = pullback;
    }

    /// <summary>The value of the function.</summary>
    public R Value { get; }

    /// <summary>As <see cref="VjpResult{T,R}.Pullback"/>, one adjoint per argument.</summary>
    /// <param name="seed">The adjoint of the result: of its shape.</param>
    /// <exception cref="IndexOutOfRangeException">The seed is smaller than the result.</exception>
    public (T1, T2) Pullback(R seed)
    {
        var (x1, x2) = PointCopy.Of(point);
        return pullback(x1, x2, seed);
    }
}
