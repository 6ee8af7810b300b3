namespace ILDiff.Checking;

using System.Globalization;

/// <summary>A derivative along one direction, and what finite differences of it are taken of.</summary>
/// <param name="Source">Which derivative gave it: the pushforward, the pullback or the gradient.</param>
/// <param name="Outputs">The outputs at a distance along the direction; null where there are none.</param>
/// <param name="Values">The outputs at the point.</param>
/// <param name="Tangent">Their derivatives.</param>
/// <param name="Slope">The derivatives at a distance.</param>
/// <param name="NameOf">What an output is.</param>
internal sealed record Claim(
    string Source, Func<double, double[]?> Outputs, double[] Values, double[] Tangent, Func<double, double[]> Slope, Func<int, string> NameOf);

/// <summary>Compares derivatives at a point with finite differences of the method, and finds out where those are no evidence.</summary>
internal sealed class DifferenceTest(PointState point, CheckOptions options)
{
    /// <summary>The largest relative deviation seen.</summary>
    public double Deviation { get; private set; }

    /// <summary>Why differences say nothing.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Whether finite differences confirm a claim; false where they say nothing, a mismatch where they deny it.</summary>
    public bool Agrees(Claim claim)
    {
        var (function, tangent) = (claim.Outputs, claim.Tangent);
        var refuted = Refuted(claim, null, out var undecided);
        if (undecided.Count == 0) return true;
        foreach (var i in undecided)
        {
            Obstacle = Smoothness.Defect(function, i, point.Rounding);
            if (Obstacle is not null) return false;
        }

        Obstacle = "finite differences are too inexact at the point";
        if (refuted.Count == 0 && undecided.All(i => double.IsFinite(tangent[i]))) return false;
        foreach (var spacing in point.IsSingle ? (double[])[2e-2, 2e-3] : [1e-3, 1e-5])
        {
            if (FiniteDifferences.Noise(function, spacing) is not { } noise) return false;
            refuted = Refuted(claim, noise, out undecided);
            if (!undecided.Any(i => refuted.ContainsKey(i) || !double.IsFinite(tangent[i]))) return false;
        }

        if (undecided.All(i => Smoothness.HasSlopeUpClose(function, i, tangent[i], refuted.TryGetValue(i, out var trend) ? trend.Value : double.NaN, point.Rounding)))
        {
            Obstacle = "the method is a staircase around the point: the derivative is that of a step, not of the trend";
            return false;
        }

        if (undecided.All(i => Smoothness.HasErraticSlope(claim.Slope, i, point.Rounding)))
        {
            Obstacle = "the method goes another way at every point around, as an iteration with tests does: its derivative jumps where its value hardly changes";
            return false;
        }

        if (options.MakesSteps)
        {
            Obstacle = "the method moves by steps of active data (ILD2009): the derivative is that between two steps, finite differences see the trend";
            return false;
        }

        var wrong = undecided.First(i => refuted.ContainsKey(i) || !double.IsFinite(tangent[i]));
        var estimate = refuted.GetValueOrDefault(wrong, FiniteDifferences.Derivative(function, point.IsSingle ? 0.02 : 1e-3, point.Rounding)?[wrong] ?? new Estimate(double.NaN, double.NaN));
        var mismatch = point.Wrong(string.Create(CultureInfo.InvariantCulture,
            $"{claim.Source} gives {tangent[wrong]:g17} for {claim.NameOf(wrong)}, finite differences {estimate.Value:g17} ± {estimate.Error:g2}"),
            Math.Abs(estimate.Value - tangent[wrong]) / (Math.Abs(estimate.Value) + Math.Abs(tangent[wrong])));
        mismatch.IsUndefined = undecided.All(k => double.IsNaN(tangent[k]) || !refuted.ContainsKey(k));
        throw mismatch;
    }

    /// <summary>
    /// Compares with finite differences at several step sizes: a small one sees between two kinks, a large one sees
    /// through rounding. Gives the components that no step confirms, and of these the ones that an exact one denies.
    /// </summary>
    private Dictionary<int, Estimate> Refuted(Claim claim, double[]? noise, out HashSet<int> undecided)
    {
        var (function, tangent) = (claim.Outputs, claim.Tangent);
        var tolerance = options.RelativeTolerance ?? (point.IsSingle ? 1e-3 : 1e-6);
        var refuted = new Dictionary<int, Estimate>();
        undecided = [.. Enumerable.Range(0, tangent.Length)];
        foreach (var step in point.IsSingle ? (double[])[0.1, 0.02, 4e-3] : [2e-2, 1e-3, 3e-5, 1e-6])
        {
            if (FiniteDifferences.Derivative(function, step, point.Rounding, noise) is not { } estimates || estimates.Length != tangent.Length) continue;
            foreach (var i in undecided.ToList())
            {
                var scale = Math.Abs(estimates[i].Value) + Math.Abs(tangent[i]);
                var isDecisive = estimates[i].Error <= (point.IsSingle ? 3e-2 : 1e-4) * scale || scale == 0;
                var difference = Math.Abs(estimates[i].Value - tangent[i]);
                // A function that does not move at all has lost a derivative this small to rounding.
                var isLost = estimates[i] is { Value: 0, Error: 0 } && Math.Abs(tangent[i]) <= 64 * point.Rounding * Math.Max(1, Math.Abs(claim.Values[i]));
                if (isLost || (difference <= (tolerance * scale) + (10 * estimates[i].Error) && (isDecisive || IsNegligible(estimates[i], tangent[i], claim.Values[i]))))
                {
                    undecided.Remove(i);
                    refuted.Remove(i);
                    if (scale > 0 && isDecisive && !isLost) Deviation = Math.Max(Deviation, difference / scale);
                }
                else if (isDecisive && (!refuted.TryGetValue(i, out var other) || other.Error > estimates[i].Error))
                {
                    refuted[i] = estimates[i];
                }
            }

            if (undecided.Count == 0) break;
        }

        return refuted;
    }

    /// <summary>Whether the derivative is zero as far as numbers of the output's size can show.</summary>
    private bool IsNegligible(Estimate estimate, double tangent, double value) =>
        Math.Abs(tangent) + estimate.Error <= (point.IsSingle ? 1e-3 : 1e-7) * Math.Max(Math.Abs(value), 1e-3);
}
