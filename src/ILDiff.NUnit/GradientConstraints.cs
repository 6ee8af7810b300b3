namespace ILDiff.Testing;

using NUnit.Framework;

/// <summary>Adds the constraint to NUnit's own words.</summary>
public static class GradientConstraints
{
    extension(Has)
    {
        /// <summary>Holds of a method, lambda or delegate whose derivatives are right.</summary>
        public static CorrectGradientConstraint CorrectGradient() => new();
    }
}
