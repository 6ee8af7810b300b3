namespace ILDiff.Tests.Reading;

using System.Reflection;
using ILDiff.IR;
using ILDiff.Tests.Support;
using ILDiff.Types;

/// <summary>Runs a method twice, compiled and as interpreted IR, on arguments made for each run, and compares all that comes out.</summary>
internal sealed class ExecutionComparison(IRInterpreter interpreter)
{
    private const int MostPerMethod = 400;

    /// <summary>Combinations that ran to a result or an exception in both.</summary>
    public int Compared { get; private set; }

    /// <summary>Whether there are inputs for each parameter.</summary>
    public static bool CanRun(MethodBase method) =>
        method is { IsStatic: true, IsGenericMethodDefinition: false } && method.GetParameters().All(p => Inputs.For(p.ParameterType) is not null);

    /// <summary>What differs, or null. <paramref name="bound"/> is the compiled method, <paramref name="read"/> the IR of it.</summary>
    public string? Compare(MethodBase bound, IRMethod read)
    {
        var pools = bound.GetParameters().Select(p => Inputs.For(p.ParameterType)!).ToArray();
        var total = pools.Aggregate(1L, (n, p) => Math.Min(int.MaxValue, n * p.Length));
        var random = new Random(1);
        for (var i = 0L; i < Math.Min(total, MostPerMethod); i++)
        {
            var pick = total <= MostPerMethod ? i : random.NextInt64(total);
            var choice = new int[pools.Length];
            for (var k = 0; k < pools.Length; k++)
            {
                choice[k] = total <= MostPerMethod ? (int)(pick % pools[k].Length) : random.Next(pools[k].Length);
                pick /= pools[k].Length;
            }

            object?[] Arguments() => [.. pools.Select((p, k) => p[choice[k]]())];
            var (compiled, interpreted) = (Arguments(), Arguments());
            var expected = Outcome(() => bound.Invoke(null, BindingFlags.DoNotWrapExceptions, null, compiled, null));
            var actual = Outcome(() => interpreter.Run(read, interpreted));
            if (expected != actual) return $"{Describe(Arguments())}: expected {expected}, got {actual}";
            if (Describe(compiled) != Describe(interpreted)) return $"{Describe(Arguments())}: left {Describe(interpreted)} instead of {Describe(compiled)}";
            Compared++;
        }

        return null;
    }

    private static string Outcome(Func<object?> run)
    {
        try
        {
            return Describe(run());
        }
        catch (NotInterpretedException)
        {
            throw;
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    /// <summary>Bits of floats, contents of arrays; objects of other kinds by their fields.</summary>
    private static string Describe(object? value, int depth = 0) => value switch
    {
        null => "null",
        double d => double.IsNaN(d) ? "NaN" : $"{d:r} ({BitConverter.DoubleToInt64Bits(d):x})",
        float f => float.IsNaN(f) ? "NaN" : $"{f:r}f ({BitConverter.SingleToInt32Bits(f):x})",
        string s => s,
        _ when depth > 4 => value.GetType().Name,
        Array a => $"[{string.Join(", ", a.Cast<object?>().Select(x => Describe(x, depth + 1)))}]",
        Delegate or Type => value.GetType().Name,
        IFormattable f when value.GetType().IsPrimitive || value.GetType().IsEnum => f.ToString(null, null)!,
        bool b => b.ToString(),
        _ => value.GetType().Name + "{" + string.Join(", ", value.GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Select(f => $"{f.Name}: {Describe(f.GetValue(value), depth + 1)}")) + "}",
    };

    /// <summary>Values of each type that show its edges; made anew for each run, since methods may write to them.</summary>
    private static class Inputs
    {
        private static readonly Dictionary<Type, Func<object?>[]> Pools = new()
        {
            [typeof(int)] = Of(0, 1, -1, 2, 3, 7, 31, 32, -5, 100, int.MaxValue, int.MinValue),
            [typeof(uint)] = Of(0u, 1u, 7u, 0x80000000u, uint.MaxValue, 12345u),
            [typeof(long)] = Of(0L, 1L, -1L, 5L, 1L << 40, long.MaxValue, long.MinValue, -12345678901L),
            [typeof(ulong)] = Of(0UL, 1UL, 9UL, 1UL << 63, ulong.MaxValue, 0xfffffffff0000001UL),
            [typeof(short)] = Of((short)0, (short)1, (short)-1, short.MaxValue, short.MinValue),
            [typeof(ushort)] = Of((ushort)0, (ushort)1, ushort.MaxValue),
            [typeof(byte)] = Of((byte)0, (byte)1, (byte)127, (byte)128, byte.MaxValue),
            [typeof(sbyte)] = Of((sbyte)0, (sbyte)1, (sbyte)-1, sbyte.MaxValue, sbyte.MinValue),
            [typeof(char)] = Of('a', '0', '\uffff'),
            [typeof(bool)] = Of(false, true),
            [typeof(nint)] = Of((nint)0, (nint)1, (nint)(-3), nint.MaxValue, nint.MinValue),
            [typeof(nuint)] = Of((nuint)0, (nuint)5, nuint.MaxValue),
            [typeof(double)] = Of(0d, -0d, 1d, -1d, 0.3, -2.7, 1e10, 1e-310, 3e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 255.5, -129d, 4294967296d, 1.5),
            [typeof(float)] = Of(0f, -0f, 1f, -1f, 0.3f, -2.7f, 1e10f, 1e-40f, 3e38f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 16777217f),
            [typeof(string)] = [() => null, () => "", () => "abc", () => "x2"],
            [typeof(object)] = [() => null, () => "s", () => 3, () => 2.5, () => new[] { 1.0 }],
            [typeof(double[])] = [() => new[] { 1.0, -2.5, 0.25 }, () => Array.Empty<double>(), () => null, () => new[] { 4.0, 3.0, 2.0, 1.0, -1.0 }],
            [typeof(float[])] = [() => new[] { 1f, -2.5f, 0.25f }, () => null],
            [typeof(int[])] = [() => new[] { 3, 1, -2, 5 }, () => Array.Empty<int>(), () => null],
            [typeof(byte[])] = [() => new byte[] { 250, 1, 128 }, () => null],
            [typeof(bool[])] = [() => new[] { true, false }],
            [typeof(string[])] = [() => new[] { "a", null!, "ccc" }],
            [typeof(double[][])] = [() => new double[][] { [1, 2], [3, -4, 5] }, () => new double[]?[] { null }],
            [typeof(double[,])] = [() => new double[,] { { 1, 2, 3 }, { 4, -5, 6 } }, () => null],
        };

        public static Func<object?>[]? For(Type type) => Pools.GetValueOrDefault(type);

        private static Func<object?>[] Of<T>(params T[] values) => [.. values.Select(v => (Func<object?>)(() => v))];
    }
}
