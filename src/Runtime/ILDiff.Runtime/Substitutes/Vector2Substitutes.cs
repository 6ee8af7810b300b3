#if NET
namespace ILDiff.Substitutes;

using System;
using System.Numerics;

/// <summary>The arithmetic of <see cref="Vector2"/>, which the framework does in vector registers, component by component.</summary>
[SubstituteFor("System.Numerics.Vector2")]
public static class Vector2Substitutes
{
    /// <summary>As the constructor of one number.</summary>
    public static void Construct(ref Vector2 vector, float value) => vector = Of(value, value);

    /// <summary>As the constructor of components.</summary>
    public static void Construct(ref Vector2 vector, float x, float y) => vector = Of(x, y);

    /// <summary>As the operator.</summary>
    public static Vector2 op_Addition(Vector2 left, Vector2 right) => Of(left.X + right.X, left.Y + right.Y);

    /// <summary>As the operator.</summary>
    public static Vector2 op_Subtraction(Vector2 left, Vector2 right) => Of(left.X - right.X, left.Y - right.Y);

    /// <summary>As the operator.</summary>
    public static Vector2 op_Multiply(Vector2 left, Vector2 right) => Of(left.X * right.X, left.Y * right.Y);

    /// <summary>As the operator.</summary>
    public static Vector2 op_Multiply(Vector2 left, float right) => Of(left.X * right, left.Y * right);

    /// <summary>As the operator.</summary>
    public static Vector2 op_Multiply(float left, Vector2 right) => op_Multiply(right, left);

    /// <summary>As the operator.</summary>
    public static Vector2 op_Division(Vector2 left, Vector2 right) => Of(left.X / right.X, left.Y / right.Y);

    /// <summary>As the operator.</summary>
    public static Vector2 op_Division(Vector2 left, float right) => Of(left.X / right, left.Y / right);

    /// <summary>As the operator.</summary>
    public static Vector2 op_UnaryNegation(Vector2 value) => Of(-value.X, -value.Y);

    /// <summary>As <see cref="Vector2.Dot(Vector2, Vector2)"/>.</summary>
    public static float Dot(Vector2 left, Vector2 right) => (left.X * right.X) + (left.Y * right.Y);

    /// <summary>As <see cref="Vector2.Length"/>.</summary>
    public static float Length(ref Vector2 vector) => MathF.Sqrt(Dot(vector, vector));

    /// <summary>As <see cref="Vector2.LengthSquared"/>.</summary>
    public static float LengthSquared(ref Vector2 vector) => Dot(vector, vector);

    /// <summary>As <see cref="Vector2.Distance(Vector2, Vector2)"/>.</summary>
    public static float Distance(Vector2 left, Vector2 right) => MathF.Sqrt(DistanceSquared(left, right));

    /// <summary>As <see cref="Vector2.DistanceSquared(Vector2, Vector2)"/>.</summary>
    public static float DistanceSquared(Vector2 left, Vector2 right)
    {
        var difference = op_Subtraction(left, right);
        return Dot(difference, difference);
    }

    /// <summary>As <see cref="Vector2.Normalize(Vector2)"/>.</summary>
    public static Vector2 Normalize(Vector2 vector) => op_Division(vector, MathF.Sqrt(Dot(vector, vector)));

    private static Vector2 Of(float x, float y)
    {
        Vector2 vector = default;
        vector.X = x;
        vector.Y = y;
        return vector;
    }
}
#endif
