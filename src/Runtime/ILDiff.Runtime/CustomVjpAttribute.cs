namespace ILDiff;

using System;

/// <summary>
/// On a static method: it is the pullback of another method, used instead of differentiating that one's body. It has the
/// signature of the generated member: each parameter of the primal (the receiver of an instance method first) that
/// carries floats is followed by its adjoint, by <c>ref</c> for floats and structs, as the shadow for arrays; the adjoint
/// of the result stands last; it returns the primal result. It adds to the adjoints, never sets them.
/// </summary>
/// <param name="type">The type of the primal.</param>
/// <param name="method">The name of the primal; among overloads the rule's own parameters choose.</param>
/// <example><code>
/// [CustomVjp(typeof(Physics), nameof(Physics.Drag))]
/// static double DragVjp(double speed, ref double speedAdjoint, double resultAdjoint)
/// {
///     speedAdjoint += resultAdjoint * 2 * Physics.C * speed;
///     return Physics.Drag(speed);
/// }
/// </code></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CustomVjpAttribute(Type type, string method) : Attribute
{
    /// <summary>The type of the primal.</summary>
    public Type Type { get; } = type;

    /// <summary>The name of the primal.</summary>
    public string Method { get; } = method;
}
