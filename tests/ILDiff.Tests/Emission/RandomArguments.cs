namespace ILDiff.Tests.Emission;

using System.Numerics;
using System.Reflection;

/// <summary>Random arguments for methods with plain parameters, and comparison of what they give, bit by bit.</summary>
internal static class RandomArguments
{
    /// <summary>A value of the type, or null if it is none of the plain ones.</summary>
    public static object? Make(Type type, Random random)
    {
        if (type.IsByRef) type = type.GetElementType()!;
        if (type == typeof(double)) return Number(random);
        if (type == typeof(float)) return (float)Number(random);
        if (type == typeof(int)) return random.Next(-2, 9);
        if (type == typeof(long)) return (long)random.Next(-2, 9);
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(Complex)) return new Complex(Number(random), Number(random));
        if (type.IsEnum) return Enum.GetValues(type) is { Length: > 0 } values ? values.GetValue(random.Next(values.Length)) : null;
        if (!type.IsArray || Make(type.GetElementType()!, new Random(0)) is null) return null;
        var lengths = Enumerable.Range(0, type.GetArrayRank()).Select(_ => random.Next(1, 7)).ToArray();
        var array = Array.CreateInstance(type.GetElementType()!, lengths);
        var index = new int[lengths.Length];
        for (var i = 0; i < array.Length; i++)
        {
            for (int k = lengths.Length - 1, rest = i; k >= 0; rest /= lengths[k], k--) index[k] = rest % lengths[k];
            array.SetValue(Make(type.GetElementType()!, random), index);
        }

        return array;
    }

    /// <summary>The same with the arguments of a seed.</summary>
    public static string Observe(MethodBase method, int seed)
    {
        var random = new Random(seed);
        return Observe(method, method.GetParameters().Select(p => Make(p.ParameterType, random)).ToArray());
    }

    /// <summary>Calls a method; the result and what became of the arguments, in bits, or the exception.</summary>
    public static string Observe(MethodBase method, object?[] arguments)
    {
        try
        {
            return string.Join(' ', arguments.Prepend(method.Invoke(null, arguments)).Select(Bits));
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException!.GetType().Name;
        }
    }

    private static double Number(Random random) => random.Next(8) switch
    {
        0 => random.Next(-3, 6),
        1 => Math.Exp((random.NextDouble() * 20) - 10),
        2 => random.Next(6) == 0 ? double.NaN : -0.0,
        _ => (random.NextDouble() * 4) - 1,
    };

    private static string Bits(object? value) => value switch
    {
        null => "null",
        double d => BitConverter.DoubleToInt64Bits(d).ToString("x"),
        float f => BitConverter.SingleToInt32Bits(f).ToString("x"),
        Array array => $"[{string.Join(' ', array.Cast<object?>().Select(Bits))}]",
        string or Enum or bool or char or int or uint or long or ulong or short or ushort or byte or sbyte => value.ToString()!,
        _ when value.GetType().IsValueType => $"{{{string.Join(' ', value.GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(f => Bits(f.GetValue(value))))}}}",
        _ => value.GetType().FullName!,
    };
}
