namespace ILDiff.Checking;

/// <summary>What came of one point.</summary>
internal enum PointOutcome
{
    /// <summary>Everything that there is was compared, and agreed.</summary>
    Compared,

    /// <summary>The method threw there.</summary>
    Threw,

    /// <summary>The method gave no finite value there.</summary>
    Unusable,

    /// <summary>Finite differences say nothing there.</summary>
    NotSmooth,
}

/// <summary>All comparisons at one point, in the order in which they tell most.</summary>
internal sealed class PointCheck
{
    private const int SuspiciousRepeats = 60;

    private readonly CheckOptions options;
    private readonly Random random;
    private readonly DerivativeRuns runs;
    private readonly DifferenceTest differences;

    /// <param name="members">The method and its derivatives.</param>
    /// <param name="options">How to check.</param>
    /// <param name="roots">The point.</param>
    /// <param name="seed">Of the directions.</param>
    /// <param name="derivativeRuns">Told before each call of a derivative (true) and after it (false).</param>
    public PointCheck(DerivativeMembers members, CheckOptions options, object?[] roots, int seed, Action<bool> derivativeRuns)
    {
        this.options = options;
        random = new Random(seed);
        State = new PointState(members, roots);
        runs = new DerivativeRuns(State, derivativeRuns);
        differences = new DifferenceTest(State, options);
    }

    /// <summary>The point and what the method makes of it.</summary>
    public PointState State { get; }

    /// <summary>The largest relative deviation from finite differences.</summary>
    public double Deviation => differences.Deviation;

    /// <summary>Whether the derivative along the direction tried was not zero.</summary>
    public bool IsLively { get; private set; }

    /// <summary>Whether not to compare the gradient, which has one array for arguments that are one.</summary>
    public bool SkipsGradient { get; init; }

    /// <summary>Why nothing could be compared.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Compares; a <see cref="MismatchException"/> says what is wrong.</summary>
    public PointOutcome Run(bool comparesThrowing)
    {
        if (!RunPrimal(comparesThrowing, out var outcome)) return outcome;
        try
        {
            return Compare();
        }
        catch (MismatchException)
        {
            // A method that draws random numbers can give the same one twice.
            State.ThrowUnlessRepeatable(SuspiciousRepeats, options.Budget);
            throw;
        }
    }

    private bool RunPrimal(bool comparesThrowing, out PointOutcome outcome)
    {
        outcome = PointOutcome.Unusable;
        var first = State.RunPrimal();
        if (first.Time > options.LongestCall) throw new CallTooLongException($"one call takes {first.Time.TotalSeconds:f1} s");
        if (first.Error is { } error)
        {
            outcome = PointOutcome.Threw;
            Obstacle = $"the method throws {error.GetType().Name}: {error.Message}";
            if (comparesThrowing) runs.CheckThrowing(error);
            return false;
        }

        State.ThrowUnlessRepeatable(1, options.Budget);
        Obstacle = !State.Entry.Concat(State.Exit).All(double.IsFinite) ? "the method gives no finite value"
            : !State.KeepsLength ? "the method changes how many numbers its arguments lead to"
            : State.Exit.Any(IsExtreme) ? "the values of the method are so small or large that derivatives of its steps leave the range of the type"
            : null;
        return Obstacle is null;
    }

    private bool IsExtreme(double number) => number != 0 && Math.Abs(Math.Log10(Math.Abs(number))) > (State.IsSingle ? 18 : 150);

    private PointOutcome Compare()
    {
        var members = State.Members;
        var (direction, weights) = (Direction(State.Entry), Direction(State.Exit));
        double[]? tangent = null;
        double[]? transposed = null;
        Claim? claim = null;
        if (members.Jvp is not null)
        {
            tangent = runs.CheckedPushforward(direction);
            IsLively = tangent.Where((_, i) => i >= State.Exit.Length - State.ResultLength).Any(t => t != 0);
            claim = Claims.OfPushforward(State, runs, direction, tangent);
        }
        else if (members.Vjp is not null && !State.Rearranges)
        {
            transposed = runs.CheckedPullback(weights);
            claim = Claims.OfPullback(State, runs, direction, weights, transposed);
        }
        else if (members.Gradient is not null && !SkipsGradient)
        {
            claim = Claims.OfGradient(State, runs, direction);
        }

        var isSmooth = claim is null || differences.Agrees(claim);
        var transpose = new TransposeTest(State, runs, random);
        if (tangent is not null && members.Vjp is not null && !State.Rearranges && (isSmooth || tangent.All(double.IsFinite)))
            transpose.Check(runs.CheckedPullback(weights), weights, direction, tangent);
        if (!isSmooth || State.Rearranges)
        {
            Obstacle = isSmooth ? "the method makes its arguments lead to other objects, whose seeds a pullback has no place for" : differences.Obstacle;
            return PointOutcome.NotSmooth;
        }

        if (members.Gradient is not null && !SkipsGradient) transpose.CheckGradient();
        IsLively |= transposed?.Any(t => t != 0) ?? false;
        return PointOutcome.Compared;
    }

    private double[] Direction(double[] at) => [.. at.Select(a => (random.NextDouble() < 0.5 ? -1 : 1) * (0.3 + random.NextDouble()) * Math.Max(Math.Abs(a), 0.1))];
}
