namespace ILDiff.Tests.Samples;

/// <summary>
/// Everything that must hold of a sample's derivative in one build: the primal part is the primal, forward and reverse mode
/// are transposes, both are the derivative, nothing else changes, and nothing is allocated for differentiation.
/// </summary>
internal sealed class SampleCheck(Sample sample, SampleReference reference, SampleBuild build, Derivative derivative)
{
    private readonly List<string> findings = [];
    private string where = "";

    /// <summary>What does not hold, in words.</summary>
    public static IEnumerable<string> Findings(Sample sample, SampleReference reference, SampleBuild build)
    {
        var (derivative, failure) = build.Of(sample);
        if (failure is not null) return sample.Attribute.MayBeRefused ? [] : [$"{build}: {failure}"];
        return derivative is null ? [] : new SampleCheck(sample, reference, build, derivative).Run();
    }

    private bool IsSingle => build.Variant.IsSingle || sample.Attribute.UsesSingle;

    private double Rounding => IsSingle ? 1e-5 : 1e-12;

    private List<string> Run()
    {
        for (var point = 0; point < Sample.Points && findings.Count == 0; point++)
        {
            where = $"{build}, point {point}";
            try
            {
                CheckPoint(point);
            }
            catch (Exception e) when (e is not NUnit.Framework.ResultStateException)
            {
                findings.Add($"{where}: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()}");
            }
        }
        return findings;
    }

    private void CheckPoint(int point)
    {
        var at = sample.At(derivative.Primal, point);
        var after = at.Copy();
        var result = Oracle.Invoke(derivative.Primal, after.Arguments);
        var outputs = after.Outputs(result);
        var direction = reference.Direction(point);
        var seeds = Directions.Draw(outputs.Length, point + 100);

        var pushed = derivative.Pushforward(at, direction);
        CheckPrimal("pushforward", pushed, result, after);
        CheckAgainstOracles(point, pushed.Derivative);

        var pulled = derivative.Pullback(at, result, seeds);
        CheckPrimal("pullback", pulled, result, after);
        CheckTransposes(outputs, pushed.Derivative, seeds, pulled.Derivative, direction);

        var again = derivative.Pullback(at, result, seeds);
        Require(Leaves.Bits(again.Derivative).SequenceEqual(Leaves.Bits(pulled.Derivative)), "a second pullback gives other bits");
        var shifted = derivative.Pullback(at, result, seeds, byValue: 1);
        var sum = pulled.Derivative.Zip(at.ByValue, (adjoint, one) => adjoint + one).ToArray();
        Require(Compare.Worst(shifted.Derivative, sum, Rounding), "adjoints are not added to what was there");

        if (derivative.Gradient is not null) CheckGradient(at, result, after, outputs.Length);
        if (point > 0 || sample.Attribute.MayBeRefused) return;
        var debug = sample.At(sample.In(build.Variant.Debug.Original)!, point);
        if (!sample.Attribute.Allocates) findings.AddRange(Allocations.Findings(derivative, at, debug, result, direction, seeds).Select(f => $"{where}: {f}"));
    }

    private void CheckPrimal(string member, DerivativeOutcome outcome, object? result, CallState after)
    {
        Require(Leaves.Bits(outcome.Result).SequenceEqual(Leaves.Bits(result)), $"the {member} returns {Show(outcome.Result)}, the primal {Show(result)}");
        Require(Leaves.Bits(outcome.State.Arguments).SequenceEqual(Leaves.Bits(after.Arguments)), $"the {member} leaves arguments other than the primal does");
    }

    private void CheckAgainstOracles(int point, double[] tangents)
    {
        if (reference.Exact(point) is { } exact)
            Require(Compare.Worst(tangents, exact, IsSingle ? sample.Attribute.SingleTolerance : 1e-11), "tangent against dual numbers");
        if (build.Variant.IsSingle) return;
        var (differences, errors) = reference.Differences(point);
        Require(Compare.Worst(tangents, differences, IsSingle ? sample.Attribute.SingleTolerance : 1e-7, errors), "tangent against differences");
    }

    /// <summary>To rounding, of which there is as much as the values and the terms of the two sums are large.</summary>
    private void CheckTransposes(double[] outputs, double[] tangents, double[] seeds, double[] adjoints, double[] direction)
    {
        var forward = tangents.Zip(seeds, (t, s) => t * s).ToArray();
        var reverse = adjoints.Zip(direction, (a, d) => a * d).ToArray();
        var values = outputs.Zip(seeds, (o, s) => o * s).Where(double.IsFinite);
        var scale = Math.Max(Math.Max(forward.Sum(Math.Abs), reverse.Sum(Math.Abs)), values.Sum(Math.Abs));
        var difference = Math.Abs(forward.Sum() - reverse.Sum());
        Require(difference <= Rounding * scale, $"seed·(J·direction) = {forward.Sum():R} but (seed·J)·direction = {reverse.Sum():R}");
    }

    private void CheckGradient(CallState at, object? result, CallState after, int outputs)
    {
        var seeds = new double[outputs];
        seeds[0] = 1;
        var expected = derivative.Pullback(at, result, seeds).Derivative;
        var gradient = derivative.ValueAndGradient(at);
        CheckPrimal("gradient", gradient, result, after);
        Require(Compare.Worst(gradient.Derivative, expected, Rounding), "gradient against the pullback of 1");
    }

    private void Require(string? finding, string what)
    {
        if (finding is not null) findings.Add($"{where}: {what}: {finding}");
    }

    private void Require(bool holds, string what)
    {
        if (!holds) findings.Add($"{where}: {what}");
    }

    private static string Show(object? value) => string.Join(", ", Leaves.Read(value).Select(v => v.ToString("R")));
}
