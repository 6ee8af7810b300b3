namespace ILDiff.Tests.Samples;

using System.Reflection;
using global::ILDiff.Samples.Support;

/// <summary>A method marked as a sample, and how to draw arguments for it in any compilation of the samples.</summary>
/// <param name="Method">The method in the Release build for <c>double</c>.</param>
internal sealed record Sample(MethodInfo Method)
{
    /// <summary>Points at which each sample is checked.</summary>
    public const int Points = 4;

    /// <summary>All samples, by name.</summary>
    public static IReadOnlyDictionary<string, Sample> All { get; } = typeof(SampleAttribute).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(m => m.IsDefined(typeof(SampleAttribute)))
        .Select(m => new Sample(m))
        .ToDictionary(s => s.Name);

    /// <summary>Type and method, as tests show it.</summary>
    public string Name => $"{Method.DeclaringType!.Name}.{Method.Name}";

    /// <summary>What the sample says of itself.</summary>
    public SampleAttribute Attribute => Method.GetCustomAttribute<SampleAttribute>()!;

    /// <summary>The method in another compilation; null where the source leaves it out there.</summary>
    public MethodInfo? In(Assembly assembly) =>
        assembly.GetType(Method.DeclaringType!.FullName!)?.GetMethods(BindingFlags.Static | BindingFlags.Public)
            .SingleOrDefault(m => m.Name == Method.Name && m.CustomAttributes.Any(a => a.AttributeType.Name == nameof(SampleAttribute)));

    /// <summary>
    /// The arguments at one point for the method of any compilation. All numbers are representable as <c>float</c>, so that
    /// every compilation gets the same.
    /// </summary>
    public CallState At(MethodInfo method, int point)
    {
        var random = new Random((Name.Aggregate(17, (h, c) => unchecked((h * 31) + c)) & 0xffff) + point);
        var aliased = Attribute.Aliased && point % 2 == 1 ? new Dictionary<Type, object>() : null;
        return new CallState(method, [.. method.GetParameters().Zip(Method.GetParameters(), (p, spec) => Argument(p, spec, random, aliased))]);
    }

    public override string ToString() => Name;

    private static object? Argument(ParameterInfo parameter, ParameterInfo spec, Random random, Dictionary<Type, object>? aliased)
    {
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var range = spec.GetCustomAttribute<InAttribute>() ?? (Leaves.Carries(type) ? new InAttribute(0.5, 2) : new InAttribute(1, 4));
        if (aliased is not null && aliased.TryGetValue(type, out var shared)) return shared;
        var value = parameter.IsOut ? Default(type) : Draw(type, range, random);
        if (type.IsArray && value is not null) aliased?.Add(type, value);
        return value;
    }

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    private static object? Draw(Type type, InAttribute range, Random random)
    {
        if (type == typeof(double) || type == typeof(float) || type.Name == "Dual")
            return Leaves.Box(type, (float)(range.Low + ((range.High - range.Low) * random.NextDouble())));
        if (type == typeof(bool)) return random.Next(2) == 1;
        if (type == typeof(string)) return new[] { "square", "root", "linear" }[random.Next(3)];
        if (type == typeof(DateTime)) return new DateTime(2024, 1 + random.Next(12), 1 + random.Next(28), 0, 0, 0, DateTimeKind.Utc);
        if (type.IsEnum) return Enum.ToObject(type, random.Next(Enum.GetValues(type).Length));
        if (type.IsPrimitive) return Convert.ChangeType(random.NextInt64((long)range.Low, (long)range.High + 1), type);
        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, range.Length);
            for (var i = 0; i < array.Length; i++) array.SetValue(Draw(type.GetElementType()!, range, random), i);
            return array;
        }
        var made = Activator.CreateInstance(type)!;
        if (!type.IsValueType) return made;
        foreach (var field in type.GetFields()) field.SetValue(made, Draw(field.FieldType, range, random));
        return made;
    }
}
