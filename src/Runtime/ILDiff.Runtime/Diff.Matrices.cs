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
    public static double[,] Jacobian(Func<double[], double[]> f, double[] x) => DerivativeCalls.Jacobian(
        f,
        (at, tangent) => Bound<Func<object?, double[], double[], (double[], double[])>>.For(f, DerivativeKind.Jvp, out var target)(target, at, tangent),
        (at, seed) => Bound<Func<object?, double[], double[], double[]>>.For(f, DerivativeKind.Vjp, out var target)(target, at, seed),
        x);

    /// <summary>
    /// The Jacobian of a function that writes its results into its second argument: entry <c>[i, j]</c> is the derivative of
    /// result i by <c>x[j]</c>. As <see cref="Jacobian(Func{double[], double[]}, double[])"/> otherwise.
    /// </summary>
    /// <param name="f">The function; each time it is given an array of zeros to write into.</param>
    /// <param name="x">Where.</param>
    /// <param name="rows">How many results there are.</param>
    /// <returns>As many rows as results, as many columns as <paramref name="x"/> has elements.</returns>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static double[,] Jacobian(Action<double[], double[]> f, double[] x, int rows) => DerivativeCalls.Jacobian(
        rows,
        (at, tangent) =>
        {
            var resultTangent = new double[rows];
            Bound<Action<object?, double[], double[], double[], double[]>>.For(f, DerivativeKind.Jvp, out var target)(target, at, tangent, new double[rows], resultTangent);
            return resultTangent;
        },
        (at, seed) =>
        {
            var adjoint = new double[at.Length];
            Bound<Action<object?, double[], double[], double[], double[]>>.For(f, DerivativeKind.Vjp, out var target)(target, at, adjoint, new double[rows], seed);
            return adjoint;
        },
        x);

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

    /// <summary>As <see cref="Hvp{T}(Func{T, double}, T, T)"/>, for two arguments: the Hessian by both, times a direction in both.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="direction1">Its part of the direction, of its shape.</param>
    /// <param name="x2">The second argument.</param>
    /// <param name="direction2">Its part of the direction, of its shape.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (T1, T2) Hvp<T1, T2>(Func<T1, T2, double> f, T1 x1, T1 direction1, T2 x2, T2 direction2) =>
        Bound<Func<object?, T1, T1, T2, T2, (double, (T1, T2))>>.For(f, DerivativeKind.Hvp, out var target)(target, x1, direction1, x2, direction2).Item2;

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
