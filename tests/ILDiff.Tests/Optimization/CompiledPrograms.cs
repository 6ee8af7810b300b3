namespace ILDiff.Tests.Optimization;

/// <summary>C# as people write it, of the shape <c>double M(double[] a, double x, int n)</c>, for the passes to simplify.</summary>
public static class CompiledPrograms
{
    public readonly struct Vec(double x, double y, double z)
    {
        private readonly double x = x;
        private readonly double y = y;

        public double X => x;

        public double Y => y;

        public double Z { get; } = z;

        public double Length => Math.Sqrt(Dot(this, this));

        public static Vec operator +(Vec a, Vec b) => new(a.x + b.x, a.y + b.y, a.Z + b.Z);

        public static Vec operator *(double s, in Vec a) => new(s * a.X, s * a.Y, s * a.Z);

        public static double Dot(Vec a, Vec b) => (a.x * b.x) + (a.y * b.y) + (a.Z * b.Z);
    }

    public struct Particle
    {
        public Vec Position;
        public Vec Velocity;
        public double Mass;

        public readonly double Energy => 0.5 * Mass * Vec.Dot(Velocity, Velocity);

        public void Step(double dt) => Position += dt * Velocity;
    }

    public abstract class Shape
    {
        public abstract double Area(double scale);

        public virtual double Twice(double scale) => 2 * Area(scale);
    }

    public sealed class Square(double side) : Shape
    {
        private readonly double side = side;

        public override double Area(double scale) => side * side * scale;
    }

    public class Circle(double radius) : Shape
    {
        public override double Area(double scale) => 3 * radius * radius * scale;
    }

    public class Counter
    {
        private double sum;

        public double Sum => sum;

        public Counter Add(double x)
        {
            sum += x;
            return this;
        }
    }

    public static double VectorLoop(double[] a, double x, int n)
    {
        var sum = new Vec(0, 0, 0);
        for (var i = 0; i < n; i++) sum += x * new Vec(a[i], x, i);
        return sum.Length;
    }

    public static double MutatedStruct(double[] a, double x, int n)
    {
        var p = new Particle { Mass = x, Velocity = new Vec(a[0], a[1], 1) };
        for (var i = 0; i < n; i++) p.Step(0.5);
        return p.Energy + p.Position.X;
    }

    public static double Tuples(double[] a, double x, int n)
    {
        var (p, q) = (x, 1.0);
        for (var i = 0; i < n; i++) (p, q) = (q + a[i], p);
        var pair = MinMax(a);
        return (p * pair.Min) - (q * pair.Max);
    }

    public static double Lambdas(double[] a, double x, int n)
    {
        var scale = a[0];
        return Integrate(t => t * t, x, n) + Integrate(t => scale * t, x, n) + Integrate(Cube, x, n);
    }

    public static double Virtuals(double[] a, double x, int n)
    {
        Shape square = new Square(x);
        var circle = new Circle(a[1]);
        return square.Area(2) + circle.Twice(x) + new Counter().Add(x).Add(a[0]).Sum;
    }

    public static double Foreach(double[] a, double x, int n)
    {
        var product = 1.0;
        foreach (var item in a)
        {
            if (item < 0) continue;
            product *= Clamp(item * x, -2, 2);
            if (product > 100) break;
        }

        return product;
    }

    public static double Switches(double[] a, double x, int n)
    {
        var result = 0.0;
        for (var i = 0; i < n; i++)
        {
            result += (i % 3) switch { 0 => x, 1 => a[i] * Sign(a[i]), _ => -x };
        }

        return result;
    }

    public static double RepeatedLoads(double[] a, double x, int n)
    {
        var sum = 0.0;
        for (var i = 1; i < n - 1; i++) sum += (a[i - 1] - (2 * a[i]) + a[i + 1]) * a[i] * x;
        return sum;
    }

    public static double Throws(double[] a, double x, int n) => n > 3 ? Checked(x) : Checked(-1 - x) + a[n];

    public static double Refs(double[] a, double x, int n)
    {
        double total = 0;
        for (var i = 0; i < n; i++) Accumulate(ref total, in a[i], x);
        ref var slot = ref n > 2 ? ref a[0] : ref total;
        slot += x;
        return total + a[0];
    }

    public static double Guarded(double[] a, double x, int n)
    {
        var result = x;
        try
        {
            result *= a[n];
            result += Square2(x);
        }
        catch (IndexOutOfRangeException)
        {
            result -= 1;
        }
        finally
        {
            a[0] = result + Square2(x);
        }

        return result + a[0];
    }

    private static double Square2(double x) => x * x;

    private static void Accumulate(ref double total, in double item, double x)
    {
        var before = total;
        total = before + (item * x);
    }

    private static double Checked(double x)
    {
        if (x < 0) throw new ArgumentOutOfRangeException(nameof(x));
        return Math.Sqrt(x);
    }

    private static int Sign(double x) => x < 0 ? -1 : x > 0 ? 1 : 0;

    private static double Clamp(double x, double low, double high) => x < low ? low : x > high ? high : x;

    private static double Cube(double x) => x * x * x;

    private static double Integrate(Func<double, double> f, double to, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++) sum += f(to * i / n);
        return sum * to / n;
    }

    private static (double Min, double Max) MinMax(double[] a)
    {
        var (min, max) = (a[0], a[0]);
        foreach (var item in a)
        {
            if (item < min) min = item;
            if (item > max) max = item;
        }

        return (min, max);
    }
}
