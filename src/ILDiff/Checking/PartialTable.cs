namespace ILDiff.Checking;

/// <summary>One partial derivative as each way of computing it gives it.</summary>
/// <param name="Output">What is differentiated.</param>
/// <param name="Input">With respect to what.</param>
/// <param name="Differences">By finite differences.</param>
/// <param name="Jvp">By the pushforward, if there is one.</param>
/// <param name="Vjp">By the pullback, if there is one.</param>
/// <param name="Gradient">By the gradient, if there is one.</param>
/// <param name="Disagreement">The largest relative difference between two of them.</param>
internal sealed record Partial(string Output, string Input, Estimate Differences, double? Jvp, double? Vjp, double? Gradient, double Disagreement);

/// <summary>Takes a point apart into single partial derivatives, to find the one that is wrong.</summary>
internal sealed class PartialTable(PointState point)
{
    /// <summary>More numbers than this are not looked at one by one.</summary>
    private const int MostInputs = 300;
    private const int MostOutputs = 50;
    private const string Result = "the result";

    private readonly DerivativeRuns runs = new(point, _ => { });
    private readonly List<string> inputNames = LeafNames.Of(point.Differentiated(point.Roots), ActiveNames(point));
    private readonly List<string> outputNames =
        [.. LeafNames.Of([.. point.Differentiated(point.After), point.Value], [.. ActiveNames(point), Result]).Select(n => n.StartsWith(Result, StringComparison.Ordinal) ? n : n + " on return")];

    /// <summary>The partial derivative on which the ways of computing it agree least; null if none stands out.</summary>
    public Partial? Worst()
    {
        var inputs = Math.Min(point.Entry.Length, MostInputs);
        var outputs = Math.Min(point.Exit.Length, MostOutputs);
        // The result stands last and matters most.
        var firstOutput = point.Exit.Length - outputs;
        var rows = point.Members.Vjp is null || point.Rearranges ? null : Enumerable.Range(firstOutput, outputs).Select(o => runs.Pullback(point.Entry, Unit(point.Exit.Length, o))).ToList();
        var gradient = point.Members.Gradient is null ? null : FloatLeaves.Read(runs.Gradient(point.Entry));
        if (gradient?.Length != point.Entry.Length) gradient = null;
        Partial? worst = null;
        for (var i = 0; i < inputs; i++)
        {
            var direction = Unit(point.Entry.Length, i);
            var step = Math.Max(Math.Abs(point.Entry[i]), 0.1) * (point.IsSingle ? 0.1 : 0.02);
            var column = point.Members.Jvp is null ? null : runs.Pushforward(point.Entry, direction);
            var differences = FiniteDifferences.Derivative(h => point.PrimalAlong(direction, h), step, point.Rounding);
            for (var o = firstOutput; o < point.Exit.Length; o++)
            {
                var isResult = o == point.Exit.Length - 1 && point.ResultLength == 1;
                var partial = Compare(o, i, differences?[o] ?? new Estimate(double.NaN, double.PositiveInfinity), column?[o], rows?[o - firstOutput][i], isResult ? gradient?[i] : null);
                if (partial.Disagreement > (worst?.Disagreement ?? Negligible)) worst = partial;
            }
        }

        return worst;
    }

    private double Negligible => point.IsSingle ? 1e-3 : 1e-7;

    private static double[] Unit(int length, int index)
    {
        var unit = new double[length];
        unit[index] = 1;
        return unit;
    }

    private Partial Compare(int output, int input, Estimate differences, double? jvp, double? vjp, double? gradient)
    {
        var given = new[] { jvp, vjp, gradient }.OfType<double>().ToList();
        var scale = given.Append(double.IsFinite(differences.Value) ? differences.Value : 0).Max(Math.Abs);
        var known = differences.Error < 0.1 * scale ? given.Append(differences.Value).ToList() : given;
        var spread = known.Count == 0 ? 0 : known.Any(v => !double.IsFinite(v)) ? double.PositiveInfinity : known.Max() - known.Min();
        var excess = spread - (double.IsFinite(differences.Error) ? 10 * differences.Error : 0);
        var disagreement = scale > 0 && excess > 0 ? excess / Math.Max(scale, 1e-3 * Scale) : 0;
        return new Partial(outputNames[output], inputNames[input], differences, jvp, vjp, gradient, disagreement);
    }

    /// <summary>What a derivative of the usual size is here: a rounding error in one that is zero is no news.</summary>
    private double Scale => point.Exit.Max(Math.Abs) / Math.Max(point.Entry.Max(Math.Abs), 1e-3);

    private static string[] ActiveNames(PointState point) => [.. point.Members.RootNames.Where((_, i) => point.Members.Active[i])];
}
