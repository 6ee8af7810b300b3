namespace ILDiff.Checking;

using System.Diagnostics;
using System.Globalization;

/// <summary>
/// A point and what the method makes of it, as vectors: a map from the entry values of its differentiated arguments to
/// their exit values and the result; pushforward and pullback are that map's Jacobian and its transpose, whatever the method
/// overwrites.
/// </summary>
internal sealed class PointState(DerivativeMembers members, object?[] roots)
{
    private const double DoubleRounding = 1.1e-16;
    private const double SingleRounding = 6e-8;

    private readonly bool[] active = members.Active;
    private readonly ObjectCopier toAfter = new();

    public DerivativeMembers Members { get; } = members;

    /// <summary>The arguments, after the receiver if there is one. Calls get copies.</summary>
    public object?[] Roots { get; } = roots;

    /// <summary>The arguments as the method leaves them.</summary>
    public object?[] After { get; private set; } = [];

    /// <summary>The result.</summary>
    public object? Value { get; private set; }

    /// <summary>The differentiated numbers on entry.</summary>
    public double[] Entry { get; private set; } = [];

    /// <summary>The same on exit, followed by those of the result.</summary>
    public double[] Exit { get; private set; } = [];

    /// <summary>Whether any number is a <c>float</c>.</summary>
    public bool IsSingle { get; private set; }

    /// <summary>The unit roundoff of the least exact number.</summary>
    public double Rounding => IsSingle ? SingleRounding : DoubleRounding;

    /// <summary>Whether the arguments lead to as many numbers after the call as before.</summary>
    public bool KeepsLength => FloatLeaves.Read(Differentiated(After)).Length == Entry.Length;

    /// <summary>How many numbers the result has, those that it shares with arguments included.</summary>
    public int ResultLength => FloatLeaves.Read(Value).Length;

    /// <summary>
    /// Whether the method makes what its arguments lead to lead elsewhere: then its exit values belong to other objects than
    /// its entry values, and a pullback, whose shadows belong to objects, has no place for the seeds of some.
    /// </summary>
    public bool Rearranges { get; private set; }

    /// <summary>Calls the method; what it gives is kept.</summary>
    public CallResult RunPrimal()
    {
        After = [.. Roots.Select(toAfter.Copy)];
        var before = FloatLeaves.Objects(Differentiated(After));
        var call = Members.Call(Members.Primal, After);
        if (call.Error is not null) return call;
        Value = call.Value;
        Entry = FloatLeaves.Read(Differentiated(Roots));
        Exit = FloatLeaves.Read([.. Differentiated(After), Value]);
        IsSingle = FloatLeaves.HasSingle([.. Roots, .. After, Value]);
        // A variable passed by reference may be made to hold another object: its shadow is passed by reference too.
        Rearranges = !FloatLeaves.Objects(Differentiated(After)).SequenceEqual(before, ReferenceEqualityComparer.Instance)
            && !Members.Primal.GetParameters().Any(p => p.ParameterType.IsByRef && !p.ParameterType.GetElementType()!.IsValueType);
        return call;
    }

    /// <summary>Throws if equal arguments do not give equal results.</summary>
    public void ThrowUnlessRepeatable(int times, TimeSpan budget)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times && Stopwatch.GetElapsedTime(start) < budget; i++)
        {
            var again = ObjectCopier.Copy(Roots);
            var result = Members.Call(Members.Primal, again);
            if (result.Error is not null || !DeepEquality.Same([Value, .. After], [result.Value, .. again])) throw new NotAFunctionException();
        }
    }

    /// <summary>The outputs at a distance from the point; null where there are none.</summary>
    public double[]? PrimalAlong(double[] direction, double distance)
    {
        var x = ObjectCopier.Copy(Roots);
        Scatter(x, [.. Entry.Zip(direction, (a, d) => a + (distance * d))]);
        var result = Members.Call(Members.Primal, x);
        if (result.Error is not null) return null;
        var outputs = FloatLeaves.Read([.. Differentiated(x), result.Value]);
        return outputs.Length == Exit.Length && outputs.All(double.IsFinite) ? outputs : null;
    }

    /// <summary>A zero shadow of each differentiated root, with the sharing of the roots.</summary>
    public object?[] Shadows(out ObjectCopier copier)
    {
        var shared = new ObjectCopier();
        copier = shared;
        var shadows = Roots.Select((root, i) => active[i] ? shared.Copy(root) : null).ToArray();
        Scatter(shadows, new double[FloatLeaves.Read(Differentiated(shadows)).Length]);
        return shadows;
    }

    /// <summary>A zero shadow of the result, made of the arguments' shadows as far as the result is made of the arguments.</summary>
    public object? SeedFor(object? result, ObjectCopier shadows)
    {
        if (result is null) return Members.Primal.ReturnType.IsValueType && Members.Primal.ReturnType != typeof(void) ? Activator.CreateInstance(Members.Primal.ReturnType) : null;
        return ObjectCopier.Between(toAfter, shadows).Shadow(result);
    }

    /// <summary>The differentiated ones among roots or shadows.</summary>
    public object?[] Differentiated(object?[] all) => [.. all.Where((_, i) => active[i])];

    /// <summary>Gives the differentiated ones other numbers.</summary>
    public void Scatter(object?[] all, double[] vector)
    {
        var some = Differentiated(all);
        FloatLeaves.Write(some, vector);
        Put(all, some);
    }

    /// <summary>Puts the differentiated ones back in their places.</summary>
    public void Put(object?[] all, object?[] some)
    {
        for (int i = 0, next = 0; i < all.Length; i++)
        {
            if (active[i]) all[i] = some[next++];
        }
    }

    /// <summary>A mismatch at this point.</summary>
    public MismatchException Wrong(string message, double deviation = 1) => new($"{message}, at {Describe()}", deviation);

    /// <summary>The point as text.</summary>
    public string Describe() => "(" + string.Join(", ", Roots.Select(r => r switch
    {
        null => "null",
        double or float => Convert.ToDouble(r, CultureInfo.InvariantCulture).ToString("g17", CultureInfo.InvariantCulture),
        Array or not ValueType and not string => $"{r.GetType().Name} [{string.Join(", ", FloatLeaves.Read(r).Take(6).Select(v => v.ToString("g6", CultureInfo.InvariantCulture)))}]",
        _ => r.ToString(),
    })) + ")";
}
