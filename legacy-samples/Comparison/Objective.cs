namespace LegacySamples;

/// <summary>A function of many numbers with its generated gradient.</summary>
/// <param name="Name">What it is called in the output.</param>
/// <param name="Start">The point at which gradients are compared, and where a fit begins; it is never written to.</param>
/// <param name="Value">The function itself.</param>
/// <param name="Gradient">Value and gradient from generated code; the gradient has the length of the point.</param>
/// <param name="First">Index of the first number that counts: 1 for one-based arrays.</param>
/// <param name="Approximation">
/// How far the gradient of the program may be from that of what it approximates, relative to the largest entry: an adaptive method
/// controls the error of its value, not that of the derivative of its value, and differences step over changes of branch.
/// </param>
public sealed record Objective(
    string Name, double[] Start, Func<double[], double> Value, Func<double[], (double Value, double[] Gradient)> Gradient, int First = 0, double Approximation = 1e-9)
{
    /// <summary>How many numbers the function depends on.</summary>
    public int Dimension => Start.Length - First;
}
