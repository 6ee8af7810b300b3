namespace ILDiff;

using System;

/// <summary>
/// On a static method: it is the pushforward of another method, used instead of differentiating that one's body. It has
/// the signature of the generated member: each parameter of the primal (the receiver of an instance method first) that
/// carries floats is followed by its tangent of the same type; it returns <c>(R Value, R Tangent)</c>, or <c>R</c> alone
/// where <c>R</c> carries no floats.
/// </summary>
/// <param name="type">The type of the primal.</param>
/// <param name="method">The name of the primal; among overloads the rule's own parameters choose.</param>
/// <example><code>
/// [CustomJvp(typeof(Physics), nameof(Physics.Drag))]
/// static (double Value, double Tangent) DragJvp(double speed, double speedTangent) =>
///     (Physics.Drag(speed), 2 * Physics.C * speed * speedTangent);
/// </code></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CustomJvpAttribute(Type type, string method) : Attribute
{
    /// <summary>The type of the primal.</summary>
    public Type Type { get; } = type;

    /// <summary>The name of the primal.</summary>
    public string Method { get; } = method;
}
