namespace ILDiff.Tests.Golden;

using NUnit.Framework;

/// <summary>The problems whose objectives take derivatives themselves, in all four combinations of outer and inner mode.</summary>
internal sealed partial class GoldenTests
{
    private static IEnumerable<TestCaseData> NestedCases(string problem) =>
        from c in GoldenCase.Of(problem)
        from outer in (string[])["forward", "reverse"]
        from inner in (string[])["forward", "reverse"]
        select new TestCaseData(c, outer, inner).SetArgDisplayNames(c.Name, outer, inner);

    [TestCaseSource(nameof(NestedCases), ["particle"])]
    public void Particle(GoldenCase c, string outer, string inner)
    {
        var steps = new int[1];
        Func<double, double> flight = inner == "forward" ? w => Nested.FlightByForward(w, steps) : w => Nested.FlightByReverse(w, steps);
        double Slope(double w) => outer == "forward" ? Diff.Jvp(flight, w, 1.0).Tangent : Diff.Gradient(flight, w);
        var points = c.Doubles("w_points");
        var counts = new List<double>();
        double[] values = [.. points.Select(w =>
        {
            steps[0] = 0;
            var value = flight(w);
            counts.Add(steps[0]);
            return value;
        })];
        var ends = c.Doubles("w_starts").Select(w => Nested.Minimum(x => flight(x[0]), x => [Slope(x[0])], [w])).ToArray();
        Check(
            c, ("f", values), ("euler_steps", [.. counts]), ("df", [.. points.Select(Slope)]), ("d2f", [.. points.Select(w => Diff.Hessian(flight, w))]),
            ("w_final", [.. ends.Select(e => e.At[0])]), ("objective_evals", [.. ends.Select(e => (double)e.Objectives)]),
            ("gradient_evals", [.. ends.Select(e => (double)e.Gradients)]), ("accepted_steps", [.. ends.Select(e => (double)e.Accepted)]));
    }

    [TestCaseSource(nameof(NestedCases), ["saddle"])]
    public void SaddlePoint(GoldenCase c, string outer, string inner)
    {
        var (at, accepted) = (new double[2], new int[1]);
        Func<double[], double> Maximum(double[] from, double slope) => inner == "forward"
            ? x => Nested.MaximumByForward(x, from, slope, at, accepted)
            : x => Nested.MaximumByReverse(x, from, slope, at, accepted);
        double[] Slope(Func<double[], double> f, double[] x) => outer == "reverse" ? Diff.Gradient(f, x)
            : [Diff.Jvp(f, x, [1.0, 0.0]).Tangent, Diff.Jvp(f, x, [0.0, 1.0]).Tangent];
        var solutions = c.Doubles("starts").Chunk(2).Select(start =>
        {
            var maximum = Maximum(start, 0);
            var end = Nested.Minimum(maximum, x => Slope(maximum, x), start);
            maximum(end.At);
            return (Point: (double[])[.. end.At, .. at], end.Objectives, end.Gradients, end.Accepted);
        }).ToArray();
        var from = c.Doubles("inner_start");
        var ascents = c.Doubles("inner_c").SelectMany(slope => c.Doubles("inner_x").Chunk(2).Select(x =>
        {
            var maximum = Maximum(from, slope);
            var gradient = Slope(maximum, x);
            accepted[0] = 0;
            return (Value: maximum(x), Gradient: gradient, At: (double[])[.. at], Accepted: (double)accepted[0]);
        })).ToArray();
        Check(
            c, ("solutions", [.. solutions.SelectMany(s => s.Point)]), ("outer_objective_evals", [.. solutions.Select(s => (double)s.Objectives)]),
            ("outer_gradient_evals", [.. solutions.Select(s => (double)s.Gradients)]), ("outer_accepted_steps", [.. solutions.Select(s => (double)s.Accepted)]),
            ("inner_max", [.. ascents.Select(a => a.Value)]), ("inner_max_grad", [.. ascents.SelectMany(a => a.Gradient)]),
            ("inner_argmax", [.. ascents.SelectMany(a => a.At)]), ("inner_accepted_steps", [.. ascents.Select(a => a.Accepted)]));
    }
}
