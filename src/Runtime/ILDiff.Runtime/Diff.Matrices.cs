namespace ILDiff;

using System;
using ILDiff.Resolution;

public static partial class Diff
{
    /// <summary>
    /// The Jacobian of a vector-valued function: entry <c>[i, j]</c> is the derivative of result i by <c>x[j]</c>. Made by
    /// columns in forward mode or by rows in reverse mode, whichever is cheaper for its numbers of rows and columns. The
    /// function runs once per column or row, on copies of <paramref name="x"/>.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <returns>As many rows as results, as many columns as <paramref name="x"/> has elements.</returns>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static double[,] Jacobian(Func<double[], double[]> f, double[] x)
    {
        var jvp = Bound<Func<object?, double[], double[], (double[], double[])>>.For(f, DerivativeKind.Jvp, out var target);
        return DerivativeCalls.Jacobian(f, (at, tangent) => jvp(target, at, tangent), (at, seed) => Bound<Func<object?, double[], double[], double[]>>.For(f, DerivativeKind.Vjp, out _)(target, at, seed), x);
    }

    /// <summary>
    /// The Hessian of a scalar function times a direction, of the argument's type and shape, in new storage: the gradient of
    /// the directional derivative, at a small multiple of the cost of the gradient.
    /// </summary>
    /// <typeparam name="T">The argument.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="direction">The direction: of the shape of <paramref name="x"/>.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static T Hvp<T>(Func<T, double> f, T x, T direction) =>
        Bound<Func<object?, T, T, (double, T)>>.For(f, DerivativeKind.Hvp, out var target)(target, x, direction).Item2;

    /// <inheritdoc cref="Hvp{T}(Func{T, double}, T, T)"/>
    public static T Hvp<T>(Func<T, float> f, T x, T direction) =>
        Bound<Func<object?, T, T, (float, T)>>.For(f, DerivativeKind.Hvp, out var target)(target, x, direction).Item2;

    /// <summary>The symmetric matrix of second derivatives of a scalar function, one Hessian-vector product per column.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where; the function runs on copies of it.</param>
    /// <returns>As many rows and columns as <paramref name="x"/> has elements.</returns>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static double[,] Hessian(Func<double[], double> f, double[] x)
    {
        var hvp = Bound<Func<object?, double[], double[], (double, double[])>>.For(f, DerivativeKind.Hvp, out var target);
        return DerivativeCalls.Hessian((at, direction) => hvp(target, at, direction), x);
    }

    /// <summary>The second derivative of a function of one number.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static double Hessian(Func<double, double> f, double x) => Hvp(f, x, 1.0);
}
