namespace ILDiff.Checking;

/// <summary>The derivative along a direction as each member gives it.</summary>
internal static class Claims
{
    /// <summary>One derivative for each output.</summary>
    public static Claim OfPushforward(PointState point, DerivativeRuns runs, double[] direction, double[] tangent) => new(
        "the pushforward", h => point.PrimalAlong(direction, h), point.Exit, tangent, h => runs.Pushforward(At(point, direction, h), direction),
        output => output >= point.Exit.Length - point.ResultLength ? "the result" : "what is left in the arguments");

    /// <summary>One derivative, of the outputs' weighted sum.</summary>
    public static Claim OfPullback(PointState point, DerivativeRuns runs, double[] direction, double[] weights, double[] transposed) => new(
        "the pullback", h => point.PrimalAlong(direction, h) is { } outputs ? [Dot(outputs, weights)] : null, [Dot(point.Exit, weights)], [Dot(transposed, direction)],
        h => [Dot(runs.Pullback(At(point, direction, h), weights), direction)], _ => "a weighted sum of what the method gives");

    /// <summary>One derivative, of the result.</summary>
    /// <exception cref="MismatchException">The gradient has another length than the point.</exception>
    public static Claim OfGradient(PointState point, DerivativeRuns runs, double[] direction)
    {
        var gradient = FloatLeaves.Read(runs.CheckedGradient());
        if (gradient.Length != direction.Length) throw point.Wrong($"the gradient has {gradient.Length} numbers for {direction.Length}");
        return new Claim("the gradient", h => point.PrimalAlong(direction, h) is { } outputs ? [outputs[^1]] : null, [point.Exit[^1]], [Dot(gradient, direction)],
            h => [Dot(FloatLeaves.Read(runs.Gradient(At(point, direction, h))), direction)], _ => "the result");
    }

    private static double[] At(PointState point, double[] direction, double distance) => [.. point.Entry.Zip(direction, (x, d) => x + (distance * d))];

    private static double Dot(double[] left, double[] right) => left.Zip(right, (l, r) => l * r).Sum();
}
