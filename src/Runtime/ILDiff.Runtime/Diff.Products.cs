namespace ILDiff;

using System;
using ILDiff.Resolution;

public static partial class Diff
{
    /// <summary>Forward mode: the value of a function and Jacobian · tangent, the derivative along a direction.</summary>
    /// <typeparam name="T">The argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="tangent">The direction: of the shape of <paramref name="x"/>.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (R Value, R Tangent) Jvp<T, R>(Func<T, R> f, T x, T tangent) =>
        Bound<Func<object?, T, T, (R, R)>>.For(f, DerivativeKind.Jvp, out var target)(target, x, tangent);

    /// <summary>Forward mode for two arguments: the value of a function and its derivative along a direction.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="tangent1">Its part of the direction, of its shape.</param>
    /// <param name="x2">The second argument.</param>
    /// <param name="tangent2">Its part of the direction, of its shape.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (R Value, R Tangent) Jvp<T1, T2, R>(Func<T1, T2, R> f, T1 x1, T1 tangent1, T2 x2, T2 tangent2) =>
        Bound<Func<object?, T1, T1, T2, T2, (R, R)>>.For(f, DerivativeKind.Jvp, out var target)(target, x1, tangent1, x2, tangent2);

    /// <summary>
    /// Reverse mode: runs the function, and gives its value and the pullback of adjoints from the result to the argument.
    /// The point is copied, so that the pullback may run later.
    /// </summary>
    /// <typeparam name="T">The argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static VjpResult<T, R> Vjp<T, R>(Func<T, R> f, T x)
    {
        var pullback = Bound<Func<object?, T, R, T>>.For(f, DerivativeKind.Vjp, out var target);
        var point = PointCopy.Of(x);
        return new VjpResult<T, R>(f(x), point, (at, seed) => pullback(target, at, seed));
    }

    /// <summary>As <see cref="Vjp{T, R}"/>, for two arguments.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static VjpResult<T1, T2, R> Vjp<T1, T2, R>(Func<T1, T2, R> f, T1 x1, T2 x2)
    {
        var pullback = Bound<Func<object?, T1, T2, R, (T1, T2)>>.For(f, DerivativeKind.Vjp, out var target);
        var point = PointCopy.Of((x1, x2));
        return new VjpResult<T1, T2, R>(f(x1, x2), point, (at1, at2, seed) => pullback(target, at1, at2, seed));
    }
}
