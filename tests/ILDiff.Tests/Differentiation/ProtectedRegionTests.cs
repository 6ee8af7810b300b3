namespace ILDiff.Tests.Differentiation;

using ILDiff.Diagnostics;
using ILDiff.Reading;
using NUnit.Framework;

/// <summary>What an exception that is caught would leave half done, or carry along unseen, is refused, not taken for zero.</summary>
[TestFixture]
public class ProtectedRegionTests
{
    public static double WrittenByCall(double x, double[] a)
    {
        try
        {
            Fill(a, x);
        }
        catch (IndexOutOfRangeException)
        {
            a[0] += x;
        }

        return a[0] * a[1];
    }

    public static double WrittenThroughReference(double x)
    {
        var y = x;
        try
        {
            Step(ref y, x);
        }
        catch (InvalidOperationException)
        {
            y *= 2;
        }

        return y;
    }

    public static double KeptInField(double x)
    {
        var holder = new Holder();
        try
        {
            holder.Data = Squares(x);
            if (x > 1) throw new InvalidOperationException("large");
        }
        catch (InvalidOperationException)
        {
            holder.Data![0] += 1;
        }

        return holder.Data![0];
    }

    public static double InFinallyOnTheWay(double x)
    {
        var y = x;
        try
        {
            try
            {
                if (x > 1) throw new InvalidOperationException("large");
            }
            finally
            {
                y *= x;
            }
        }
        catch (InvalidOperationException)
        {
            y += x;
        }

        return y;
    }

    public static double FloatInException(double x)
    {
        try
        {
            return Failing(x);
        }
        catch (FailureException e)
        {
            return e.Value * 2;
        }
    }

    public static double CallsWriteOnlyTheirOwn(double x)
    {
        double y;
        try
        {
            var squares = Squares(x);
            y = squares[0] + squares[1];
        }
        catch (InvalidOperationException)
        {
            y = x;
        }

        return y;
    }

    public static double NeverGoesOn(double x, double[] a)
    {
        try
        {
            Fill(a, x);
        }
        catch (IndexOutOfRangeException e)
        {
            a[0] = x;
            throw new InvalidOperationException("short", e);
        }

        return a[0];
    }

    [TestCase(nameof(WrittenByCall))]
    [TestCase(nameof(WrittenThroughReference))]
    [TestCase(nameof(KeptInField))]
    [TestCase(nameof(InFinallyOnTheWay))]
    public void Work_that_could_be_left_half_done_is_refused_in_reverse_mode(string method)
    {
        var outcome = Differentiate(method, DerivativeModes.Vjp);
        Assert.That(outcome.Diagnostics.Select(d => d.Id), Is.EqualTo(new[] { DiagnosticId.ProtectedRegion }));
        Assert.That(Differentiate(method, DerivativeModes.Jvp).Differentiated);
    }

    [TestCase(DerivativeModes.Vjp)]
    [TestCase(DerivativeModes.Jvp)]
    public void Floats_out_of_an_exception_are_refused(DerivativeModes mode) =>
        Assert.That(Differentiate(nameof(FloatInException), mode).Differentiated, Is.False);

    [TestCase(nameof(CallsWriteOnlyTheirOwn))]
    [TestCase(nameof(NeverGoesOn))]
    public void What_nobody_sees_afterwards_is_not(string method) => Assert.That(Differentiate(method, DerivativeModes.Vjp).Differentiated);

    private static void Fill(double[] a, double x)
    {
        for (var i = 0; i < 3; i++) a[i] = a[i] * x + i;
    }

    private static void Step(ref double y, double x)
    {
        for (var i = 0; i < 50; i++)
        {
            y = y * x + i;
            if (y > 100) throw new InvalidOperationException("too large");
        }
    }

    private static double[] Squares(double x)
    {
        var squares = new double[2];
        for (var i = 0; i < squares.Length; i++) squares[i] = x * x * i;
        return x > 5 ? throw new InvalidOperationException("too large") : squares;
    }

    private static double Failing(double x) => x > 1 ? throw new FailureException { Value = x * x } : x;

    private static MethodOutcome Differentiate(string method, DerivativeModes modes)
    {
        using var assembly = AssemblyLoader.Load(typeof(ProtectedRegionTests).Assembly.Location, []);
        var definition = MethodPatterns.Find(assembly, $"{typeof(ProtectedRegionTests).FullName}.{method}").Single();
        return new AssemblyDifferentiator(assembly.Module, new DiffOptions { Modes = modes, Optimize = false }).Differentiate(definition);
    }

    private sealed class Holder
    {
        public double[]? Data { get; set; }
    }

    private sealed class FailureException : Exception
    {
        public double Value { get; init; }
    }
}
