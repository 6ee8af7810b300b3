namespace ILDiff.Checking;

using System.Reflection;

/// <summary>
/// Checks derivatives of a method against each other and against finite differences of the method: from any test
/// framework, for derivatives that ILDiff made and for ones written by hand.
/// </summary>
/// <remarks>
/// At every point: the value is the method's to the last bit; arguments are left as the method leaves them, sharing included; the pushforward agrees
/// with central differences extrapolated to step zero; the pullback is its transpose (dot-product identity, to rounding);
/// the gradient is the pullback of 1; a second call gives the same bits; nothing is left on the tape; a warm call
/// of a given derivative allocates nothing of its own. Arguments of one type are also passed as one object. Points next to a kink or jump, where finite
/// differences say nothing, are counted and named, not failed.
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks derivatives; throws unless they are right.</summary>
    /// <param name="function">The method, as a method group, lambda or delegate; what it captures is constant.</param>
    /// <param name="options">What and where; null checks at 20 random points.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or nothing could be compared.</exception>
    /// <exception cref="NoDerivativeException">The method cannot be differentiated.</exception>
    public static void Verify(Delegate function, GradientCheckOptions? options = null) => ThrowUnlessPassed(Run(function, options));

    /// <summary>Checks derivatives at one point; throws unless they are right.</summary>
    /// <param name="function">The method, as a method group, lambda or delegate; what it captures is constant.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="others">The other arguments.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or nothing could be compared.</exception>
    /// <exception cref="NoDerivativeException">The method cannot be differentiated.</exception>
    public static void VerifyAt(Delegate function, object? first, params object?[] others) =>
        Verify(function, new GradientCheckOptions { Point = [first, .. others ?? []] });

    /// <summary>Checks derivatives of a method that is named by reflection; throws unless they are right.</summary>
    /// <param name="primal">The method.</param>
    /// <param name="options">What and where; null checks at 20 random points.</param>
    /// <exception cref="GradientCheckException">A derivative is wrong, or nothing could be compared.</exception>
    /// <exception cref="NoDerivativeException">The method cannot be differentiated.</exception>
    public static void Verify(MethodInfo primal, GradientCheckOptions? options = null) => ThrowUnlessPassed(Run(primal, options));

    /// <summary>Checks derivatives.</summary>
    /// <param name="function">The method, as a method group, lambda or delegate; what it captures is constant.</param>
    /// <param name="options">What and where; null checks at 20 random points.</param>
    /// <exception cref="NoDerivativeException">The method cannot be differentiated.</exception>
    public static GradientCheckResult Run(Delegate function, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function.GetInvocationList().Length > 1) throw new ArgumentException("The delegate calls several methods.", nameof(function));
        if (function.Target is not null && function.Method.IsStatic) throw new ArgumentException("The delegate has its first argument bound; pass a lambda that calls the method.", nameof(function));
        return Run(function.Method, function.Target, options);
    }

    /// <summary>Checks derivatives of a method that is named by reflection.</summary>
    /// <param name="primal">The method.</param>
    /// <param name="options">What and where; null checks at 20 random points.</param>
    /// <exception cref="NoDerivativeException">The method cannot be differentiated.</exception>
    public static GradientCheckResult Run(MethodInfo primal, GradientCheckOptions? options = null) => Run(primal, null, options);

    /// <summary>Checks derivatives of a method that is named by reflection, on a receiver.</summary>
    /// <param name="primal">The method.</param>
    /// <param name="receiver">The object to call it on, a constant; null draws one of random contents, which is differentiated too.</param>
    /// <param name="options">What and where; null checks at 20 random points.</param>
    /// <exception cref="NoDerivativeException">The method cannot be differentiated.</exception>
    public static GradientCheckResult Run(MethodInfo primal, object? receiver, GradientCheckOptions? options)
    {
        ArgumentNullException.ThrowIfNull(primal);
        options ??= new GradientCheckOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Samples, 1, nameof(options));
        var members = CheckedDerivatives.Of(primal, receiver, options);
        var checkOptions = new CheckOptions
        {
            Samples = options.Samples, Seed = options.Seed, Range = options.Range, Domains = options.Domains, RelativeTolerance = options.Tolerance,
            Budget = options.Budget, LongestCall = options.Budget, ChecksAllocation = !options.AllowsAllocation && !members.AreMade,
        };
        var run = new CheckRun(members, checkOptions, _ => { });
        run.Execute(new WithAliases(Points(members, receiver, options, checkOptions)));
        var verdict = run.Mismatch is not null ? Verdict.Mismatch : run.Samples > 0 ? Verdict.Pass : Verdict.Skipped;
        return new GradientCheckResult(verdict, run.Samples, run.Incomparable, Math.Max(run.MaxError, run.Mismatch?.Deviation ?? 0), MismatchReport.Write(members, run, options));
    }

    private static IPointSource Points(DerivativeMembers members, object? receiver, GradientCheckOptions options, CheckOptions checkOptions)
    {
        if (options.Point is null) return new InputGenerator(members, checkOptions, receiver);
        var parameters = members.Primal.GetParameters();
        if (options.Point.Count != parameters.Length)
            throw new ArgumentException($"{members.Primal.DeclaringType}.{members.Primal} takes {parameters.Length} arguments, the point has {options.Point.Count}.", nameof(options));
        object?[] roots = members.HasReceiver ? [receiver ?? throw new ArgumentException($"{members.Primal} needs a receiver; pass a delegate.", nameof(options)), .. options.Point] : [.. options.Point];
        return new ExamplePoints(roots, members.RootNames, members.Active, options, isExampleAlone: !options.IsExample);
    }

    private static void ThrowUnlessPassed(GradientCheckResult result)
    {
        if (result.Verdict != Verdict.Pass) throw new GradientCheckException(result);
    }
}
