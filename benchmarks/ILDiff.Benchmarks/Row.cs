namespace ILDiff.Benchmarks;

/// <summary>One benchmark: a primal, its hand-written adjoint and its generated one on the same data.</summary>
/// <param name="name">Problem and size.</param>
internal sealed class Row(string name)
{
    /// <summary>Problem and size.</summary>
    public string Name { get; } = name;

    /// <summary>The methods to differentiate, each with respect to some parameters, separated by commas; none means all.</summary>
    public required (Delegate Method, string WithRespectTo)[] Methods { get; init; }

    /// <summary>Which members the generated adjoint calls.</summary>
    public DerivativeModes Modes { get; init; } = DerivativeModes.Vjp;

    /// <summary>Runs the primal.</summary>
    public required Action Primal { get; init; }

    /// <summary>Runs the hand-written adjoint into its adjoints, which it finds zero.</summary>
    public required Action<double[][]> Hand { get; init; }

    /// <summary>Makes what runs the generated adjoint in the same way.</summary>
    public required Func<GeneratedMembers, Action<double[][]>> Bind { get; init; }

    /// <summary>Lengths of the adjoints.</summary>
    public required int[] AdjointLengths { get; init; }

    /// <summary>New adjoints.</summary>
    public double[][] NewAdjoints() => [.. AdjointLengths.Select(l => new double[l])];

    public override string ToString() => Name;
}
