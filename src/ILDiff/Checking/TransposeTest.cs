namespace ILDiff.Checking;

using System.Globalization;

/// <summary>Compares pullback and pushforward at a point by the dot-product identity, and the gradient with the pullback.</summary>
internal sealed class TransposeTest(PointState point, DerivativeRuns runs, Random random)
{
    /// <summary>Checks adjoints against a tangent.</summary>
    /// <param name="transposed">From the pullback.</param>
    /// <param name="weights">On the exit values and the result, that it was given.</param>
    /// <param name="direction">That the pushforward was given.</param>
    /// <param name="tangent">From the pushforward.</param>
    public void Check(double[] transposed, double[] weights, double[] direction, double[] tangent)
    {
        var left = weights.Zip(tangent, (w, t) => w * t).Sum();
        var right = transposed.Zip(direction, (a, d) => a * d).Sum();
        var terms = weights.Zip(tangent, (w, t) => Math.Abs(w * t)).Sum() + transposed.Zip(direction, (a, d) => Math.Abs(a * d)).Sum();
        var gap = Math.Abs(left - right);
        var tolerance = (point.IsSingle ? 1e-5 : 1e-12) * terms;
        // Cancellation excuses a larger gap, but never one in the leading digits: scaling also moves what is simply wrong.
        if (gap <= tolerance || (gap <= (point.IsSingle ? 1e-2 : 1e-6) * terms && gap <= tolerance + (100 * Conditioning(direction, weights, left, right)))) return;
        throw point.Wrong(string.Create(CultureInfo.InvariantCulture,
            $"the pullback disagrees with the pushforward: {right:g17} instead of {left:g17} by the dot-product identity"), gap / terms);
    }

    /// <summary>Checks the gradient against the pullback.</summary>
    public void CheckGradient()
    {
        var gradient = runs.CheckedGradient();
        if (point.Members.Vjp is null) return;
        var shadows = runs.PullbackOfOne();
        if (point.Members.HasReceiver && gradient.Length < shadows.Length) shadows = shadows[1..];
        var expected = FloatLeaves.Read(shadows);
        var actual = FloatLeaves.Read(gradient);
        if (actual.Length != expected.Length) throw point.Wrong($"the gradient has {actual.Length} numbers, the pullback {expected.Length}");
        var scale = expected.Sum(Math.Abs) + actual.Sum(Math.Abs);
        var gap = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Sum();
        if (gap > (point.IsSingle ? 1e-5 : 1e-12) * scale) throw point.Wrong("the gradient disagrees with the pullback", gap / scale);
    }

    /// <summary>
    /// How far both sides of the identity move when the inputs move by their rounding, and when direction and weights,
    /// in which the derivatives are linear, are scaled and the result scaled back: what no agreement can be below.
    /// </summary>
    private double Conditioning(double[] direction, double[] weights, double left, double right)
    {
        var moved = 0.0;
        for (var i = 0; i < 6; i++)
        {
            var scale = 0.5 + random.NextDouble();
            var nearby = point.Entry.Select(v => v * (1 + (64 * point.Rounding * ((2 * random.NextDouble()) - 1)))).ToArray();
            var tangent = runs.Pushforward(nearby, Scaled(direction, scale));
            var adjoint = runs.Pullback(nearby, Scaled(weights, scale));
            if (tangent.Length != weights.Length || adjoint.Length != direction.Length) return 0;
            moved = Math.Max(moved, Math.Abs((weights.Zip(tangent, (w, t) => w * t).Sum() / scale) - left));
            moved = Math.Max(moved, Math.Abs((adjoint.Zip(direction, (a, d) => a * d).Sum() / scale) - right));
        }

        return double.IsFinite(moved) ? moved : 0;

        static double[] Scaled(double[] vector, double factor) => [.. vector.Select(v => v * factor)];
    }
}
