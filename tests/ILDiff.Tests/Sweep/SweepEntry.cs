namespace ILDiff.Tests.Sweep;

using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework;

/// <summary>A point with the reference gradient there.</summary>
/// <param name="Inputs">The numbers that go in, arrays flattened in order.</param>
/// <param name="Value">The value.</param>
/// <param name="Gradient">The gradient by extrapolated differences of the original assembly.</param>
/// <param name="Errors">Its estimated errors.</param>
internal sealed record SweepPoint(double[] Inputs, double Value, double[] Gradient, double[] Errors);

/// <summary>A public static method of MathNet.Numerics with reference gradients at some points.</summary>
/// <param name="Signature">As written in the table: C#, then in brackets fixed arguments, then how a result becomes one number.</param>
/// <param name="Points">The points.</param>
internal sealed partial record SweepEntry(string Signature, IReadOnlyList<SweepPoint> Points)
{
    /// <summary>The entries of the table beside the tests.</summary>
    public static IReadOnlyList<SweepEntry> All { get; } =
        [.. File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "Sweep", "MathNet.csv"))
            .Skip(1)
            .Select(l => l.Split(';'))
            .GroupBy(f => f[0], f => new SweepPoint(Numbers(f[2]), Numbers(f[3])[0], Numbers(f[4]), Numbers(f[5])))
            .Select(g => new SweepEntry(g.Key, [.. g]))];

    /// <summary>The method in the assembly as published.</summary>
    public MethodInfo Method
    {
        get
        {
            var match = Pattern().Match(Signature);
            var types = match.Groups["parameters"].Value.Split(", ").Select(p => Keyword(p.Replace("params ", "").Split(' ')[0])).ToArray();
            return typeof(MathNet.Numerics.SpecialFunctions).Assembly.GetTypes()
                .Where(t => (t.Namespace + "." + t.Name).EndsWith("." + match.Groups["type"].Value, StringComparison.Ordinal))
                .Select(t => t.GetMethod(match.Groups["method"].Value, types))
                .OfType<MethodInfo>().Single();
        }
    }

    /// <summary>Weights that turn the result's numbers into the value of the table.</summary>
    public double[] Weights => Signature.Contains("-> A+2B", StringComparison.Ordinal) ? [1, 2] : [1];

    /// <summary>Arguments at a point: numbers are handed out to parameters in order, arrays share what numbers leave.</summary>
    public object?[] Arguments(double[] inputs)
    {
        var parameters = Method.GetParameters();
        var arrays = parameters.Count(p => p.ParameterType == typeof(double[]));
        var scalars = parameters.Count(p => p.ParameterType == typeof(double));
        var length = arrays == 0 ? 0 : (inputs.Length - scalars) / arrays;
        var next = 0;
        return [.. parameters.Select(p => (object?)(
            p.ParameterType == typeof(double) ? inputs[next++]
            : p.ParameterType == typeof(double[]) ? inputs[next..(next += length)]
            : int.Parse(Fixed().Match(Signature).Groups["value"].Value, CultureInfo.InvariantCulture)))];
    }

    public override string ToString() => Signature;

    private static double[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, CultureInfo.InvariantCulture))];

    private static Type Keyword(string name) => name switch
    {
        "double" => typeof(double),
        "double[]" => typeof(double[]),
        "int" => typeof(int),
        _ => throw new ArgumentException($"no such type in the table: {name}"),
    };

    [GeneratedRegex(@"(?<type>[A-Za-z.]+)\.(?<method>\w+)\((?<parameters>[^)]*)\)(\s*\[| \s*->|$)")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\[n=(?<value>\d+)\]")]
    private static partial Regex Fixed();
}
