namespace ILDiff.Checking;

using System.Diagnostics;
using System.Reflection;

/// <summary>
/// Compares the derivative members of a method with each other and with finite differences of the method, at random
/// points. It calls the method and its derivatives, so they can do anything, not return included: run it where that
/// can be ended.
/// </summary>
public static class DerivativeChecker
{
    /// <summary>Attempts to find a point that the method accepts, for each one wanted.</summary>
    private const int AttemptsPerSample = 25;

    private const int ThrowingPointsCompared = 3;

    /// <summary>Checks one method.</summary>
    /// <param name="primal">The method; its type has the derivative members.</param>
    /// <param name="options">How.</param>
    /// <param name="derivativeRuns">Told before each call of a derivative (true) and after it (false).</param>
    public static CheckResult Check(MethodInfo primal, CheckOptions options, Action<bool>? derivativeRuns = null)
    {
        if (DerivativeMembers.Find(primal) is not { } members) return new CheckResult(0, 0, Verdict.Mismatch, "the derivative members are not there under the names and signatures of the contract");
        var samples = 0;
        var largest = 0.0;
        var throwing = 0;
        string? obstacle = null;
        var start = Stopwatch.GetTimestamp();
        try
        {
            var inputs = new InputGenerator(members, options);
            for (var attempt = 0; attempt < options.Samples * AttemptsPerSample && samples < options.Samples; attempt++)
            {
                if (Stopwatch.GetElapsedTime(start) > (samples > 0 ? options.Budget : 3 * options.Budget)) break;
                var point = new PointCheck(members, options, inputs.Next(), attempt, derivativeRuns ?? (_ => { }));
                var comparesThrowing = throwing < ThrowingPointsCompared;
                switch (point.Run(comparesThrowing))
                {
                    case PointOutcome.Compared:
                        samples++;
                        largest = Math.Max(largest, point.Deviation);
                        inputs.Accept(point.IsLively);
                        break;
                    case PointOutcome.Threw:
                        throwing++;
                        obstacle ??= point.Obstacle;
                        break;
                    case PointOutcome.NotSmooth:
                        inputs.Accept(point.IsLively);
                        obstacle = point.Obstacle;
                        break;
                    default:
                        obstacle = point.Obstacle;
                        break;
                }
            }
        }
        catch (MismatchException e)
        {
            return new CheckResult(samples, Math.Max(largest, e.Deviation), Verdict.Mismatch, e.Message);
        }
        catch (NotAFunctionException)
        {
            return new CheckResult(0, 0, Verdict.Skipped, "the method does not give the same result twice");
        }
        catch (Exception e) when (e is NoInputException or CallTooLongException)
        {
            return samples > 0 ? new CheckResult(samples, largest, Verdict.Pass) : new CheckResult(0, 0, Verdict.Skipped, e.Message);
        }

        return samples > 0
            ? new CheckResult(samples, largest, Verdict.Pass)
            : new CheckResult(0, 0, Verdict.Skipped, obstacle ?? "no point was found that the method accepts");
    }
}

/// <summary>Says that a derivative is wrong.</summary>
internal sealed class MismatchException(string message, double deviation = 0) : Exception(message)
{
    public double Deviation { get; } = deviation;
}

/// <summary>Says that a call took too long to be repeated.</summary>
internal sealed class CallTooLongException(string message) : Exception(message);

/// <summary>Says that equal arguments do not give equal results.</summary>
internal sealed class NotAFunctionException : Exception;
