namespace ILDiff.Tests.Differentiation;

using System.Reflection;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Pullbacks of methods that make a variable passed by reference lead to another array.</summary>
public class ReplacedReferenceTests
{
    private static readonly MethodInfo[] Methods = typeof(Programs).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);

    private static readonly Lazy<DifferentiatedAssembly> Assembly = new(() => new DifferentiatedAssembly(typeof(Programs).Assembly.Location, Methods, new DiffOptions()));

    [Test]
    public void The_seed_of_a_new_array_goes_to_what_it_was_made_of()
    {
        var (adjoint, variable) = Pull(nameof(Programs.Squares), [2, 3], [7, 7], seed: [10, 100]);
        Assert.That(adjoint, Is.EqualTo(new[] { 40.0, 600 }));
        Assert.That(variable, Is.EqualTo(new[] { 0.0, 0 }));
    }

    [Test]
    public void The_array_may_have_been_of_another_length()
    {
        var (adjoint, variable) = Pull(nameof(Programs.ScaledByFirst), [2, 3, 4], [5], seed: [1, 10, 100]);
        Assert.That(adjoint, Is.EqualTo(new[] { 5.0, 50, 500 }));
        Assert.That(variable, Is.EqualTo(new[] { 2.0 + 30 + 400 }));
    }

    [Test]
    public void There_may_have_been_none()
    {
        var (adjoint, variable) = Pull(nameof(Programs.Squares), [2, 3], null, seed: [10, 100]);
        Assert.That(adjoint, Is.EqualTo(new[] { 40.0, 600 }));
        Assert.That(variable, Is.Null);
    }

    [Test]
    public void An_out_parameter_is_zero_afterwards()
    {
        var (adjoint, variable) = Pull(nameof(Programs.SquaresOut), [2, 3], null, seed: [10, 100]);
        Assert.That(adjoint, Is.EqualTo(new[] { 40.0, 600 }));
        Assert.That(variable, Is.EqualTo(new[] { 0.0, 0 }));
    }

    [Test]
    public void An_array_that_stays_keeps_its_shadow()
    {
        var seed = new[] { 10.0, 100 };
        var (adjoint, variable) = Pull(nameof(Programs.InPlace), [2, 3], [5, 7], seed);
        Assert.That(adjoint, Is.EqualTo(new[] { 50.0, 700 }));
        Assert.That(variable, Is.SameAs(seed).And.EqualTo(new[] { 20.0, 300 }));
    }

    [Test]
    public void Variables_may_be_swapped()
    {
        object?[] arguments = [new[] { 2.0 }, new[] { 1.0 }, new[] { 3.0 }, new[] { 10.0 }];
        Assembly.Value.Member(typeof(Programs).GetMethod(nameof(Programs.Swapped))!, "Vjp")!.Invoke(null, arguments);
        // On exit a is 3 and b is 2 * 3, so a's entry gets 10 * 3, and b's 1 + 10 * 2.
        Assert.That(arguments[1], Is.EqualTo(new[] { 30.0 }));
        Assert.That(arguments[3], Is.EqualTo(new[] { 21.0 }));
    }

    [Test]
    public void A_struct_passed_by_reference_may_get_another_array()
    {
        var (k, factor, items) = PullStruct(nameof(Programs.Rescaled), 3, factor: 2, items: [5, 7], seed: 1, seeds: [10, 100]);
        // On exit the factor is 2 * 3 and the items 5 * 6 and 7 * 6: its adjoint is 1 + 5 * 10 + 7 * 100.
        Assert.That(k, Is.EqualTo(2.0 * 751));
        Assert.That(factor, Is.EqualTo(3.0 * 751));
        Assert.That(items, Is.EqualTo(new[] { 60.0, 600 }));
    }

    [Test]
    public void A_struct_given_back_by_out_is_zero_afterwards()
    {
        var (k, factor, items) = PullStruct(nameof(Programs.ScaledOut), 3, factor: 0, items: [], seed: 1, seeds: [10, 100]);
        Assert.That(k, Is.EqualTo(1.0 + 10 + (6 * 100)));
        Assert.That(factor, Is.Zero);
        Assert.That(items, Is.EqualTo(new[] { 0.0, 0 }));
    }

    private static (double K, double Factor, double[] Items) PullStruct(string name, double k, double factor, double[] items, double seed, double[] seeds)
    {
        var pullback = Assembly.Value.Member(typeof(Programs).GetMethod(name)!, "Vjp")!;
        var type = pullback.GetParameters()[2].ParameterType.GetElementType()!;
        object?[] arguments = [k, 0.0, Made(factor, items), Made(seed, seeds)];
        pullback.Invoke(null, arguments);
        return ((double)arguments[1]!, (double)type.GetField("Factor")!.GetValue(arguments[3])!, (double[])type.GetField("Items")!.GetValue(arguments[3])!);

        object Made(double number, double[] array)
        {
            var made = Activator.CreateInstance(type)!;
            type.GetField("Factor")!.SetValue(made, number);
            type.GetField("Items")!.SetValue(made, array);
            return made;
        }
    }

    private static (double[] Adjoint, double[]? Variable) Pull(string name, double[] a, double[]? variable, double[] seed)
    {
        object?[] arguments = [a, new double[a.Length], variable, seed];
        Assembly.Value.Member(typeof(Programs).GetMethod(name)!, "Vjp")!.Invoke(null, arguments);
        return ((double[])arguments[1]!, (double[]?)arguments[3]);
    }

    public static class Programs
    {
        public static void Rescaled(double k, ref Scaled s)
        {
            s.Factor *= k;
            var items = new double[s.Items.Length];
            for (var i = 0; i < items.Length; i++) items[i] = s.Items[i] * s.Factor;
            s.Items = items;
        }

        public static void ScaledOut(double k, out Scaled s) => s = new Scaled { Factor = k, Items = [k, k * k] };

        public static void Squares(double[] a, ref double[]? r)
        {
            r = new double[a.Length];
            for (var i = 0; i < a.Length; i++) r[i] = a[i] * a[i];
        }

        public static void SquaresOut(double[] a, out double[] r)
        {
            r = new double[a.Length];
            for (var i = 0; i < a.Length; i++) r[i] = a[i] * a[i];
        }

        public static void ScaledByFirst(double[] a, ref double[] r)
        {
            var scaled = new double[a.Length];
            for (var i = 0; i < a.Length; i++) scaled[i] = a[i] * r[0];
            r = scaled;
        }

        public static void InPlace(double[] a, ref double[] r)
        {
            for (var i = 0; i < a.Length; i++) r[i] *= a[i];
        }

        public static void Swapped(ref double[] a, ref double[] b)
        {
            (a, b) = (b, a);
            b[0] *= a[0];
        }

        public struct Scaled
        {
            public double Factor;
            public double[] Items;
        }
    }
}
