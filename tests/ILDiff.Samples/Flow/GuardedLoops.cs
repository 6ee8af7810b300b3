namespace ILDiff.Samples.Flow;

/// <summary>Loops that a guard may leave by a throw, around loops that record.</summary>
public static class GuardedLoops
{
    [Sample]
    public static Real InnerSum([In(0.5, 2)] Real a, [In(2, 5)] int n)
    {
        Real total = 0;
        for (var i = 0; i <= n; i++)
        {
            if (a < -5) throw new ArgumentException("too small");
            Real s = 0;
            for (var k = 1; k <= 3; k++) s += k / (a + i);
            total += s * s;
        }

        return total;
    }

    [Sample]
    public static Real InnerSumUntilSmall([In(0.5, 2)] Real a)
    {
        Real total = 0;
        Real step = 1;
        while (step > (Real)0.1)
        {
            if (total > (Real)1e6) break;
            Real s = 0;
            for (var k = 1; k <= 3; k++) s += k / (a + step);
            total += s * s;
            step *= (Real)0.7;
        }

        return total;
    }

    /// <summary>The divisor is so small that its square leaves the range of the type, the derivative is not.</summary>
    [Sample]
    public static Real TinyDivisor([In(1, 2)] Real x)
    {
        Real scale = (Real)1e-25;
        return 1 / (scale * x) * scale;
    }
}
