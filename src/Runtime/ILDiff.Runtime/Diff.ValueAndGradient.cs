namespace ILDiff;

using System;
using ILDiff.Resolution;

public static partial class Diff
{
    /// <summary>The value of a scalar function and its gradient, which is of the argument's type and shape and in new storage.</summary>
    /// <typeparam name="T">The argument: a float, an array, a struct or an object that carries floats.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (double Value, T Gradient) ValueAndGradient<T>(Func<T, double> f, T x) =>
        Bound<Func<object?, T, (double, T)>>.For(f, DerivativeKind.Gradient, out var target)(target, x);

    /// <inheritdoc cref="ValueAndGradient{T}(Func{T, double}, T)"/>
    public static (float Value, T Gradient) ValueAndGradient<T>(Func<T, float> f, T x) =>
        Bound<Func<object?, T, (float, T)>>.For(f, DerivativeKind.Gradient, out var target)(target, x);

    /// <summary>The value of a scalar function of two arguments and its gradients, which are of their types and shapes and in new storage.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (double Value, (T1, T2) Gradient) ValueAndGradient<T1, T2>(Func<T1, T2, double> f, T1 x1, T2 x2) =>
        Bound<Func<object?, T1, T2, (double, (T1, T2))>>.For(f, DerivativeKind.Gradient, out var target)(target, x1, x2);

    /// <inheritdoc cref="ValueAndGradient{T1, T2}(Func{T1, T2, double}, T1, T2)"/>
    public static (float Value, (T1, T2) Gradient) ValueAndGradient<T1, T2>(Func<T1, T2, float> f, T1 x1, T2 x2) =>
        Bound<Func<object?, T1, T2, (float, (T1, T2))>>.For(f, DerivativeKind.Gradient, out var target)(target, x1, x2);

    /// <summary>The value of a scalar function of three arguments and its gradients, which are of their types and shapes and in new storage.</summary>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <param name="f">The function.</param>
    /// <param name="x1">The first argument.</param>
    /// <param name="x2">The second argument.</param>
    /// <param name="x3">The third argument.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    public static (double Value, (T1, T2, T3) Gradient) ValueAndGradient<T1, T2, T3>(Func<T1, T2, T3, double> f, T1 x1, T2 x2, T3 x3) =>
        Bound<Func<object?, T1, T2, T3, (double, (T1, T2, T3))>>.For(f, DerivativeKind.Gradient, out var target)(target, x1, x2, x3);

    /// <inheritdoc cref="ValueAndGradient{T1, T2, T3}(Func{T1, T2, T3, double}, T1, T2, T3)"/>
    public static (float Value, (T1, T2, T3) Gradient) ValueAndGradient<T1, T2, T3>(Func<T1, T2, T3, float> f, T1 x1, T2 x2, T3 x3) =>
        Bound<Func<object?, T1, T2, T3, (float, (T1, T2, T3))>>.For(f, DerivativeKind.Gradient, out var target)(target, x1, x2, x3);

    /// <summary>The value of a scalar function of four arguments and its gradients, which are of their types and shapes and in new storage.</summary>
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
    public static (double Value, (T1, T2, T3, T4) Gradient) ValueAndGradient<T1, T2, T3, T4>(Func<T1, T2, T3, T4, double> f, T1 x1, T2 x2, T3 x3, T4 x4) =>
        Bound<Func<object?, T1, T2, T3, T4, (double, (T1, T2, T3, T4))>>.For(f, DerivativeKind.Gradient, out var target)(target, x1, x2, x3, x4);

    /// <inheritdoc cref="ValueAndGradient{T1, T2, T3, T4}(Func{T1, T2, T3, T4, double}, T1, T2, T3, T4)"/>
    public static (float Value, (T1, T2, T3, T4) Gradient) ValueAndGradient<T1, T2, T3, T4>(Func<T1, T2, T3, T4, float> f, T1 x1, T2 x2, T3 x3, T4 x4) =>
        Bound<Func<object?, T1, T2, T3, T4, (float, (T1, T2, T3, T4))>>.For(f, DerivativeKind.Gradient, out var target)(target, x1, x2, x3, x4);
}
