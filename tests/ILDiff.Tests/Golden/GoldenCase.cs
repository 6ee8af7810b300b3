namespace ILDiff.Tests.Golden;

using System.Text.Json;
using NUnit.Framework;

/// <summary>One case of the reference data: inputs, and outputs computed in 113-bit arithmetic.</summary>
/// <param name="Problem">The problem's folder.</param>
/// <param name="Name">The case.</param>
internal sealed record GoldenCase(string Problem, string Name)
{
    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "Data");
    private static readonly JsonElement Tolerances = Load(Path.Combine(Folder, "tolerances.json"));

    private readonly JsonElement input = Load(Path.Combine(Folder, Problem, "inputs", Name + ".json"));
    private readonly JsonElement expected = Load(Path.Combine(Folder, Problem, "expected", Name + ".json"));

    /// <summary>The cases of a problem.</summary>
    public static IEnumerable<GoldenCase> Of(string problem) =>
        Directory.GetFiles(Path.Combine(Folder, problem, "inputs")).Order().Select(f => new GoldenCase(problem, Path.GetFileNameWithoutExtension(f)));

    /// <summary>Fields that hold reference values.</summary>
    public IEnumerable<string> Fields => expected.EnumerateObject().Select(p => p.Name).Except(["eval", "case"]);

    /// <summary>An input that is one integer.</summary>
    public int Int(string name) => input.GetProperty(name).GetInt32();

    /// <summary>An input that is one number.</summary>
    public double Double(string name) => input.GetProperty(name).GetDouble();

    /// <summary>An input that is true or false.</summary>
    public bool Bool(string name) => input.GetProperty(name).GetBoolean();

    /// <summary>An input of integers.</summary>
    public int[] Ints(string name) => [.. input.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    /// <summary>An input of numbers.</summary>
    public double[] Doubles(string name) => [.. input.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>How the values differ from the reference, by the rule for the field; null if they do not.</summary>
    public string? Difference(string field, params double[] actual)
    {
        var reference = expected.GetProperty(field);
        double[] values = reference.ValueKind == JsonValueKind.Array
            ? [.. reference.EnumerateArray().Select(v => v.GetDouble())]
            : [reference.GetDouble()];
        if (actual.Length != values.Length) return $"{field}: {actual.Length} numbers instead of {values.Length}";
        var (relative, toLargest, absolute) = Tolerance(field);
        var largest = values.Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < values.Length; i++)
        {
            var allowed = (relative * Math.Abs(values[i])) + (toLargest * largest) + absolute;
            if (!(Math.Abs(actual[i] - values[i]) <= allowed))
                return $"{field}[{i}] is {actual[i]:R}, expected {values[i]:R} within {allowed:g2}";
        }
        return null;
    }

    public override string ToString() => Name;

    private (double Relative, double ToLargest, double Absolute) Tolerance(string field)
    {
        var overrides = Tolerances.GetProperty("overrides");
        if (!overrides.TryGetProperty($"{Problem}.{field}", out var rule) && !overrides.TryGetProperty($"{Problem}.*", out rule))
            rule = Tolerances.GetProperty("default");
        return (rule.GetProperty("rtol").GetDouble(), rule.GetProperty("atol_rel").GetDouble(), rule.GetProperty("atol_abs").GetDouble());
    }

    private static JsonElement Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
