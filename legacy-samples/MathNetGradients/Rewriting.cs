namespace MathNetGradients;

using ILDiff;
using ILDiff.Reading;
using ILDiff.Writing;

/// <summary>The use of the library: load, differentiate, write.</summary>
internal static class Rewriting
{
    /// <summary>Writes a copy of an assembly with derivatives of some of its methods; gives how many could not be differentiated.</summary>
    public static int Run(string input, string output, IEnumerable<string> patterns)
    {
        using var assembly = AssemblyLoader.Load(input, []);
        var options = new DiffOptions();
        var differentiator = new AssemblyDifferentiator(assembly.Module, options);
        List<MethodOutcome> outcomes = [.. patterns.SelectMany(p => MethodPatterns.Find(assembly, p)).Select(differentiator.Differentiate)];
        foreach (var diagnostic in outcomes.SelectMany(o => o.Diagnostics)) Console.Error.WriteLine(diagnostic);

        Provenance.Mark(assembly, options, outcomes);
        foreach (var warning in AssemblyWriter.Write(assembly, OutputTarget.Choose(output, input, named: true))) Console.Error.WriteLine(warning);
        return outcomes.Count(o => !o.Differentiated);
    }
}
