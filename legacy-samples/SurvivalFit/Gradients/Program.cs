using LegacySamples;
using SurvivalFit;

// A likelihood made of functions of the compiled MathNet.Numerics: forward differences on the left, generated code on the right.
Console.WriteLine(GradientComparison.Header);
Console.WriteLine(GradientComparison.Of(Trial.Likelihood(), TimeSpan.FromSeconds(0.5)));

Console.WriteLine();
Console.WriteLine($"maximum of the likelihood: {Trial.Truth.Length} parameters, {Trial.Subjects} subjects, BFGS of MathNet.Numerics");
var fit = Trial.Fit();
Console.WriteLine(fit);
Console.WriteLine($"{"parameter",-12}{"truth",9}{"estimate",11}");
for (var i = 0; i < Trial.Truth.Length; i++)
    Console.WriteLine(FormattableString.Invariant($"{i,-12}{Trial.Truth[i],9:0.000}{fit.ByGenerated.Point[i],11:0.00000}"));
