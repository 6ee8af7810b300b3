namespace ILDiff;

using System;
using System.ComponentModel;

/// <summary>What generated code calls where a virtual or interface call became a choice by the run-time type of the receiver.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Dispatch
{
    /// <summary>Whether an object is of exactly a type.</summary>
    /// <typeparam name="T">A class, or a struct for its boxes.</typeparam>
    /// <param name="receiver">The object.</param>
    /// <returns>False for objects of types that derive from it.</returns>
    /// <exception cref="NullReferenceException">The object is null, as for the call.</exception>
    public static bool IsExactly<T>(object receiver) => receiver.GetType() == typeof(T);

    /// <summary>The type of an object, for a message.</summary>
    /// <param name="receiver">The object.</param>
    /// <returns>Its run-time type.</returns>
    public static Type TypeOf(object receiver) => receiver.GetType();

    /// <summary>What is thrown for an object of a type that was not there when the derivative was made.</summary>
    /// <param name="type">The type of the object.</param>
    /// <param name="method">The method called, in the notation of reports.</param>
    /// <returns>The exception.</returns>
    [Inactive]
    public static NoDerivativeException NotSeen(Type type, string method) => new(
        $"{method} was called on an object of type {type}, which was not among the implementations known when the derivative was made: those in the differentiated assembly and in what it references. Differentiate the call in an assembly that references the one with this type, or give the method that makes the call a [CustomVjp]/[CustomJvp] rule.");

    /// <summary>What is thrown for an object whose implementation could not be differentiated.</summary>
    /// <param name="type">The type of the object.</param>
    /// <param name="reason">Which implementation and why.</param>
    /// <returns>The exception.</returns>
    [Inactive]
    public static NoDerivativeException LeftOut(Type type, string reason) => new($"A call on an object of type {type} has no derivative: {reason}");
}
