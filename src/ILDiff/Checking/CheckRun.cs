namespace ILDiff.Checking;

using System.Diagnostics;

/// <summary>The check of one method's derivatives at points from a source, until enough were compared or one is wrong.</summary>
/// <param name="members">The method and its derivatives.</param>
/// <param name="options">How to check.</param>
/// <param name="derivativeRuns">Told before each call of a derivative (true) and after it (false).</param>
internal sealed class CheckRun(DerivativeMembers members, CheckOptions options, Action<bool> derivativeRuns)
{
    /// <summary>Attempts to find a point that the method accepts, for each one wanted.</summary>
    private const int AttemptsPerSample = 25;

    /// <summary>One point in so many may lie on an edge of the program, where no derivative is; with more of them nothing is said.</summary>
    private const int UndefinedShare = 4;

    private const int ThrowingPointsCompared = 3;
    private const int PointsWithoutDerivative = 5;
    private const int AllocatingPointsMeasured = 2;

    /// <summary>At how many points everything was compared.</summary>
    public int Samples { get; private set; }

    /// <summary>At how many points something could not be.</summary>
    public int Incomparable { get; private set; }

    /// <summary>The largest relative deviation from finite differences.</summary>
    public double MaxError { get; private set; }

    /// <summary>What is wrong.</summary>
    public MismatchException? Mismatch { get; private set; }

    /// <summary>Where: the last point tried.</summary>
    public PointState? Last { get; private set; }

    /// <summary>Why a point could not be compared; of the last such point, or of the first if the method threw.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Checks.</summary>
    public void Execute(IPointSource inputs)
    {
        var throwing = 0;
        var undefined = new List<MismatchException>();
        var measured = new List<PointState>();
        var start = Stopwatch.GetTimestamp();
        try
        {
            for (var attempt = 0; attempt < options.Samples * AttemptsPerSample && Samples < options.Samples; attempt++)
            {
                if (Stopwatch.GetElapsedTime(start) > (Samples > 0 ? options.Budget : 3 * options.Budget)) break;
                if (inputs.Next() is not { } roots) break;
                var isAliased = inputs is WithAliases { IsAliased: true };
                var point = new PointCheck(members, options, roots, attempt, derivativeRuns) { SkipsGradient = isAliased };
                Last = point.State;
                PointOutcome outcome;
                try
                {
                    outcome = point.Run(comparesThrowing: throwing < ThrowingPointsCompared);
                }
                catch (MismatchException e) when (e.IsUndefined)
                {
                    undefined.Add(e);
                    inputs.Accept(point.IsLively);
                    Incomparable++;
                    Obstacle = "the derivative is not a number at the point";
                    continue;
                }

                catch (NoDerivativeHereException e)
                {
                    Incomparable++;
                    Obstacle = e.Message;
                    if (Samples == 0 && Incomparable > PointsWithoutDerivative) break;
                    continue;
                }

                if (outcome is PointOutcome.Compared or PointOutcome.NotSmooth) inputs.Accept(point.IsLively);
                if (outcome == PointOutcome.Compared)
                {
                    if (options.ChecksAllocation && measured.Count < AllocatingPointsMeasured) measured.Add(point.State);
                    Samples += isAliased ? 0 : 1;
                    MaxError = Math.Max(MaxError, point.Deviation);
                    continue;
                }

                Incomparable++;
                if (outcome == PointOutcome.Threw) throwing++;
                Obstacle = outcome == PointOutcome.Threw ? Obstacle ?? point.Obstacle : point.Obstacle;
            }

            if (undefined.Count > 0 && Samples == 0) throw undefined[0];
            if (undefined.Count * UndefinedShare > Samples) (Samples, Obstacle) = (0, $"the derivative is not a number at {undefined.Count} of {undefined.Count + Samples} points: {undefined[0].Message}");

            // Last, since a wrong number matters more.
            foreach (var point in measured)
            {
                Last = point;
                AllocationTest.Check(point);
            }
        }
        catch (MismatchException e)
        {
            Mismatch = e;
        }
        catch (NotAFunctionException)
        {
            (Samples, Obstacle) = (0, "the method does not give the same result twice");
        }
        catch (Exception e) when (e is NoInputException or CallTooLongException)
        {
            Obstacle = e.Message;
        }
    }
}
