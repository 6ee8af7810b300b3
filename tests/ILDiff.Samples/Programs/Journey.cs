namespace ILDiff.Samples.Programs;

/// <summary>The method that <c>docs/journey.md</c> follows.</summary>
public static class Journey
{
    [Sample]
    public static Real Swing([In(0.5, 2, Length = 5)] Real[] pushes, Real stiffness)
    {
        Real angle = 0;
        for (var i = 0; i < pushes.Length; i++) angle = Maths.Sin(stiffness * angle + pushes[i]);
        return angle;
    }
}
