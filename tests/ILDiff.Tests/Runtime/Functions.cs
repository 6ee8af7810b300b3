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

    public static void CircleInto(double[] p, double[] xy)
    {
        xy[0] = p[0] * Math.Cos(p[1]);
        xy[1] = p[0] * Math.Sin(p[1]);
    }

    /// <summary>More inputs than outputs.</summary>
    public static double[] Wide(double[] x) => [x[0] * x[1] * x[2] * x[3] * x[4]];

    /// <summary>Overwrites its argument.</summary>
    public static double[] Cumulate(double[] x)
    {
        for (var i = 1; i < x.Length; i++) x[i] *= x[i - 1];
        return (double[])x.Clone();
    }

    /// <summary>The product of all elements, made in place.</summary>
    public static double LastOfProducts(double[] x)
    {
        for (var i = 1; i < x.Length; i++) x[i] *= x[i - 1];
        return x[x.Length - 1];
    }

    /// <summary>Recursion, a loop of unknown length, a branch on data, an array of its own and calls.</summary>
    public static double Mixture(double[] x)
    {
        var work = new double[x.Length];
        for (var i = 0; i < x.Length; i++) work[i] = Power(x[i], 3) + Math.Sin(x[i] * x[(i + 1) % x.Length]);
        var s = 0.0;
        foreach (var w in work) s += w > 0.5 ? Math.Log(w) * w : w * w;
        var y = x[0];
        while (y < 3) y = (y * y) + x[1] + 0.4;
        return s * Math.Sqrt(y);
    }

    private static double Power(double x, int n) => n == 0 ? 1 : x * Power(x, n - 1);

    /// <summary>The product of all elements, made in an array that is given.</summary>
    public static double ProductsIn(double[] x, double[] scratch)
    {
        scratch[0] = x[0];
        for (var i = 1; i < x.Length; i++) scratch[i] = x[i] * scratch[i - 1];
        return scratch[2];
    }

    /// <summary>The product of all elements and the first of an array that is overwritten, whose first element is a factor.</summary>
    public static double ProductsOnto(double[] x, double[] scratch)
    {
        scratch[0] *= x[0];
        for (var i = 1; i < x.Length; i++) scratch[i] = scratch[i] * x[i] * scratch[i - 1];
        return scratch[2];
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
