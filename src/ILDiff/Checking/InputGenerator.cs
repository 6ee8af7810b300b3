namespace ILDiff.Checking;

using System.Collections.Concurrent;
using System.Reflection;

/// <summary>Says that a method's parameters cannot be given values.</summary>
internal sealed class NoInputException(string message) : Exception(message);

/// <summary>
/// Makes random arguments. A method's domain is not known, so each attempt draws a plan (which kind of interval for each
/// number, which lengths), and plans that the method accepted are drawn again.
/// </summary>
internal sealed class InputGenerator(DerivativeMembers members, CheckOptions options, object? receiver = null) : IPointSource
{
    /// <summary>Making a value can fail by chance, as when a constructor does not like its arguments.</summary>
    private const int AttemptsAtValues = 40;

    private readonly Random random = new(options.Seed);
    private readonly List<int> accepted = [];
    private readonly List<int> lively = [];
    private int plan;

    /// <inheritdoc/>
    public object?[] Next()
    {
        for (var attempt = 1; ; attempt++)
        {
            var known = lively.Count > 0 ? lively : accepted;
            plan = known.Count > 0 && random.NextDouble() < 0.85 ? known[random.Next(known.Count)] : random.Next();
            try
            {
                return Make(new ValueGenerator(new Random(plan), random, options));
            }
            catch (NoInputException) when (attempt < AttemptsAtValues)
            {
                // Another plan may do.
            }
        }
    }

    private object?[] Make(ValueGenerator values)
    {
        var arguments = members.Primal.GetParameters().Select(values.MakeArgument);
        return members.HasReceiver ? [receiver ?? values.Make(members.Primal.DeclaringType!, "this", 0), .. arguments] : [.. arguments];
    }

    /// <inheritdoc/>
    public void Accept(bool isLively) =>
        (isLively ? lively : accepted).Add(plan);
}

/// <summary>Makes one set of arguments: kinds and lengths from the plan, numbers afresh.</summary>
internal sealed class ValueGenerator
{
    private static readonly (double Low, double High)[] Intervals = [(0.05, 0.95), (0.3, 4), (-3, 3), (1.2, 20), (-0.9, 0.9)];

    private static readonly string[] Positive = ["scale", "shape", "rate", "stddev", "sigma", "variance", "lambda", "alpha", "beta", "freedom", "degrees", "mass", "radius", "tau"];
    private static readonly string[] Unit = ["p", "prob", "probability", "percentile", "quantile", "q"];
    private static readonly string[] Sizes = ["n", "count", "length", "size", "len", "rows", "columns", "cols", "dim", "dimension", "m", "k", "num"];
    private static readonly string[] Starts = ["offset", "start", "startindex", "index", "i", "j", "begin", "lo"];

    private static readonly ConcurrentDictionary<Type, Type[]> Implementations = new();

    private readonly Random plan;
    private readonly Random random;
    private readonly CheckOptions options;
    private readonly int length;
    private readonly int shape;

    public ValueGenerator(Random plan, Random random, CheckOptions options)
    {
        this.plan = plan;
        this.random = random;
        this.options = options;
        length = plan.Next(3, 9);
        shape = plan.Next(10);
    }

    /// <summary>A value for a parameter; the default of an optional one that no value can be made for.</summary>
    public object? MakeArgument(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type.IsByRef) type = type.GetElementType()!;
        if (SpanParameters.ElementOf(type) is { } element) type = element.MakeArrayType();
        if (parameter.IsOut && !parameter.IsIn && parameter.ParameterType.IsByRef) return type.IsValueType ? Activator.CreateInstance(type) : null;
        try
        {
            return Make(type, parameter.Name ?? "", 0);
        }
        catch (NoInputException) when (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue ?? (type.IsValueType ? Activator.CreateInstance(type) : null);
        }
    }

    /// <summary>A value of a type, with the name of what it is for as a hint.</summary>
    public object? Make(Type type, string name, int depth)
    {
        if (type == typeof(double)) return Number(name);
        if (type == typeof(float)) return (float)Number(name);
        if (type == typeof(bool)) return plan.Next(2) == 0;
        if (type == typeof(char)) return 'a';
        if (type == typeof(string)) return "a";
        if (type == typeof(decimal)) return (decimal)Number(name);
        if (type.IsEnum) return type.GetEnumValues() is { Length: > 0 } values ? values.GetValue(plan.Next(values.Length)) : Activator.CreateInstance(type);
        if (type == typeof(nint) || type == typeof(nuint)) throw Cannot(type);
        if (type.IsPrimitive) return Convert.ChangeType(Integer(name), type);
        if (depth > 4 || type.IsPointer || type.IsByRefLike || type == typeof(object)) throw Cannot(type);
        if (type == typeof(Random)) return new Random(plan.Next());
        if (type.IsArray) return MakeArray(type, name, depth);
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Make(underlying, name, depth + 1);
        if (type.IsGenericType && MakeCollection(type, name, depth) is { } collection) return collection;
        if (typeof(Delegate).IsAssignableFrom(type)) throw Cannot(type);
        if (type.IsInterface || type.IsAbstract) return MakeImplementation(type, name, depth);
        return type.IsValueType ? MakeStruct(type, depth) : MakeObject(type, depth);
    }

    private static NoInputException Cannot(Type type) => new($"no value of the type {type} can be made");

    private double Number(string name)
    {
        var (low, high) = options.Domains.TryGetValue(name, out var domain) ? domain : options.Range ?? Interval(name.ToLowerInvariant());
        return low + ((high - low) * random.NextDouble());
    }

    private (double Low, double High) Interval(string name)
    {
        var drawn = Intervals[plan.Next(Intervals.Length)];
        var byName = plan.NextDouble() < 0.6;
        if (byName && Unit.Contains(name)) return Intervals[0];
        return byName && Positive.Any(p => name.Contains(p, StringComparison.Ordinal)) ? Intervals[1] : drawn;
    }

    private int Integer(string name)
    {
        if (options.Domains.TryGetValue(name, out var domain)) return random.Next((int)Math.Ceiling(domain.Low), (int)Math.Floor(domain.High) + 1);
        var drawn = plan.Next(1, 5);
        var kind = plan.NextDouble();
        name = name.ToLowerInvariant();
        if (kind < 0.6 && Starts.Contains(name)) return 0;
        if (kind < 0.6 && name.Contains("inc", StringComparison.Ordinal)) return 1;
        if (kind < 0.5 && Sizes.Any(s => name == s || (s.Length > 2 && name.Contains(s, StringComparison.Ordinal)))) return length;
        return kind > 0.95 ? 0 : drawn;
    }

    private Array MakeArray(Type type, string name, int depth)
    {
        var element = type.GetElementType()!;
        var rank = type.GetArrayRank();
        var own = plan.Next(10) < 7 ? shape : plan.Next(10);
        var count = rank > 1 ? length : own switch { < 6 => length, < 9 => length * length, _ => plan.Next(3, 9) };
        var array = Array.CreateInstance(element, [.. Enumerable.Repeat(rank > 2 ? 3 : count, rank)]);
        var index = new int[rank];
        // One plan for all elements: the same kind of interval, the same inner lengths.
        var seed = plan.Next();
        for (long n = 0; n < array.LongLength; n++)
        {
            array.SetValue(new ValueGenerator(new Random(seed), random, options).Make(element, name, depth + 1), index);
            for (var d = rank - 1; d >= 0 && ++index[d] > array.GetUpperBound(d); d--) index[d] = 0;
        }

        return array;
    }

    private object? MakeCollection(Type type, string name, int depth)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        if (arguments.Length != 1) return null;
        var array = arguments[0].MakeArrayType();
        if (definition == typeof(List<>)) return Activator.CreateInstance(type, MakeArray(array, name, depth));
        return type.IsInterface && type.IsAssignableFrom(array) ? MakeArray(array, name, depth) : null;
    }

    /// <summary>A value of one of the public classes that the type's assembly has for it.</summary>
    private object? MakeImplementation(Type type, string name, int depth)
    {
        if (type.Assembly == typeof(object).Assembly) throw Cannot(type);
        var found = Implementations.GetOrAdd(type, static t => [.. t.Assembly.GetExportedTypes().Where(c =>
            c is { IsAbstract: false, ContainsGenericParameters: false } && t.IsAssignableFrom(c) && !typeof(Delegate).IsAssignableFrom(c))]);
        return found.Length == 0 ? throw Cannot(type) : Make(found[plan.Next(found.Length)], name, depth + 1);
    }

    private object MakeStruct(Type type, int depth)
    {
        var value = Activator.CreateInstance(type)!;
        foreach (var field in FloatLeaves.FieldsOf(type)) field.SetValue(value, Make(field.FieldType, field.Name, depth + 1));
        return value;
    }

    private object MakeObject(Type type, int depth)
    {
        foreach (var constructor in type.GetConstructors().OrderBy(c => c.GetParameters().Length == 0 ? int.MaxValue : c.GetParameters().Length))
        {
            try
            {
                return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null,
                    [.. constructor.GetParameters().Select(p => p.ParameterType.IsByRef ? throw Cannot(type) : Make(p.ParameterType, p.Name ?? "", depth + 1))], null);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Another constructor may do.
            }
        }

        throw Cannot(type);
    }
}
