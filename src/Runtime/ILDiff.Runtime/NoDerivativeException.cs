namespace ILDiff;

using System;

/// <summary>
/// A derivative was asked for that is not there: nothing made it at build time and no engine is at hand, or ILDiff refuses
/// to differentiate the method. The message says which and what to do. No number is ever made up instead.
/// </summary>
public sealed class NoDerivativeException : NotSupportedException
{
    /// <summary>With a message.</summary>
    /// <param name="message">What is missing or refused, where, and the way out.</param>
    public NoDerivativeException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">What is missing or refused, where, and the way out.</param>
    /// <param name="cause">What made it so.</param>
    public NoDerivativeException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
