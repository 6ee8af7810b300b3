#if NET
namespace ILDiff.Substitutes;

using System;
using System.Numerics;

/// <summary>The arithmetic of <see cref="Vector3"/>, which the framework does in vector registers, component by component.</summary>
[SubstituteFor("System.Numerics.Vector3")]
public static class Vector3Substitutes
{
    /// <summary>As the constructor of one number.</summary>
    public static void Construct(ref Vector3 vector, float value) => vector = Of(value, value, value);

    /// <summary>As the constructor of components.</summary>
    public static void Construct(ref Vector3 vector, float x, float y, float z) => vector = Of(x, y, z);

    /// <summary>As the constructor that adds a component.</summary>
    public static void Construct(ref Vector3 vector, Vector2 value, float z) => vector = Of(value.X, value.Y, z);

    /// <summary>As the operator.</summary>
    public static Vector3 op_Addition(Vector3 left, Vector3 right) => Of(left.X + right.X, left.Y + right.Y, left.Z + right.Z);

    /// <summary>As the operator.</summary>
    public static Vector3 op_Subtraction(Vector3 left, Vector3 right) => Of(left.X - right.X, left.Y - right.Y, left.Z - right.Z);

    /// <summary>As the operator.</summary>
    public static Vector3 op_Multiply(Vector3 left, Vector3 right) => Of(left.X * right.X, left.Y * right.Y, left.Z * right.Z);

    /// <summary>As the operator.</summary>
    public static Vector3 op_Multiply(Vector3 left, float right) => Of(left.X * right, left.Y * right, left.Z * right);

    /// <summary>As the operator.</summary>
    public static Vector3 op_Multiply(float left, Vector3 right) => op_Multiply(right, left);

    /// <summary>As the operator.</summary>
    public static Vector3 op_Division(Vector3 left, Vector3 right) => Of(left.X / right.X, left.Y / right.Y, left.Z / right.Z);

    /// <summary>As the operator.</summary>
    public static Vector3 op_Division(Vector3 left, float right) => Of(left.X / right, left.Y / right, left.Z / right);

    /// <summary>As the operator.</summary>
    public static Vector3 op_UnaryNegation(Vector3 value) => Of(-value.X, -value.Y, -value.Z);

    /// <summary>As <see cref="Vector3.Dot(Vector3, Vector3)"/>.</summary>
    public static float Dot(Vector3 left, Vector3 right) => (left.X * right.X) + (left.Y * right.Y) + (left.Z * right.Z);

    /// <summary>As <see cref="Vector3.Length"/>.</summary>
    public static float Length(ref Vector3 vector) => MathF.Sqrt(Dot(vector, vector));

    /// <summary>As <see cref="Vector3.LengthSquared"/>.</summary>
    public static float LengthSquared(ref Vector3 vector) => Dot(vector, vector);

    /// <summary>As <see cref="Vector3.Distance(Vector3, Vector3)"/>.</summary>
    public static float Distance(Vector3 left, Vector3 right) => MathF.Sqrt(DistanceSquared(left, right));

    /// <summary>As <see cref="Vector3.DistanceSquared(Vector3, Vector3)"/>.</summary>
    public static float DistanceSquared(Vector3 left, Vector3 right)
    {
        var difference = op_Subtraction(left, right);
        return Dot(difference, difference);
    }

    /// <summary>As <see cref="Vector3.Normalize(Vector3)"/>.</summary>
    public static Vector3 Normalize(Vector3 vector) => op_Division(vector, MathF.Sqrt(Dot(vector, vector)));

    /// <summary>As <see cref="Vector3.Cross(Vector3, Vector3)"/>.</summary>
    public static Vector3 Cross(Vector3 left, Vector3 right) => Of(
        (left.Y * right.Z) - (left.Z * right.Y),
        (left.Z * right.X) - (left.X * right.Z),
        (left.X * right.Y) - (left.Y * right.X));

    private static Vector3 Of(float x, float y, float z)
    {
        Vector3 vector = default;
        vector.X = x;
        vector.Y = y;
        vector.Z = z;
        return vector;
    }
}
#endif
