namespace LegacySamples;

using System.Diagnostics;

/// <summary>One gradient by forward differences and by generated code.</summary>
/// <param name="Name">Of the objective.</param>
/// <param name="Dimension">How many numbers it depends on.</param>
/// <param name="ValueTime">Of one evaluation.</param>
/// <param name="DifferencesTime">Of one gradient by forward differences.</param>
/// <param name="GeneratedTime">Of one gradient by generated code.</param>
/// <param name="DifferencesError">Largest error of an entry by forward differences, relative to the largest entry.</param>
/// <param name="GeneratedError">The same of generated code.</param>
/// <param name="ReferenceError">How well the reference itself is known, in the same measure.</param>
public sealed record GradientComparison(
    string Name, int Dimension, TimeSpan ValueTime, TimeSpan DifferencesTime, TimeSpan GeneratedTime, double DifferencesError, double GeneratedError, double ReferenceError)
{
    /// <summary>Heads the columns of <see cref="ToString"/>.</summary>
    public static string Header => $"{"gradient of",-34}{"numbers",8} |{"evaluations",12}{"time",11}{"error",9} |{"evaluations",12}{"time",11}{"error",9} |{"faster",8}";

    /// <summary>Measures at the objective's start.</summary>
    /// <param name="objective">What to differentiate.</param>
    /// <param name="budget">For how long to repeat each thing that is timed; half a second lets the runtime's compilers finish.</param>
    public static GradientComparison Of(Objective objective, TimeSpan budget)
    {
        var (reference, error) = Differences.Extrapolated(objective, objective.Start);
        var scale = Math.Max(reference.Max(Math.Abs), double.Epsilon);
        double Deviation(double[] gradient) => gradient.Zip(reference, (g, r) => Math.Abs(g - r)).Max() / scale;
        return new GradientComparison(objective.Name, objective.Dimension,
            Time(() => objective.Value(objective.Start), budget),
            Time(() => Differences.Forward(objective, objective.Start), budget),
            Time(() => objective.Gradient(objective.Start), budget),
            Deviation(Differences.Forward(objective, objective.Start).Gradient),
            Deviation(objective.Gradient(objective.Start).Gradient),
            error.Max() / scale);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Name,-34}{Dimension,8} |{Dimension + 1,12}{Duration.Text(DifferencesTime),11}{DifferencesError,9:0e+00} |{1,12}{Duration.Text(GeneratedTime),11}{GeneratedError,9:0e+00} |{DifferencesTime / GeneratedTime,7:0.0}x");

    /// <summary>The fastest of many runs: what disturbs a run only makes it longer.</summary>
    private static TimeSpan Time(Action action, TimeSpan budget)
    {
        var best = TimeSpan.MaxValue;
        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < 5 || Stopwatch.GetElapsedTime(start) < budget; run++)
        {
            var begin = Stopwatch.GetTimestamp();
            action();
            var time = Stopwatch.GetElapsedTime(begin);
            if (time < best) best = time;
        }

        return best;
    }
}
