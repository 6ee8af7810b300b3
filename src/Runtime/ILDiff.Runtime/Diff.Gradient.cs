namespace ILDiff;

using System;
using ILDiff.Resolution;

/// <summary>
/// Derivatives of methods, lambdas and delegates. The build step (<c>ILDiff.MSBuild</c>) turns these calls into direct
/// calls of generated members; where it did not, they find the members that it added to the method's type, else ask the
/// just-in-time engine (<c>ILDiff</c>), else throw <see cref="NoDerivativeException"/>. Derivatives are exact up to rounding;
/// there is no numeric fallback. Safe for use from several threads.
/// </summary>
/// <remarks>
/// What a lambda captures and the receiver of an instance method are constants; the arguments are what is
/// differentiated. A function that changes its arguments changes those given here as well. An argument whose type carries
/// no <c>float</c> or <c>double</c> is a constant; its derivative is <c>default</c>.
/// </remarks>
public static partial class Diff
{
    /// <summary>The gradient of a scalar function: of the argument's type and shape, in new storage.</summary>
    /// <typeparam name="T">The argument: a float, an array, a struct or an object that carries floats.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static T Gradient<T>(Func<T, double> f, T x) => ValueAndGradient(f, x).Gradient;

    /// <inheritdoc cref="Gradient{T}(Func{T, double}, T)"/>
    public static T Gradient<T>(Func<T, float> f, T x) => ValueAndGradient(f, x).Gradient;

    /// <summary>The gradients of a scalar function of two arguments: of their types and shapes, in new storage.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (T1, T2) Gradient<T1, T2>(Func<T1, T2, double> f, T1 x1, T2 x2) => ValueAndGradient(f, x1, x2).Gradient;

    /// <inheritdoc cref="Gradient{T1, T2}(Func{T1, T2, double}, T1, T2)"/>
    public static (T1, T2) Gradient<T1, T2>(Func<T1, T2, float> f, T1 x1, T2 x2) => ValueAndGradient(f, x1, x2).Gradient;

    /// <summary>The gradients of a scalar function of three arguments: of their types and shapes, in new storage.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    /// <param name="x3">The third argument.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (T1, T2, T3) Gradient<T1, T2, T3>(Func<T1, T2, T3, double> f, T1 x1, T2 x2, T3 x3) => ValueAndGradient(f, x1, x2, x3).Gradient;

    /// <inheritdoc cref="Gradient{T1, T2, T3}(Func{T1, T2, T3, double}, T1, T2, T3)"/>
    public static (T1, T2, T3) Gradient<T1, T2, T3>(Func<T1, T2, T3, float> f, T1 x1, T2 x2, T3 x3) => ValueAndGradient(f, x1, x2, x3).Gradient;

    /// <summary>The gradients of a scalar function of four arguments: of their types and shapes, in new storage.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="T4">The fourth argument.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    /// <param name="x3">The third argument.</param>
    /// <param name="x4">The fourth argument.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (T1, T2, T3, T4) Gradient<T1, T2, T3, T4>(Func<T1, T2, T3, T4, double> f, T1 x1, T2 x2, T3 x3, T4 x4) =>
        ValueAndGradient(f, x1, x2, x3, x4).Gradient;

    /// <inheritdoc cref="Gradient{T1, T2, T3, T4}(Func{T1, T2, T3, T4, double}, T1, T2, T3, T4)"/>
    public static (T1, T2, T3, T4) Gradient<T1, T2, T3, T4>(Func<T1, T2, T3, T4, float> f, T1 x1, T2 x2, T3 x3, T4 x4) =>
        ValueAndGradient(f, x1, x2, x3, x4).Gradient;
}
