namespace ILDiff.Tests.Samples;

using System.Reflection;
using System.Runtime.ExceptionServices;

/// <summary>Values, and derivatives along one direction, by means independent of the differentiator.</summary>
internal static class Oracle
{
    /// <summary>Calls a method; arguments by reference come back in the array. Exceptions are the method's own.</summary>
    public static object? Invoke(MethodInfo method, object?[] arguments)
    {
        try
        {
            return method.Invoke(null, arguments);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    /// <summary>The outputs of a call, made on a copy of the arguments.</summary>
    public static double[] Outputs(CallState state)
    {
        var copy = state.Copy();
        return copy.Outputs(Invoke(copy.Method, copy.Arguments));
    }

    /// <summary>Values and tangents of the outputs by running the dual-number compilation.</summary>
    public static (double[] Values, double[] Tangents) ByDualNumbers(CallState state, double[] direction)
    {
        var seeded = state.With(state.Inputs, direction);
        var result = Invoke(state.Method, seeded.Arguments);
        return (seeded.Outputs(result), seeded.OutputTangents(result));
    }

    /// <summary>Ridders' extrapolation of central differences, with its own estimate of the error of each output.</summary>
    public static (double[] Derivatives, double[] Errors) ByDifferences(CallState state, double[] direction)
    {
        const double Shrink = 1.6;
        const int Rows = 10;
        var at = state.Inputs;
        var count = Outputs(state).Length;
        var best = new double[count];
        var errors = Enumerable.Repeat(double.PositiveInfinity, count).ToArray();
        var previous = Array.Empty<double[]>();
        var h = 0.02;
        for (var row = 0; row < Rows; row++, h /= Shrink)
        {
            var current = new double[row + 1][];
            current[0] = Central(h);
            var factor = Shrink * Shrink;
            for (var k = 1; k <= row; k++, factor *= Shrink * Shrink)
            {
                current[k] = new double[count];
                for (var i = 0; i < count; i++)
                {
                    current[k][i] = ((current[k - 1][i] * factor) - previous[k - 1][i]) / (factor - 1);
                    var error = Math.Max(Math.Abs(current[k][i] - current[k - 1][i]), Math.Abs(current[k][i] - previous[k - 1][i]));
                    if (error < errors[i]) (errors[i], best[i]) = (error, current[k][i]);
                }
            }
            previous = current;
        }
        return (best, errors);

        double[] Central(double step) => [.. Moved(step).Zip(Moved(-step), (up, down) => (up - down) / (2 * step))];

        double[] Moved(double step)
        {
            var outputs = Outputs(state.With([.. at.Zip(direction, (x, d) => x + (step * d))]));
            return outputs.Length == count ? outputs : [.. Enumerable.Repeat(double.NaN, count)];
        }
    }
}
