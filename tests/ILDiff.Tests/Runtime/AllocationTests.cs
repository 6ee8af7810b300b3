namespace ILDiff.Tests.Runtime;

using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Calls of <see cref="Diff"/> that were made before allocate their results and nothing else.</summary>
public class AllocationTests
{
    private static readonly long ArrayOfThree = AllocatedBy(() => GC.KeepAlive(new double[3]));

    [Test]
    public void Numbers_allocate_nothing()
    {
        Assert.That(AllocatedBy(() => Diff.Gradient(x => x * x * x, 2.0)), Is.Zero);
        Assert.That(AllocatedBy(() => Diff.ValueAndGradient(Functions.Volume, 2.0, 3.0, 4.0)), Is.Zero);
        Assert.That(AllocatedBy(() => Diff.Jvp(Functions.Product, 2.0, 1.0, 3.0, 0.0)), Is.Zero);
        Assert.That(AllocatedBy(() => Diff.Hvp(x => x * x * x, 2.0, 1.0)), Is.Zero);
        Assert.That(AllocatedBy(() => Diff.Gradient(Functions.OfPoint, new Functions.Point { X = 1, Y = 2 })), Is.Zero);
    }

    [Test]
    public void Arrays_allocate_their_gradients()
    {
        double[] w = [1, 2, 3];
        double[] direction = [1, 0, 0];
        Assert.That(AllocatedBy(() => Diff.Gradient(Functions.SumOfSquares, w)), Is.EqualTo(ArrayOfThree));
        Assert.That(AllocatedBy(() => Diff.Jvp(Functions.SumOfSquares, w, direction)), Is.Zero);
        Assert.That(AllocatedBy(() => Diff.Hvp(Functions.SumOfSquares, w, direction)), Is.EqualTo(ArrayOfThree));
    }

    [Test]
    public void Closures_allocate_what_their_gradients_hold()
    {
        double[] table = [1, 2, 3];
        double[] w = [4, 5, 6];
        Func<double[], double> f = x => x.Dot(table);
        Assert.That(AllocatedBy(() => Diff.Gradient(f, w)), Is.EqualTo(ArrayOfThree));
        var made = AllocatedBy(() => GC.KeepAlive(Capture(table)));
        var lookUp = AllocatedBy(() => GC.KeepAlive(Capture(table).Method)) - made;
        Assert.That(AllocatedBy(() => Diff.Gradient(Capture(table), w)), Is.EqualTo(ArrayOfThree + made + lookUp), "a delegate that is new each time is asked for its method");
    }

    [Test]
    public void Members_made_before_allocate_their_gradients()
    {
        var f = MarkedAssembly.Samples.Function<Func<double[], double>>(typeof(Functions).GetMethod(nameof(Functions.Rosenbrock))!);
        double[] w = [1, 2, 3];
        Assert.That(AllocatedBy(() => Diff.Gradient(f, w)), Is.EqualTo(ArrayOfThree));
    }

    [Test]
    public void Delegates_of_members_allocate_nothing()
    {
        var pullback = Diff.Derivative<Func<double[], double[], double, double>>(Functions.Rosenbrock, DerivativeKind.Vjp);
        double[] w = [1, 2, 3];
        var adjoint = new double[3];
        Assert.That(AllocatedBy(() => pullback(w, adjoint, 1)), Is.Zero);
    }

    private static Func<double[], double> Capture(double[] table) => x => x.Dot(table);

    private static long AllocatedBy<T>(Func<T> call) => AllocatedBy(() => { call(); });

    /// <summary>The least of several warm calls; the JIT compiles in the background and may allocate meanwhile.</summary>
    private static long AllocatedBy(Action call)
    {
        for (var i = 0; i < 3; i++) call();
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
