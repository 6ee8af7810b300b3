using System.Runtime.Loader;
using MathNetGradients;

// Differentiates methods of the compiled MathNet.Numerics, then calls and checks what was generated.
var original = Path.Combine(AppContext.BaseDirectory, "original", "MathNet.Numerics.dll");
var rewritten = Path.Combine(AppContext.BaseDirectory, "rewritten", "MathNet.Numerics.dll");

Console.WriteLine($"input:  {original}");
var refused = Rewriting.Run(original, rewritten, Cases.All.Select(c => c.Pattern));
Console.WriteLine($"output: {rewritten}");
Console.WriteLine();

var library = AssemblyLoadContext.Default.LoadFromAssemblyPath(rewritten);
var failures = refused;
Console.WriteLine($"{"method",-40}{"value",13}  {"differences",11}  {"JVP - VJP",9}  at point: gradient");
foreach (var (name, point) in Cases.All.Select(c => (c.Name, c.Point)))
{
    if (Derivatives.Find(library, name, point) is not { } derivatives) continue;
    var outcome = Measurement.Of(derivatives, point);
    if (!outcome.IsAccepted) failures++;
    Console.WriteLine($"{name,-40}{outcome.Value,13:G6}  {outcome.FromDifferences,11:0.0e+00}  {outcome.JvpFromVjp,9:0.0e+00}  "
        + $"{Text(point)}: {Text(outcome.Gradient)}{(outcome.IsAccepted ? "" : $"  DEVIATES: {outcome.Complaint}")}");
}

Console.WriteLine();
Console.WriteLine(failures == 0 ? $"all {Cases.All.Count} methods agree" : $"{failures} of {Cases.All.Count} methods failed");
return failures == 0 ? 0 : 1;

static string Text(object[] values) => string.Join("; ", values.Select(v => v is double[] array ? $"[{string.Join(" ", array.Select(e => $"{e:G5}"))}]" : $"{v:G5}"));
