using BondDesk;
using LegacySamples;

// Gradients of a Visual Basic library: forward differences on the left, generated code on the right.
Console.WriteLine(GradientComparison.Header);
foreach (var objective in Objectives.All) Console.WriteLine(GradientComparison.Of(objective, TimeSpan.FromSeconds(0.5)));

Console.WriteLine();
Console.WriteLine($"fit of the zero curve: {BondMarket.Times.Length} nodes, BFGS of MathNet.Numerics");
var fit = CurveFit.Run();
Console.WriteLine(fit);
Console.WriteLine(FormattableString.Invariant(
    $"largest error of a rate: {CurveFit.Error(fit.ByDifferences):0.0e+00} with differences, {CurveFit.Error(fit.ByGenerated):0.0e+00} with generated gradients"));
