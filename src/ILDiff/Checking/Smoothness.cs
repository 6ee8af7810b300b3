namespace ILDiff.Checking;

/// <summary>
/// Tells where a function of one variable has no derivative, or has one that finite differences cannot see: at kinks
/// and jumps, and where a truncated iteration makes it rough.
/// </summary>
internal static class Smoothness
{
    /// <summary>Why component <paramref name="component"/> is not smooth around zero, or null if it seems to be.</summary>
    /// <param name="function">The outputs at a distance; null where there are none.</param>
    /// <param name="component">Which output.</param>
    /// <param name="precision">The unit roundoff of the outputs.</param>
    public static string? Defect(Func<double, double[]?> function, int component, double precision)
    {
        var isSingle = precision > 1e-10;
        double? At(double h) => function(h) is { } outputs && component < outputs.Length && double.IsFinite(outputs[component]) ? outputs[component] : null;
        if (At(0) is not { } center) return "the method has no finite value at the point";

        foreach (var h in isSingle ? (double[])[3e-2, 3e-3] : [1e-3, 1e-5, 1e-7])
        {
            if (At(h) is not { } p1 || At(h / 2) is not { } p2 || At(-h) is not { } m1 || At(-h / 2) is not { } m2)
                return "the method fails next to the point";

            // One-sided differences with the first-order error removed.
            var right = ((4 * p2) - p1 - (3 * center)) / h;
            var left = -((4 * m2) - m1 - (3 * center)) / h;
            var noise = 32 * precision * (Math.Abs(center) + Math.Abs(p1) + Math.Abs(m1)) / h;
            if (Math.Abs(right - left) > noise + (1e-3 * (Math.Abs(right) + Math.Abs(left)))) return "the point is next to a kink or jump";
        }

        foreach (var width in isSingle ? (double[])[5e-2] : [1e-2, 1e-4, 1e-6])
        {
            if (HasJump(At, width, precision)) return "the method is not smooth around the point";
        }

        return null;
    }

    /// <summary>
    /// Whether the function has the given slope, and not that of its trend, at distances so small that they lie between the jumps of an iteration that
    /// stops when it is near enough. Plain differences; what rounding leaves of them must still be good to a percent.
    /// </summary>
    public static bool HasSlopeUpClose(Func<double, double[]?> function, int component, double slope, double trend, double precision)
    {
        if (precision > 1e-10 || !double.IsFinite(slope) || !double.IsFinite(trend)) return false;
        var confirmed = 0;
        foreach (var h in (double[])[1e-8, 3e-9, 1e-9, 3e-10, 1e-10, 3e-11])
        {
            if (function(h) is not { } ahead || function(-h) is not { } behind || component >= ahead.Length || component >= behind.Length) continue;
            var difference = (ahead[component] - behind[component]) / (2 * h);
            var noise = precision * (Math.Abs(ahead[component]) + Math.Abs(behind[component])) / h;
            var tolerance = (1e-4 * Math.Abs(slope)) + (2 * noise);
            if (noise <= 3e-2 * Math.Abs(slope) && Math.Abs(difference - slope) <= tolerance && Math.Abs(difference - trend) > 5 * tolerance) confirmed++;
        }

        return confirmed >= 3;
    }

    /// <summary>
    /// Whether the slope that the derivative gives for a component jumps from point to point next to the point: then the
    /// program changes its way everywhere, as a root finder does, and differences see the average of its ways.
    /// </summary>
    public static bool HasErraticSlope(Func<double, double[]?> slope, int component, double precision)
    {
        if (slope(0) is not { } center || component >= center.Length) return false;
        var jumps = 0;
        foreach (var h in precision > 1e-10 ? (double[])[1e-4, -1e-4, 3e-4, -3e-4] : [1e-7, -1e-7, 3e-8, -3e-8, 1e-8, -1e-8])
        {
            if (slope(h) is not { } near || component >= near.Length) continue;
            var scale = Math.Abs(center[component]) + Math.Abs(near[component]);
            if (Math.Abs(near[component] - center[component]) > 1e-3 * scale) jumps++;
        }

        return jumps >= 2;
    }

    /// <summary>Whether some second difference on a grid stands out from the others.</summary>
    private static bool HasJump(Func<double, double?> at, double width, double precision)
    {
        const int Half = 20;
        var values = new double[(2 * Half) + 1];
        for (var i = 0; i < values.Length; i++)
        {
            if (at(width * (i - Half) / Half) is not { } value) return true;
            values[i] = value;
        }

        var bends = Enumerable.Range(1, values.Length - 2).Select(i => Math.Abs(values[i - 1] - (2 * values[i]) + values[i + 1])).Order().ToArray();
        var noise = 64 * precision * values.Max(Math.Abs);
        return bends[^1] > noise + (20 * bends[bends.Length / 2]);
    }
}
