namespace ILDiff.Tests.Differentiation;

using ILDiff.Differentiation.Reverse;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Tests.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

public class KnownPartialsTests
{
    private static TypeUniverse Types => TestMethod.Types;

    private static Value Call(TestMethod m, string name, Value x) => m.Build.CallPure(TestTypes.Method(Types, typeof(Math), name, typeof(double)), x);

    [TestCase("same", true)]
    [TestCase("before", true)]
    [TestCase("after", false)]
    [TestCase("of another", false)]
    public void The_cosine_that_the_primal_computes_is_the_partial_of_the_sine(string where, bool known)
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Float64);
        var (second, third) = (m.Block(), m.Block());
        if (where == "before") Call(m, "Cos", m[0]);
        m.Build.Jump(second);
        m.In(second);
        if (where == "of another") Call(m, "Cos", m[1]);
        var sine = Call(m, "Sin", m[0]);
        if (where == "same") Call(m, "Cos", m[0]);
        m.Build.Jump(third);
        m.In(third);
        if (where == "after") Call(m, "Cos", m[0]);
        m.Build.Return(sine);

        var primal = new PreparedPrimal(m.Method);
        var copy = primal.Method.Instructions.OfType<Call>().Single(c => c.Method.Name == "Sin");
        var (partial, values) = new KnownPartials(primal).In(Formula.Cos(Formula.Operand(0)), copy, Types.Float64);
        Assert.That(partial.Kind, Is.EqualTo(known ? FormulaKind.Operand : FormulaKind.Call));
        if (known) Assert.That((values[partial.Index] as Call)?.Method.Name, Is.EqualTo("Cos"));
    }

    [Test]
    public void The_partial_of_a_reciprocal_is_made_of_the_reciprocal()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64);
        m.Build.Return(m.Build.Div(m.Build.Float(Types.Float64, 1), m[0]));
        var primal = new PreparedPrimal(m.Method);
        var division = primal.Method.Instructions.OfType<Binary>().Single();
        var (partial, _) = new KnownPartials(primal).In(-Formula.Result() / Formula.Operand(1), division, Types.Float64);
        Assert.That(partial.UsesOperand(1), Is.False);
        Assert.That(partial.Evaluate<double>([1, 4], 0.25), Is.EqualTo(-1.0 / 16));
    }

    [Test]
    public void A_division_by_what_the_primal_has_the_reciprocal_of_becomes_a_product()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Float64);
        var inverse = m.Build.Div(m.Build.Float(Types.Float64, 1), m[1]);
        m.Build.Return(m.Build.Add(inverse, m.Build.Div(m[0], m[1])));
        var primal = new PreparedPrimal(m.Method);
        var quotient = primal.Method.Instructions.OfType<Binary>().Single(b => b.Left is BlockParameter);
        var (partial, values) = new KnownPartials(primal).In(1 / Formula.Operand(1), quotient, Types.Float64);
        Assert.That(partial.Kind, Is.EqualTo(FormulaKind.Operand));
        Assert.That(values[partial.Index], Is.InstanceOf<Binary>());
    }

    [Test]
    public void Partials_that_cannot_become_infinite_are_bounded()
    {
        var x = Formula.Operand(0);
        Assert.That(new[] { Formula.Cos(x), -Formula.Sin(x), 2 * Formula.Cos(x), Formula.IfNegative(x, -1, 1) }.Select(f => f.IsBounded), Is.All.True);
        Assert.That(new[] { x, 1 / x, Formula.Exp(x), Formula.Result(), x * Formula.Cos(x), Formula.IfNegative(x, -1, x) }.Select(f => f.IsBounded), Is.All.False);
    }
}
