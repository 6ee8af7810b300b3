namespace ILDiff;

using System;
using System.ComponentModel;

/// <summary>What calls of <see cref="Diff"/> become where the build step knows the derivatives. Not for use by hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class DerivativeCalls
{
    /// <summary>A pullback <c>MVjp</c> of a method whose argument is a float or a struct.</summary>
    /// <typeparam name="T">The argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="x">The argument.</param>
    /// <param name="xAdjoint">What its adjoint is added to.</param>
    /// <param name="resultAdjoint">The seed.</param>
    public delegate R ValuePullback<T, R>(T x, ref T xAdjoint, R resultAdjoint);

    /// <summary><see cref="Diff.Vjp{T, R}"/> of a float or a struct by its <c>MVjp</c>.</summary>
    /// <typeparam name="T">The argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="vjp">Its pullback.</param>
    /// <param name="x">Where.</param>
    public static VjpResult<T, R> Vjp<T, R>(Func<T, R> f, ValuePullback<T, R> vjp, T x)
        where T : struct
    {
        var point = PointCopy.Of(x);
        return new VjpResult<T, R>(f(x), point, (at, seed) =>
        {
            var adjoint = Shadow.ZeroLike(at);
            vjp(at, ref adjoint, seed);
            return adjoint;
        });
    }

    /// <summary><see cref="Diff.Vjp{T, R}"/> of an array or an object by its <c>MVjp</c>.</summary>
    /// <typeparam name="T">The argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="vjp">Its pullback: argument, its adjoint, seed.</param>
    /// <param name="x">Where.</param>
    public static VjpResult<T, R> Vjp<T, R>(Func<T, R> f, Func<T, T, R, R> vjp, T x)
        where T : class
    {
        var point = PointCopy.Of(x);
        return new VjpResult<T, R>(f(x), point, (at, seed) =>
        {
            var adjoint = Shadow.ZeroLike(at);
            vjp(at, adjoint, seed);
            return adjoint;
        });
    }

    /// <summary><see cref="Diff.Jacobian(Func{double[], double[]}, double[])"/> by <c>MJvp</c> and <c>MVjp</c>.</summary>
    /// <param name="f">The function.</param>
    /// <param name="jvp">Its pushforward.</param>
    /// <param name="vjp">Its pullback.</param>
    /// <param name="x">Where.</param>
    public static double[,] Jacobian(
        Func<double[], double[]> f, Func<double[], double[], (double[], double[])> jvp, Func<double[], double[], double[], double[]> vjp, double[] x) =>
        Jacobian(f, jvp, (at, seed) =>
        {
            var adjoint = new double[at.Length];
            vjp(at, adjoint, seed);
            return adjoint;
        }, x);

    /// <summary><see cref="Diff.Jacobian(Action{double[], double[]}, double[], int)"/> by <c>MJvp</c> and <c>MVjp</c>.</summary>
    /// <param name="jvp">The pushforward: point, direction, results, their tangents.</param>
    /// <param name="vjp">The pullback: point, its adjoint, results, their seed.</param>
    /// <param name="x">Where.</param>
    /// <param name="rows">How many results there are.</param>
    public static double[,] Jacobian(
        Action<double[], double[], double[], double[]> jvp, Action<double[], double[], double[], double[]> vjp, double[] x, int rows) =>
        Jacobian(
            rows,
            (at, tangent) =>
            {
                var resultTangent = new double[rows];
                jvp(at, tangent, new double[rows], resultTangent);
                return resultTangent;
            },
            (at, seed) =>
            {
                var adjoint = new double[at.Length];
                vjp(at, adjoint, new double[rows], seed);
                return adjoint;
            },
            x);

    /// <summary><see cref="Diff.Hessian(Func{double[], double}, double[])"/> by <c>MHvp</c>.</summary>
    /// <param name="hvp">Point and direction to value and product.</param>
    /// <param name="x">Where.</param>
    public static double[,] Hessian(Func<double[], double[], (double, double[])> hvp, double[] x)
    {
        var n = x.Length;
        var hessian = new double[n, n];
        var point = new double[n];
        var direction = new double[n];
        for (var j = 0; j < n; j++)
        {
            x.CopyTo(point, 0);
            Array.Clear(direction, 0, n);
            direction[j] = 1;
            var (_, column) = hvp(point, direction);
            for (var i = 0; i < n; i++) hessian[i, j] = column[i];
        }

        return hessian;
    }

    /// <summary>Reverse mode costs about this many times what forward mode does.</summary>
    private const int ReverseOverForward = 2;

    internal static double[,] Jacobian(
        Func<double[], double[]> f, Func<double[], double[], (double[], double[])> jvp, Func<double[], double[], double[]> pullback, double[] x) =>
        Jacobian(f((double[])x.Clone()).Length, (at, tangent) => jvp(at, tangent).Item2, pullback, x);

    /// <summary>By columns or by rows, one run of the function each, on copies of the point.</summary>
    internal static double[,] Jacobian(int rows, Func<double[], double[], double[]> pushforward, Func<double[], double[], double[]> pullback, double[] x)
    {
        var n = x.Length;
        var byColumns = n <= ReverseOverForward * rows;
        var jacobian = new double[rows, n];
        var point = new double[n];
        var seed = new double[byColumns ? n : rows];
        for (var k = 0; k < seed.Length; k++)
        {
            x.CopyTo(point, 0);
            Array.Clear(seed, 0, seed.Length);
            seed[k] = 1;
            var derivatives = byColumns ? pushforward(point, seed) : pullback(point, seed);
            for (var i = 0; i < (byColumns ? rows : n); i++) jacobian[byColumns ? i : k, byColumns ? k : i] = derivatives[i];
        }

        return jacobian;
    }
}
