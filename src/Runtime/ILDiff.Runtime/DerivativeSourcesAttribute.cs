namespace ILDiff;

using System;
using System.Collections.Generic;
using System.ComponentModel;

/// <summary>On a class that the build step adds: the types whose code the derivatives of the assembly were made from. Not for use by hand.</summary>
[AttributeUsage(AttributeTargets.Class)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DerivativeSourcesAttribute : Attribute
{
    /// <summary>With the types.</summary>
    /// <param name="types">Assembly, colon, full name.</param>
    public DerivativeSourcesAttribute(params string[] types) => Types = types;

    /// <summary>Assembly, colon, full name.</summary>
    public IReadOnlyList<string> Types { get; }
}
