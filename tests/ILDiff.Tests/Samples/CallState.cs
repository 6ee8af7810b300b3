namespace ILDiff.Tests.Samples;

using System.Reflection;

/// <summary>
/// The arguments of one call and the memory they reach. Inputs are numbered: first those in arguments that are numbers or
/// structs, then those in arrays, by the arrays' order on entry even where the method moves them about.
/// </summary>
internal sealed class CallState
{
    private readonly ParameterInfo[] parameters;
    private readonly Array[] arrays;

    /// <summary>Takes the arguments as they are; the call will change them.</summary>
    public CallState(MethodInfo method, object?[] arguments)
    {
        Method = method;
        Arguments = arguments;
        parameters = method.GetParameters();
        arrays = Leaves.Arrays(arguments);
    }

    /// <summary>The method called.</summary>
    public MethodInfo Method { get; }

    /// <summary>The arguments.</summary>
    public object?[] Arguments { get; }

    /// <summary>The numbers that go in.</summary>
    public double[] Inputs => Leaves.Read([.. Slots().Select(i => Arguments[i]), .. arrays]);

    /// <summary>For each input, 1 if it is passed by value, 0 if it lies in memory.</summary>
    public double[] ByValue =>
    [
        .. Slots().SelectMany(i => Leaves.Read(Arguments[i]).Select(_ => parameters[i].ParameterType.IsByRef ? 0.0 : 1.0)),
        .. arrays.SelectMany(a => new double[Leaves.Read(a).Length]),
    ];

    /// <summary>A deep copy.</summary>
    public CallState Copy() => new(Method, Leaves.Copy(Arguments, v => v));

    /// <summary>A deep copy with other numbers, and tangents if they are dual.</summary>
    public CallState With(double[] inputs, double[]? tangents = null)
    {
        var copy = Copy();
        var next = 0;
        foreach (var i in Slots()) copy.Arguments[i] = Leaves.Copy([Arguments[i]], Renewed)[0];
        foreach (var array in copy.arrays)
            for (var i = 0; i < array.Length; i++) array.SetValue(Leaves.Copy([array.GetValue(i)], Renewed)[0], i);
        return copy;

        object Renewed(object old)
        {
            var i = next++;
            return Leaves.Box(old.GetType(), inputs[i], tangents?[i] ?? 0);
        }
    }

    /// <summary>A deep copy, as shadow, that holds seeds of what the call gives out; see <see cref="Outputs"/>.</summary>
    /// <param name="result">What the primal returned, for its shape.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="byValue">What the derivatives of numbers and structs passed by value hold.</param>
    /// <param name="resultSeed">The seed of the result.</param>
    public CallState Seeded(object? result, double[] seeds, double byValue, out object? resultSeed)
    {
        var queue = new Queue<double>(seeds);
        resultSeed = Leaves.WithValues(result, queue);
        var copy = Copy();
        foreach (var i in Slots())
        {
            var values = parameters[i].ParameterType.IsByRef ? queue : new Queue<double>(Enumerable.Repeat(byValue, Leaves.Read(Arguments[i]).Length));
            copy.Arguments[i] = Leaves.WithValues(Arguments[i], values);
        }
        foreach (var array in copy.arrays)
            for (var i = 0; i < array.Length; i++) array.SetValue(Leaves.WithValues(array.GetValue(i), queue), i);
        return copy;
    }

    /// <summary>The numbers that come out: the result's, those of arguments by reference, those in arrays.</summary>
    public double[] Outputs(object? result) => Leaves.Read(OutputRoots(result));

    /// <summary>The tangents of the dual numbers that come out.</summary>
    public double[] OutputTangents(object? result) => Leaves.ReadTangents(OutputRoots(result));

    /// <summary>The gradient by input from the parts of a gradient method's result.</summary>
    public double[] Gathered(object?[] parts)
    {
        var gradient = new List<double>();
        var byArray = new Dictionary<object, double[]>(ReferenceEqualityComparer.Instance);
        foreach (var array in arrays) byArray.Add(array, new double[Leaves.Read(array).Length]);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var next = 0;
        for (var p = 0; p < parameters.Length; p++)
        {
            if (!Leaves.Carries(parameters[p].ParameterType)) continue;
            var part = parts[next++];
            if (part is not Array) gradient.AddRange(Leaves.Read(part));
            foreach (var (primal, shadow) in Leaves.Arrays(Arguments[p]).Zip(Leaves.Arrays(part)))
            {
                if (!seen.Add(shadow)) continue;
                var values = Leaves.Read(shadow);
                for (var i = 0; i < values.Length; i++) byArray[primal][i] += values[i];
            }
        }
        return [.. gradient, .. arrays.SelectMany(a => byArray[a])];
    }

    private object?[] OutputRoots(object? result) =>
        [result, .. Slots().Where(i => parameters[i].ParameterType.IsByRef).Select(i => Arguments[i]), .. arrays];

    private IEnumerable<int> Slots() => Enumerable.Range(0, parameters.Length)
        .Where(i => Leaves.Carries(parameters[i].ParameterType) && Arguments[i] is not Array);
}
