namespace ILDiff.Tests.Runtime;

/// <summary>Functions of the shapes that users differentiate, each with a gradient that is known in closed form.</summary>
internal static class Functions
{
    public static double SumOfSquares(double[] w)
    {
        var sum = 0.0;
        foreach (var x in w) sum += x * x;
        return sum;
    }

    public static float SumOfSquares(float[] w)
    {
        var sum = 0f;
        foreach (var x in w) sum += x * x;
        return sum;
    }

    public static double Product(double x, double y) => x * y;

    public static double Weighted(double a, double[] b, int i) => a * a * b[i];

    public static double Volume(double a, double b, double c) => a * b * c;

    public static double Four(double a, double b, double c, double d) => (a * b) + (c * d);

    public static double[] Circle(double[] p) => [p[0] * Math.Cos(p[1]), p[0] * Math.Sin(p[1])];

    /// <summary>Three numbers of which two depend on the first argument only; more inputs than outputs.</summary>
    public static double[] Wide(double[] x) => [x[0] * x[1] * x[2] * x[3] * x[4]];

    /// <summary>Overwrites its argument.</summary>
    public static double[] Cumulate(double[] x)
    {
        for (var i = 1; i < x.Length; i++) x[i] *= x[i - 1];
        return (double[])x.Clone();
    }

    public static double OfPoint(Point p) => p.X * p.X * p.Y;

    public static double Rosenbrock(double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i + 1 < x.Length; i++)
        {
            var a = x[i + 1] - (x[i] * x[i]);
            var b = 1 - x[i];
            sum += (100 * a * a) + (b * b);
        }

        return sum;
    }

    public static T Cube<T>(T x)
        where T : System.Numerics.IMultiplyOperators<T, T, T> => x * x * x;

    public static double WithString(double x) => double.Parse(x.ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    internal struct Point
    {
        public double X;
        public double Y;
    }
}
