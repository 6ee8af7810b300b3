namespace MathNetGradients;

/// <summary>What the derivatives of one method gave at one point, and how well they agree.</summary>
/// <param name="Value">The primal's value.</param>
/// <param name="Gradient">The gradient, shaped like the point.</param>
/// <param name="FromDifferences">Largest deviation of the gradient from finite differences, relative to its largest entry.</param>
/// <param name="JvpFromVjp">Relative deviation between the directional derivatives by forward and by reverse mode.</param>
/// <param name="Complaint">Why this is not accepted; empty if it is.</param>
internal sealed record Measurement(double Value, object[] Gradient, double FromDifferences, double JvpFromVjp, string Complaint)
{
    // Forward and reverse mode round differently but compute the same sum.
    private const double ModesTolerance = 1e-12;

    // A finite difference knows its own error only roughly.
    private const double DifferencesTolerance = 1e-9;
    private const double ErrorFactor = 10;

    public bool IsAccepted => Complaint.Length == 0;

    /// <summary>Calls every member at a point.</summary>
    public static Measurement Of(Derivatives derivatives, object[] point)
    {
        var (value, gradient) = derivatives.Gradient(point);
        var flat = Flatten(gradient);
        var complaint = "";
        if (value != derivatives.Value(point)) complaint = "the value differs from the primal's";
        if (!flat.SequenceEqual(Flatten(derivatives.Adjoints(point, seed: 1)))) complaint = "gradient and VJP differ";

        var scale = Math.Max(flat.Max(e => Math.Abs(e)), double.Epsilon);
        var fromDifferences = 0.0;
        for (var i = 0; i < flat.Length; i++)
        {
            var (slope, error) = Differences.Slope(step => derivatives.Value(Moved(point, i, step)), Math.Abs(Flatten(point)[i]));
            var deviation = Math.Abs(flat[i] - slope);
            fromDifferences = Math.Max(fromDifferences, deviation / scale);
            if (!(deviation <= Math.Max(DifferencesTolerance * scale, ErrorFactor * error))) complaint = $"entry {i} is {slope:G8} ± {error:0e+00} by finite differences";
        }

        double[] direction = [.. flat.Select((_, i) => Math.Cos(i + 1))];
        var tangent = derivatives.Tangent(point, Shape(direction, point));
        var terms = flat.Zip(direction, (g, d) => g * d).ToArray();
        var jvpFromVjp = Math.Abs(tangent - terms.Sum()) / Math.Max(terms.Sum(t => Math.Abs(t)), double.Epsilon);
        if (!(jvpFromVjp <= ModesTolerance)) complaint = $"the JVP is {tangent:G17}, the VJP gives {terms.Sum():G17}";
        return new Measurement(value, gradient, fromDifferences, jvpFromVjp, complaint);
    }

    private static object[] Moved(object[] point, int entry, double step)
    {
        var flat = Flatten(point);
        flat[entry] += step;
        return Shape(flat, point);
    }

    private static double[] Flatten(object[] values) => [.. values.SelectMany(v => v as double[] ?? [(double)v])];

    private static object[] Shape(double[] flat, object[] like)
    {
        var next = 0;
        return [.. like.Select(v => v is double[] array ? flat[next..(next += array.Length)] : (object)flat[next++])];
    }
}
