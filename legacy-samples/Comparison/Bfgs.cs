namespace LegacySamples;

using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

/// <summary>The BFGS minimiser of MathNet.Numerics, given gradients.</summary>
public static class Bfgs
{
    /// <summary>Minimises from the objective's start.</summary>
    /// <param name="objective">Where to start.</param>
    /// <param name="gradient">Value and gradient.</param>
    /// <param name="gradientTolerance">The gradient at which the fit is done.</param>
    public static double[] Minimise(Objective objective, Func<double[], (double Value, double[] Gradient)> gradient, double gradientTolerance)
    {
        var function = ObjectiveFunction.Gradient(x =>
        {
            var (value, slope) = gradient(x.ToArray());
            return (value, Vector<double>.Build.Dense(slope));
        });
        var minimiser = new BfgsMinimizer(gradientTolerance, parameterTolerance: 1e-12, functionProgressTolerance: 1e-14, maximumIterations: 1000);
        return minimiser.FindMinimum(function, Vector<double>.Build.Dense((double[])objective.Start.Clone())).MinimizingPoint.ToArray();
    }
}
