using FortranNumerics;
using LegacySamples;

// Gradients of a numerical library of the .NET Framework: forward differences on the left, generated code on the right.
Console.WriteLine(GradientComparison.Header);
foreach (var objective in Objectives.All) Console.WriteLine(GradientComparison.Of(objective, TimeSpan.FromSeconds(0.5)));

Console.WriteLine();
Console.WriteLine($"fit of the reactor: {ReactorTruth.Knots + 1} parameters, {ReactorTruth.Measurements} measurements, the library's own BFGS");
var fit = ReactorFit.Run();
Console.WriteLine(fit);
Console.WriteLine(FormattableString.Invariant(
    $"largest error of a parameter: {ReactorFit.Error(fit.ByDifferences):0.0e+00} with differences, {ReactorFit.Error(fit.ByGenerated):0.0e+00} with generated gradients"));
