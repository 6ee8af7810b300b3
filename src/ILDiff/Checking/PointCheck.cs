namespace ILDiff.Checking;

using System.Diagnostics;
using System.Globalization;

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

/// <summary>
/// All comparisons at one point. The method is seen as a map from the entry values of its differentiated arguments to
/// their exit values and the result; pushforward and pullback are that map's Jacobian and its transpose, whatever the
/// method overwrites.
/// </summary>
internal sealed class PointCheck(DerivativeMembers members, CheckOptions options, object?[] roots, int seed, Action<bool> derivativeRuns)
{
    private const double DoubleRounding = 1.1e-16;
    private const double SingleRounding = 6e-8;
    private const int SuspiciousRepeats = 60;

    private readonly Random random = new(seed);
    private readonly bool[] active = members.Active;
    private readonly ObjectCopier toAfter = new();
    private object?[] after = [];
    private object? value;
    private double[] entry = [];
    private double[] exit = [];
    private bool isSingle;

    /// <summary>The largest relative deviation from finite differences.</summary>
    public double Deviation { get; private set; }

    /// <summary>Whether the derivative along the direction tried was not zero.</summary>
    public bool IsLively { get; private set; }

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
            ThrowUnlessRepeatable(SuspiciousRepeats);
            throw;
        }
    }

    private PointOutcome Compare()
    {
        var direction = Direction(entry);
        double[]? tangent = null;
        var isSmooth = true;
        if (members.Jvp is not null)
        {
            tangent = Pushforward(entry, direction, checksState: true);
            IsLively = tangent.Where((_, i) => i >= exit.Length - ResultLength).Any(t => t != 0);
            isSmooth = AgreesWithDifferences(direction, tangent);
        }

        if (members.Vjp is not null && (isSmooth || tangent!.All(double.IsFinite))) CheckPullback(direction, tangent);
        if (!isSmooth) return PointOutcome.NotSmooth;
        if (members.Gradient is not null) CheckGradient();
        return PointOutcome.Compared;
    }

    private int ResultLength => FloatLeaves.Read(value).Length;

    private double Rounding => isSingle ? SingleRounding : DoubleRounding;

    private bool RunPrimal(bool comparesThrowing, out PointOutcome outcome)
    {
        outcome = PointOutcome.Unusable;
        after = [.. roots.Select(toAfter.Copy)];
        var first = members.Call(members.Primal, after);
        if (first.Time > options.LongestCall) throw new CallTooLongException($"one call takes {first.Time.TotalSeconds:f1} s");
        if (first.Error is { } error)
        {
            outcome = PointOutcome.Threw;
            Obstacle = $"the method throws {error.GetType().Name} at every point tried: {error.Message}";
            if (comparesThrowing) CheckThrowing(error);
            return false;
        }

        value = first.Value;
        ThrowUnlessRepeatable(1);
        entry = FloatLeaves.Read(Differentiated(roots));
        exit = FloatLeaves.Read([.. Differentiated(after), value]);
        isSingle = FloatLeaves.HasSingle([.. roots, .. after, value]);
        Obstacle = !entry.Concat(exit).All(double.IsFinite) ? "the method gives no finite value at any point tried"
            : FloatLeaves.Read(Differentiated(after)).Length != entry.Length ? "the method changes how many numbers its arguments lead to"
            : exit.Any(IsExtreme) ? "the values of the method are so small or large that derivatives of its steps leave the range of the type"
            : null;
        return Obstacle is null;
    }

    private bool IsExtreme(double number) => number != 0 && Math.Abs(Math.Log10(Math.Abs(number))) > (isSingle ? 18 : 150);

    private void ThrowUnlessRepeatable(int times)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times && Stopwatch.GetElapsedTime(start) < options.Budget; i++)
        {
            var again = ObjectCopier.Copy(roots);
            var result = members.Call(members.Primal, again);
            if (result.Error is not null || !DeepEquality.Same([value, .. after], [result.Value, .. again])) throw new NotAFunctionException();
        }
    }

    private void CheckThrowing(Exception expected)
    {
        var shadows = Shadows(out var copier);
        foreach (var (name, binding) in Bindings())
        {
            var x = ObjectCopier.Copy(roots);
            var thrown = CallDerivative(binding, x, ObjectCopier.Copy(shadows), binding.HasSeed ? SeedFor(null, copier) : null).Error;
            if (thrown?.GetType() != expected.GetType())
                throw new MismatchException($"the method throws {expected.GetType().Name}, {name} {(thrown is null ? "does not" : $"throws {thrown.GetType().Name} ({thrown.Message})")}, at {Describe()}");
        }
    }

    private IEnumerable<(string Name, Binding Binding)> Bindings()
    {
        if (members.Jvp is { } jvp) yield return ("the pushforward", jvp);
        if (members.Vjp is { } vjp) yield return ("the pullback", vjp);
    }

    /// <summary>The tangents of exit values and result.</summary>
    private double[] Pushforward(double[] at, double[] direction, bool checksState)
    {
        var (x, tangents) = (ObjectCopier.Copy(roots), Shadows(out _));
        Scatter(x, at);
        Scatter(tangents, direction);
        var result = CallDerivative(members.Jvp!, x, tangents, null);
        if (result.Error is { } error) throw Wrong($"the pushforward throws {error.GetType().Name} where the method does not: {error.Message}");
        var (primal, tangent) = Split(result.Value);
        var flat = FloatLeaves.Read([.. Differentiated(tangents), tangent]);
        if (!checksState) return flat;

        CheckState("the pushforward", x, primal);
        if (flat.Length != exit.Length) throw Wrong($"the pushforward gives {flat.Length} tangents for {exit.Length} numbers");
        var (x2, tangents2) = (ObjectCopier.Copy(roots), Shadows(out _));
        Scatter(tangents2, direction);
        var second = CallDerivative(members.Jvp!, x2, tangents2, null);
        if (second.Error is not null || !DeepEquality.Same([second.Value, .. tangents2, .. x2], [result.Value, .. tangents, .. x])) throw Wrong("a second call of the pushforward gives something else");
        return flat;
    }

    private bool AgreesWithDifferences(double[] direction, double[] tangent)
    {
        Func<double, double[]?> function = h => PrimalAlong(direction, h);
        var refuted = Refuted(function, tangent, null, out var undecided);
        if (undecided.Count == 0) return true;
        foreach (var i in undecided)
        {
            Obstacle = Smoothness.Defect(function, i, Rounding);
            if (Obstacle is not null) return false;
        }

        Obstacle = "finite differences are too inexact at the point";
        if (refuted.Count == 0 && undecided.All(i => double.IsFinite(tangent[i]))) return false;
        foreach (var spacing in isSingle ? (double[])[2e-2, 2e-3] : [1e-3, 1e-5])
        {
            if (FiniteDifferences.Noise(function, spacing) is not { } noise) return false;
            refuted = Refuted(function, tangent, noise, out undecided);
            if (!undecided.Any(i => refuted.ContainsKey(i) || !double.IsFinite(tangent[i]))) return false;
        }

        if (undecided.All(i => Smoothness.HasSlopeUpClose(function, i, tangent[i], refuted.TryGetValue(i, out var trend) ? trend.Value : double.NaN, Rounding)))
        {
            Obstacle = "the method is a staircase around the point: the derivative is that of a step, not of the trend";
            return false;
        }

        Func<double, double[]?> slope = h => Pushforward([.. entry.Zip(direction, (x, d) => x + (h * d))], direction, checksState: false);
        if (undecided.All(i => Smoothness.HasErraticSlope(slope, i, Rounding)))
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
        var estimate = refuted.GetValueOrDefault(wrong, FiniteDifferences.Derivative(function, isSingle ? 0.02 : 1e-3, Rounding)?[wrong] ?? new Estimate(double.NaN, double.NaN));
        throw Wrong(string.Create(CultureInfo.InvariantCulture,
            $"the pushforward gives {tangent[wrong]:g17} for {Name(wrong)}, finite differences {estimate.Value:g17} ± {estimate.Error:g2}"),
            Math.Abs(estimate.Value - tangent[wrong]) / (Math.Abs(estimate.Value) + Math.Abs(tangent[wrong])));
    }

    /// <summary>
    /// Compares with finite differences at several step sizes: a small one sees between two kinks, a large one sees
    /// through rounding. Gives the components that no step confirms, and of these the ones that an exact one denies.
    /// </summary>
    private Dictionary<int, Estimate> Refuted(Func<double, double[]?> function, double[] tangent, double[]? noise, out HashSet<int> undecided)
    {
        var tolerance = options.RelativeTolerance ?? (isSingle ? 1e-3 : 1e-6);
        var refuted = new Dictionary<int, Estimate>();
        undecided = [.. Enumerable.Range(0, tangent.Length)];
        foreach (var step in isSingle ? (double[])[0.1, 0.02, 4e-3] : [2e-2, 1e-3, 3e-5, 1e-6])
        {
            if (FiniteDifferences.Derivative(function, step, Rounding, noise) is not { } estimates || estimates.Length != tangent.Length) continue;
            foreach (var i in undecided.ToList())
            {
                var scale = Math.Abs(estimates[i].Value) + Math.Abs(tangent[i]);
                var isDecisive = estimates[i].Error <= (isSingle ? 3e-2 : 1e-4) * scale || scale == 0;
                var difference = Math.Abs(estimates[i].Value - tangent[i]);
                // A function that does not move at all has lost a derivative this small to rounding.
                var isLost = estimates[i] is { Value: 0, Error: 0 } && Math.Abs(tangent[i]) <= 64 * Rounding * Math.Max(1, Math.Abs(exit[i]));
                if (isLost || (difference <= (tolerance * scale) + (10 * estimates[i].Error) && (isDecisive || IsNegligible(estimates[i], tangent[i], i))))
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
    private bool IsNegligible(Estimate estimate, double tangent, int i) =>
        Math.Abs(tangent) + estimate.Error <= (isSingle ? 1e-3 : 1e-7) * Math.Max(Math.Abs(exit[i]), 1e-3);

    private double[]? PrimalAlong(double[] direction, double distance)
    {
        var x = ObjectCopier.Copy(roots);
        Scatter(x, [.. entry.Zip(direction, (a, d) => a + (distance * d))]);
        var result = members.Call(members.Primal, x);
        if (result.Error is not null) return null;
        var outputs = FloatLeaves.Read([.. Differentiated(x), result.Value]);
        return outputs.Length == exit.Length && outputs.All(double.IsFinite) ? outputs : null;
    }

    private void CheckPullback(double[] direction, double[]? tangent)
    {
        var weights = Direction(exit);
        var (adjoints, transposed) = Pullback(entry, weights, "the pullback", out var x, out var result);
        CheckState("the pullback", x, result);
        var (again, second) = Pullback(entry, weights, "the pullback", out _, out _);
        if (!DeepEquality.Same(again, adjoints)) throw Wrong("a second call of the pullback gives something else");
        if (transposed.Length != entry.Length || second.Length != entry.Length) throw Wrong($"the pullback gives {transposed.Length} adjoints for {entry.Length} numbers");
        if (tangent is null) return;

        var left = weights.Zip(tangent, (w, t) => w * t).Sum();
        var right = transposed.Zip(direction, (a, d) => a * d).Sum();
        var terms = weights.Zip(tangent, (w, t) => Math.Abs(w * t)).Sum() + transposed.Zip(direction, (a, d) => Math.Abs(a * d)).Sum();
        var gap = Math.Abs(left - right);
        var tolerance = (isSingle ? 1e-5 : 1e-12) * terms;
        // Cancellation excuses a larger gap, but never one in the leading digits: scaling also moves what is simply wrong.
        if (gap <= tolerance || (gap <= (isSingle ? 1e-2 : 1e-6) * terms && gap <= tolerance + (100 * Conditioning(direction, weights, left, right)))) return;
        throw Wrong(string.Create(CultureInfo.InvariantCulture,
            $"the pullback disagrees with the pushforward: {right:g17} instead of {left:g17} by the dot-product identity"), gap / terms);
    }

    /// <summary>
    /// How far both sides of the identity move when the inputs move by their rounding, and when direction and weights,
    /// in which the derivatives are linear, are scaled and the result scaled back: what no agreement can be below.
    /// </summary>
    private double Conditioning(double[] direction, double[] weights, double left, double right)
    {
        var moved = 0.0;
        for (var i = 0; i < 6; i++)
        {
            var scale = 0.5 + random.NextDouble();
            var nearby = entry.Select(v => v * (1 + (64 * Rounding * ((2 * random.NextDouble()) - 1)))).ToArray();
            var tangent = Pushforward(nearby, Scaled(direction, scale), checksState: false);
            var (_, adjoint) = Pullback(nearby, Scaled(weights, scale), "the pullback", out _, out _);
            if (tangent.Length != weights.Length || adjoint.Length != direction.Length) return 0;
            moved = Math.Max(moved, Math.Abs((weights.Zip(tangent, (w, t) => w * t).Sum() / scale) - left));
            moved = Math.Max(moved, Math.Abs((adjoint.Zip(direction, (a, d) => a * d).Sum() / scale) - right));
        }

        return double.IsFinite(moved) ? moved : 0;

        static double[] Scaled(double[] vector, double factor) => [.. vector.Select(v => v * factor)];
    }

    /// <summary>The adjoints of the entry values, for weights on exit values and result.</summary>
    private (object?[] Adjoints, double[] Flat) Pullback(double[] at, double[] weights, string name, out object?[] x, out object? result)
    {
        x = ObjectCopier.Copy(roots);
        Scatter(x, at);
        var adjoints = Shadows(out var copier);
        var seedValue = members.Vjp!.HasSeed ? SeedFor(value, copier) : null;
        object?[] seeded = [.. Differentiated(adjoints), seedValue];
        FloatLeaves.Write(seeded, members.Vjp.HasSeed ? weights : weights[..(weights.Length - ResultLength)]);
        Put(adjoints, seeded);
        var call = CallDerivative(members.Vjp, x, adjoints, seeded[^1]);
        if (call.Error is { } error) throw Wrong($"{name} throws {error.GetType().Name} where the method does not: {error.Message}");
        result = call.Value;
        return (adjoints, FloatLeaves.Read(Differentiated(adjoints)));
    }

    private void CheckGradient()
    {
        var x = ObjectCopier.Copy(roots);
        derivativeRuns(true);
        var call = members.Call(members.Gradient!, x);
        derivativeRuns(false);
        if (call.Error is { } error) throw Wrong($"the gradient throws {error.GetType().Name} where the method does not: {error.Message}");
        if (call.Value is not System.Runtime.CompilerServices.ITuple { Length: > 1 } tuple) throw Wrong("the gradient does not give a tuple of value and gradient");
        CheckState("the gradient", x, tuple[0]);
        if (members.Vjp is null) return;

        var weights = new double[exit.Length];
        weights[^1] = 1;
        var (adjoints, _) = Pullback(entry, weights, "the pullback", out _, out _);
        var shadows = Differentiated(adjoints);
        if (members.HasReceiver && tuple.Length - 1 < shadows.Length) shadows = shadows[1..];
        var expected = FloatLeaves.Read(shadows);
        var actual = FloatLeaves.Read([.. Enumerable.Range(1, tuple.Length - 1).Select(i => tuple[i])]);
        if (actual.Length != expected.Length) throw Wrong($"the gradient has {actual.Length} numbers, the pullback {expected.Length}");
        var scale = expected.Sum(Math.Abs) + actual.Sum(Math.Abs);
        var gap = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Sum();
        if (gap > (isSingle ? 1e-5 : 1e-12) * scale) throw Wrong("the gradient disagrees with the pullback", gap / scale);
    }

    private void CheckState(string name, object?[] x, object? primal)
    {
        if (!DeepEquality.Same(primal, value)) throw Wrong($"{name} gives another value ({primal}) than the method ({value})");
        if (!DeepEquality.Same(x, after)) throw Wrong($"{name} leaves the arguments otherwise than the method does");
    }

    private CallResult CallDerivative(Binding binding, object?[] x, object?[] derivatives, object? resultSeed)
    {
        derivativeRuns(true);
        try
        {
            return binding.Call(x, derivatives, resultSeed);
        }
        finally
        {
            derivativeRuns(false);
        }
    }

    /// <summary>A zero shadow of each differentiated root, with the sharing of the roots.</summary>
    private object?[] Shadows(out ObjectCopier copier)
    {
        var shared = new ObjectCopier();
        copier = shared;
        var shadows = roots.Select((root, i) => active[i] ? shared.Copy(root) : null).ToArray();
        Scatter(shadows, new double[FloatLeaves.Read(Differentiated(shadows)).Length]);
        return shadows;
    }

    /// <summary>A zero shadow of the result, made of the arguments' shadows as far as the result is made of the arguments.</summary>
    private object? SeedFor(object? result, ObjectCopier shadows)
    {
        if (result is null) return members.Primal.ReturnType.IsValueType && members.Primal.ReturnType != typeof(void) ? Activator.CreateInstance(members.Primal.ReturnType) : null;
        return ObjectCopier.Between(toAfter, shadows).Shadow(result);
    }

    private (object? Primal, object? Tangent) Split(object? returned)
    {
        if (members.Primal.ReturnType == typeof(void) || returned?.GetType() == value?.GetType()) return (returned, null);
        return returned is System.Runtime.CompilerServices.ITuple { Length: 2 } pair ? (pair[0], pair[1]) : throw Wrong("the pushforward does not give a pair of value and tangent");
    }

    private double[] Direction(double[] at) => [.. at.Select(a => (random.NextDouble() < 0.5 ? -1 : 1) * (0.3 + random.NextDouble()) * Math.Max(Math.Abs(a), 0.1))];

    private object?[] Differentiated(object?[] all) => [.. all.Where((_, i) => active[i])];

    private void Scatter(object?[] all, double[] vector)
    {
        var some = Differentiated(all);
        FloatLeaves.Write(some, vector);
        Put(all, some);
    }

    private void Put(object?[] all, object?[] some)
    {
        for (int i = 0, next = 0; i < all.Length; i++)
        {
            if (active[i]) all[i] = some[next++];
        }
    }

    private string Name(int output) => output >= exit.Length - ResultLength ? "the result" : "what is left in the arguments";

    private string Describe() => "(" + string.Join(", ", roots.Select(r => r switch
    {
        null => "null",
        double or float => Convert.ToDouble(r).ToString("g17", CultureInfo.InvariantCulture),
        Array or not ValueType and not string => $"{r.GetType().Name} [{string.Join(", ", FloatLeaves.Read(r).Take(6).Select(v => v.ToString("g6", CultureInfo.InvariantCulture)))}]",
        _ => r.ToString(),
    })) + ")";

    private MismatchException Wrong(string message, double deviation = 1) => new($"{message}, at {Describe()}", deviation);
}
