namespace ILDiff;

using System;

/// <content><see cref="Diff.Vjp{T1, T2, R}"/>: floats and structs have their adjoints added in place, arrays and objects in their shadows.</content>
public static partial class DerivativeCalls
{
    /// <summary>A pullback <c>MVjp</c> of a method of floats or structs.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="x1">The first argument.</param>
    /// <param name="x1Adjoint">Its adjoint, or what that is added to.</param>
    /// <param name="x2">The second argument.</param>
    /// <param name="x2Adjoint">Its adjoint, or what that is added to.</param>
    /// <param name="resultAdjoint">The seed.</param>
    public delegate R ValuesPullback<T1, T2, R>(T1 x1, ref T1 x1Adjoint, T2 x2, ref T2 x2Adjoint, R resultAdjoint);

    /// <summary>A pullback <c>MVjp</c> of a method of a float or struct and an array or object.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="x1">The first argument.</param>
    /// <param name="x1Adjoint">Its adjoint, or what that is added to.</param>
    /// <param name="x2">The second argument.</param>
    /// <param name="x2Adjoint">Its adjoint, or what that is added to.</param>
    /// <param name="resultAdjoint">The seed.</param>
    public delegate R FirstValuePullback<T1, T2, R>(T1 x1, ref T1 x1Adjoint, T2 x2, T2 x2Adjoint, R resultAdjoint);

    /// <summary>A pullback <c>MVjp</c> of a method of an array or object and a float or struct.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="x1">The first argument.</param>
    /// <param name="x1Adjoint">Its adjoint, or what that is added to.</param>
    /// <param name="x2">The second argument.</param>
    /// <param name="x2Adjoint">Its adjoint, or what that is added to.</param>
    /// <param name="resultAdjoint">The seed.</param>
    public delegate R SecondValuePullback<T1, T2, R>(T1 x1, T1 x1Adjoint, T2 x2, ref T2 x2Adjoint, R resultAdjoint);

    /// <summary>Of floats or structs.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="vjp">Its pullback.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    public static VjpResult<T1, T2, R> Vjp<T1, T2, R>(Func<T1, T2, R> f, ValuesPullback<T1, T2, R> vjp, T1 x1, T2 x2)
    {
        var point = PointCopy.Of((x1, x2));
        return new VjpResult<T1, T2, R>(f(x1, x2), point, (at1, at2, seed) =>
        {
            var (adjoint1, adjoint2) = Shadow.ZeroLike((at1, at2));
            vjp(at1, ref adjoint1, at2, ref adjoint2, seed);
            return (adjoint1, adjoint2);
        });
    }

    /// <summary>Of a float or struct and an array or object.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="vjp">Its pullback.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    public static VjpResult<T1, T2, R> Vjp<T1, T2, R>(Func<T1, T2, R> f, FirstValuePullback<T1, T2, R> vjp, T1 x1, T2 x2)
    {
        var point = PointCopy.Of((x1, x2));
        return new VjpResult<T1, T2, R>(f(x1, x2), point, (at1, at2, seed) =>
        {
            var (adjoint1, adjoint2) = Shadow.ZeroLike((at1, at2));
            vjp(at1, ref adjoint1, at2, adjoint2, seed);
            return (adjoint1, adjoint2);
        });
    }

    /// <summary>Of an array or object and a float or struct.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="vjp">Its pullback.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    public static VjpResult<T1, T2, R> Vjp<T1, T2, R>(Func<T1, T2, R> f, SecondValuePullback<T1, T2, R> vjp, T1 x1, T2 x2)
    {
        var point = PointCopy.Of((x1, x2));
        return new VjpResult<T1, T2, R>(f(x1, x2), point, (at1, at2, seed) =>
        {
            var (adjoint1, adjoint2) = Shadow.ZeroLike((at1, at2));
            vjp(at1, adjoint1, at2, ref adjoint2, seed);
            return (adjoint1, adjoint2);
        });
    }

    /// <summary>Of arrays or objects.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="vjp">Its pullback.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    public static VjpResult<T1, T2, R> Vjp<T1, T2, R>(Func<T1, T2, R> f, Func<T1, T1, T2, T2, R, R> vjp, T1 x1, T2 x2)
    {
        var point = PointCopy.Of((x1, x2));
        return new VjpResult<T1, T2, R>(f(x1, x2), point, (at1, at2, seed) =>
        {
            var (adjoint1, adjoint2) = Shadow.ZeroLike((at1, at2));
            vjp(at1, adjoint1, at2, adjoint2, seed);
            return (adjoint1, adjoint2);
        });
    }
}
