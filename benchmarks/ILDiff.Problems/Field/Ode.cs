namespace ILDiff.Problems.Field;

/// <summary>A chain of products as an ODE, solved by classical Runge–Kutta steps (CppAD's speed suite).</summary>
public static class Ode
{
    /// <summary>The state at time 2; <c>x</c> is to be differentiated.</summary>
    public static void Solve(double[] x, int steps, double[] y)
    {
        var n = x.Length;
        var h = 2.0 / steps;
        double[] k1 = new double[n], k2 = new double[n], k3 = new double[n], k4 = new double[n], at = new double[n];
        for (var i = 0; i < n; i++) y[i] = 0;
        for (var s = 0; s < steps; s++)
        {
            Slope(x, y, k1);
            Move(y, h / 2, k1, at);
            Slope(x, at, k2);
            Move(y, h / 2, k2, at);
            Slope(x, at, k3);
            Move(y, h, k3, at);
            Slope(x, at, k4);
            for (var i = 0; i < n; i++) y[i] += h * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6;
        }
    }

    /// <summary>The last component of the state at time 2.</summary>
    public static double Last(double[] x, int steps)
    {
        var y = new double[x.Length];
        Solve(x, steps, y);
        return y[^1];
    }

    private static void Slope(double[] x, double[] y, double[] slope)
    {
        slope[0] = x[0];
        for (var i = 1; i < x.Length; i++) slope[i] = x[i] * y[i - 1];
    }

    private static void Move(double[] y, double h, double[] slope, double[] at)
    {
        for (var i = 0; i < y.Length; i++) at[i] = y[i] + h * slope[i];
    }
}
