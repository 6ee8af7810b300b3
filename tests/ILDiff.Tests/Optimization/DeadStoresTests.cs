namespace ILDiff.Tests.Optimization;

using ILDiff.IR;
using ILDiff.Optimization;
using ILDiff.Tests.Simplification;
using ILDiff.Types;
using NUnit.Framework;

public class DeadStoresTests
{
    private static TypeUniverse Types => TestMethod.Types;

    private static TestMethod Method() =>
        new(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Float64), t => t.Int32, t => t.Float64);

    private static Value Element(TestMethod m, int array, int index) => m.Build.ElementAddress(m[array], Types.Float64, m.Build.Int(index));

    /// <summary>Clears an element, does something, and sets it.</summary>
    [TestCase("nothing", true)]
    [TestCase("read it", false)]
    [TestCase("read another element", true)]
    [TestCase("read the other array", false)]
    [TestCase("write the other array", true)]
    public void A_store_goes_if_the_next_to_the_same_place_comes_before_any_read(string between, bool goes)
    {
        var m = Method();
        var reverse = new IRBuilder(m.Method, m.Method.Entry) { Role = AccessRole.Shadow };
        var place = Element(m, 0, 1);
        reverse.Store(place, m.Build.Zero(Types.Float64), Types.Float64);
        Value read = m[3];
        if (between == "read it") read = m.Build.Load(place, Types.Float64);
        if (between == "read another element") read = m.Build.Load(Element(m, 0, 2), Types.Float64);
        if (between == "read the other array") read = m.Build.Load(Element(m, 1, 2), Types.Float64);
        if (between == "write the other array") reverse.Store(Element(m, 1, 2), m[3], Types.Float64);
        reverse.Store(place, m[3], Types.Float64);
        m.Build.Return(read);

        var before = m.Count<Store>();
        Assert.That(m.Run(new DeadStores()), Is.EqualTo(goes));
        Assert.That(m.Count<Store>(), Is.EqualTo(goes ? before - 1 : before));
    }

    [Test]
    public void A_store_of_the_primal_that_may_throw_stays()
    {
        var m = Method();
        m.Build.Store(Element(m, 0, 1), m[3], Types.Float64);
        m.Build.Store(Element(m, 0, 1), m.Build.Zero(Types.Float64), Types.Float64);
        m.Build.Return(m[3]);
        Assert.That(m.Run(new DeadStores()), Is.False);
    }

    [Test]
    public void A_store_seen_where_a_later_access_throws_stays()
    {
        foreach (var throws in new[] { false, true })
        {
            var m = new TestMethod(t => t.Void, t => t.ByRefTo(t.Float64), t => t.ArrayOf(t.Int32), t => t.Float64);
            m.Build.Store(m[0], m[2], Types.Float64);
            if (throws) m.Build.Load(m.Build.ElementAddress(m[1], Types.Int32, m.Build.Int(0)), Types.Int32);
            m.Build.Store(m[0], m.Build.Zero(Types.Float64), Types.Float64);
            m.Build.Return();
            Assert.That(m.Run(new DeadStores()), Is.EqualTo(!throws));
        }
    }

    [Test]
    public void What_is_taken_cleared_and_given_back_leaves_no_store()
    {
        var m = Method();
        var reverse = new IRBuilder(m.Method, m.Method.Entry) { Role = AccessRole.Shadow };
        var place = Element(m, 0, 1);
        var taken = reverse.Load(place, Types.Float64);
        reverse.Store(place, m.Build.Zero(Types.Float64), Types.Float64);
        reverse.Store(place, taken, Types.Float64);
        m.Build.Return(taken);
        m.Run(new DeadStores());
        Assert.That(m.Count<Store>(), Is.Zero);
    }

    [Test]
    public void What_was_read_before_another_write_is_stored_back()
    {
        var m = Method();
        var reverse = new IRBuilder(m.Method, m.Method.Entry) { Role = AccessRole.Shadow };
        var taken = reverse.Load(Element(m, 0, 1), Types.Float64);
        reverse.Store(m.Build.ElementAddress(m[1], Types.Float64, m[2]), m[3], Types.Float64);
        reverse.Store(Element(m, 0, 1), taken, Types.Float64);
        m.Build.Return(taken);
        Assert.That(m.Run(new DeadStores()), Is.False);
    }
}
