namespace ILDiff.Tests.Checking;

using ILDiff.Checking;
using NUnit.Framework;

public class FloatLeavesTests
{
    [Test]
    public void Finds_numbers_in_every_place_once()
    {
        var shared = new[] { 1.0, 2.0 };
        object?[] roots = [3.0, 4f, shared, new[] { shared, [5.0] }, new double[,] { { 6, 7 } }, (8.0, "text", 9), new List<double> { 10 }, null, new Node(11)];
        var leaves = FloatLeaves.Read(roots);
        Assert.That(leaves.Where(l => l != 0), Is.EqualTo(new double[] { 3, 4, 1, 2, 5, 6, 7, 8, 10, 11 }).AsCollection);
    }

    [Test]
    public void Writes_what_it_reads()
    {
        object?[] roots = [3.0, new[] { (1.0, 2f) }, new Node(11), new List<(int, double)> { (1, 2.0) }];
        var vector = FloatLeaves.Read(roots).Select((_, i) => i + 0.5).ToArray();
        FloatLeaves.Write(roots, vector);
        Assert.That(FloatLeaves.Read(roots), Is.EqualTo(vector).AsCollection);
    }

    [Test]
    public void A_copy_shares_as_its_original_does()
    {
        var shared = new[] { 1.0, 2.0 };
        var copy = ObjectCopier.Copy([shared, new List<double[]> { shared }]);
        Assert.That(copy[0], Is.Not.SameAs(shared));
        Assert.That(((List<double[]>)copy[1]!)[0], Is.SameAs(copy[0]));
        Assert.That(DeepEquality.Same(copy, [shared, new List<double[]> { shared }]));
    }

    [Test]
    public void Equality_sees_bits_and_shape()
    {
        Assert.Multiple(() =>
        {
            Assert.That(DeepEquality.Same(0.0, -0.0), Is.False);
            Assert.That(DeepEquality.Same(double.NaN, double.NaN), Is.True);
            Assert.That(DeepEquality.Same(new[] { 1.0 }, new[] { 1.0, 2.0 }), Is.False);
            Assert.That(DeepEquality.Same(new Node(1), new Node(2)), Is.False);
            Assert.That(DeepEquality.Same(new Node(1), new Node(1)), Is.True);
        });
    }
}
