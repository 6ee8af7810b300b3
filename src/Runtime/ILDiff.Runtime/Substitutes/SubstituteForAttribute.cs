namespace ILDiff.Substitutes;

using System;

/// <summary>
/// Marks a class whose methods do the same job as the framework's methods of the same name, in plain code that can be
/// differentiated. The first type argument of a substitute is the element type of the arrays passed.
/// </summary>
/// <param name="typeName">Full name of the framework's type.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SubstituteForAttribute(string typeName) : Attribute
{
    /// <summary>Full name of the framework's type.</summary>
    public string TypeName { get; } = typeName;
}
