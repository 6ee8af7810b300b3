namespace ILDiff.Benchmarks;

using BenchmarkDotNet.Attributes;

/// <summary>Every row by BenchmarkDotNet: the primal is the baseline.</summary>
[MemoryDiagnoser]
public class GradientBenchmarks
{
    private Row row = null!;
    private Action<double[][]> generated = null!;
    private double[][] handBars = null!;
    private double[][] generatedBars = null!;

    /// <summary>The rows' names.</summary>
    public static IEnumerable<string> Names => Rows.All.Select(r => r.Name);

    /// <summary>The row.</summary>
    [ParamsSource(nameof(Names))]
    public string Problem { get; set; } = "";

    /// <summary>Differentiates, and refuses a gradient that differs from the hand-written one.</summary>
    [GlobalSetup]
    public void Setup()
    {
        row = Rows.All.Single(r => r.Name == Problem);
        generated = row.Bind(new GeneratedMembers(row));
        (handBars, generatedBars) = (row.NewAdjoints(), row.NewAdjoints());
        row.Hand(handBars);
        generated(generatedBars);
        var error = Validity.Error(generatedBars, handBars);
        if (error > 1e-9) throw new InvalidOperationException($"{Problem}: the generated gradient is off by {error}");
    }

    /// <summary>The primal.</summary>
    [Benchmark(Baseline = true)]
    public void Primal() => row.Primal();

    /// <summary>The hand-written adjoint.</summary>
    [Benchmark]
    public void Hand()
    {
        foreach (var bar in handBars) Array.Clear(bar);
        row.Hand(handBars);
    }

    /// <summary>The generated adjoint.</summary>
    [Benchmark]
    public void Generated()
    {
        foreach (var bar in generatedBars) Array.Clear(bar);
        generated(generatedBars);
    }
}
