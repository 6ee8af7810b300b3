namespace ILDiff.Tests.Differentiation;

using System.Reflection;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Shadows of objects that are given back or changed look like the objects, whatever of them is active.</summary>
[TestFixture]
public class ObjectShadowTests
{
    public sealed class Fit(double[] weights, double offset, string name)
    {
        public double[] Weights { get; } = weights;

        public double Offset { get; set; } = offset;

        public string Name { get; } = name;

        public int Uses { get; set; } = 1;
    }

    public static Fit Make(double x) => new([1, 2], x * x, "fit");

    public static double Use(Fit fit)
    {
        fit.Uses++;
        return fit.Offset * fit.Weights[1];
    }

    public sealed class Sparse
    {
        private int[] indices = [];
        private double[] values = [];

        public double[] Values => values;

        public void Add(int index, double value)
        {
            Array.Resize(ref indices, indices.Length + 1);
            Array.Resize(ref values, values.Length + 1);
            indices[^1] = index;
            values[^1] = value * value;
        }
    }

    public static Sparse Collect(double[] x)
    {
        var made = new Sparse();
        for (var i = 0; i < x.Length; i++) made.Add(i, x[i]);
        return made;
    }

    [Test]
    public void A_seed_is_taken_from_arrays_that_grew()
    {
        var original = GetType().GetMethod(nameof(Collect))!;
        var rewritten = new DifferentiatedAssembly(GetType().Assembly.Location, [original], new DiffOptions());
        Assert.That(rewritten.Failure(original), Is.Empty);
        double[] x = [3, 4, 5], adjoint = new double[3];
        var seed = rewritten.Primal(original).Invoke(null, [x])!;
        var values = (double[])Read(seed, "Values")!;
        for (var i = 0; i < values.Length; i++) values[i] = i + 1;
        rewritten.Member(original, "Vjp")!.Invoke(null, [x, adjoint, seed]);
        Assert.That(adjoint, Is.EqualTo(new[] { 6.0, 16, 30 }));
    }

    [Test]
    public void A_tangent_object_is_whole()
    {
        dynamic pair = Invoke(nameof(Make), "Jvp", 3.0, 1.0)!;
        object tangent = pair.Item2;
        Assert.That(Read(tangent, "Weights"), Is.EqualTo(new[] { 0.0, 0 }));
        Assert.That(Read(tangent, "Offset"), Is.EqualTo(6));
        Assert.That((Read(tangent, "Name"), Read(tangent, "Uses")), Is.EqualTo(("fit", 1)));
    }

    [Test]
    public void A_shadow_follows_what_is_no_float()
    {
        var original = GetType().GetMethod(nameof(Use))!;
        var rewritten = new DifferentiatedAssembly(GetType().Assembly.Location, [original], new DiffOptions());
        var type = rewritten.Primal(original).GetParameters()[0].ParameterType;
        var fit = Activator.CreateInstance(type, new[] { 1.0, 4 }, 5.0, "fit")!;
        var shadow = Activator.CreateInstance(type, new double[2], 0.0, "fit")!;
        rewritten.Member(original, "Vjp")!.Invoke(null, [fit, shadow, 1.0]);
        Assert.That((Read(fit, "Uses"), Read(shadow, "Uses")), Is.EqualTo((2, 2)));
        Assert.That((Read(shadow, "Offset"), Read(shadow, "Weights")), Is.EqualTo((4.0, new[] { 0.0, 5 })));
    }

    private static object? Read(object target, string property) => target.GetType().GetProperty(property)!.GetValue(target);

    private static object? Invoke(string method, string suffix, params object?[] arguments)
    {
        var original = typeof(ObjectShadowTests).GetMethod(method)!;
        var rewritten = new DifferentiatedAssembly(typeof(ObjectShadowTests).Assembly.Location, [original], new DiffOptions());
        Assert.That(rewritten.Failure(original), Is.Empty);
        return rewritten.Member(original, suffix)!.Invoke(null, arguments);
    }
}
