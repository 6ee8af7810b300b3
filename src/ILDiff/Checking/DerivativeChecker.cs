namespace ILDiff.Checking;

using System.Reflection;

/// <summary>
/// Compares the derivative members of a method with each other and with finite differences of the method, at random
/// points. It calls the method and its derivatives, so they can do anything, not return included: run it where that
/// can be ended.
/// </summary>
public static class DerivativeChecker
{
    /// <summary>Checks one method.</summary>
    /// <param name="primal">The method; its type has the derivative members.</param>
    /// <param name="options">How.</param>
    /// <param name="derivativeRuns">Told before each call of a derivative (true) and after it (false).</param>
    public static CheckResult Check(MethodInfo primal, CheckOptions options, Action<bool>? derivativeRuns = null)
    {
        if (DerivativeMembers.Find(primal) is not { } members) return new CheckResult(0, 0, Verdict.Mismatch, "the derivative members are not there under the names and signatures of the contract");
        var run = new CheckRun(members, options, derivativeRuns ?? (_ => { }));
        run.Execute(new InputGenerator(members, options));
        return run.Mismatch is { IsUndefined: true } undefined ? new CheckResult(0, 0, Verdict.Skipped, $"the derivative is not a number wherever it could be compared: {undefined.Message}")
            : run.Mismatch is { } mismatch ? new CheckResult(run.Samples, Math.Max(run.MaxError, mismatch.Deviation), Verdict.Mismatch, mismatch.Message)
            : run.Samples > 0 ? new CheckResult(run.Samples, run.MaxError, Verdict.Pass)
            : new CheckResult(0, 0, Verdict.Skipped, run.Obstacle ?? "no point was found that the method accepts");
    }
}

/// <summary>Says that a derivative is wrong.</summary>
internal sealed class MismatchException(string message, double deviation = 0) : Exception(message)
{
    public double Deviation { get; } = deviation;

    /// <summary>
    /// Whether all that is wrong is not a number. At a point where the program multiplies a zero by an infinity, as where an
    /// iteration ends on the edge of its interval, no derivative is; everywhere, that is a defect.
    /// </summary>
    public bool IsUndefined { get; set; }
}

/// <summary>Says that a call took too long to be repeated.</summary>
internal sealed class CallTooLongException(string message) : Exception(message);

/// <summary>Says that equal arguments do not give equal results.</summary>
internal sealed class NotAFunctionException : Exception;

/// <summary>The derivative says that it has none at the point.</summary>
/// <param name="message">What it says.</param>
internal sealed class NoDerivativeHereException(string message) : Exception(message);
