namespace ILDiff.Tests.Rules;

using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

/// <summary>The IR that formulas expand to computes what they say, bit for bit, and no more than it must.</summary>
public class FormulaEmitterTests
{
    private static IEnumerable<TestCaseData> Rows() =>
        from row in ScalarRules.Rows
        where row.Rule is FormulaRule
        from narrow in new[] { false, true }
        from sample in row.Samples
        where !narrow || sample.All(x => Math.Abs(x) < 1e30)
        select new TestCaseData(row.Name, sample, narrow);

    [TestCaseSource(nameof(Rows))]
    public void Expansion_equals_evaluation(string name, double[] sample, bool narrow)
    {
        var row = ScalarRules.Rows.Single(r => r.Name == name && r.Arity == sample.Length);
        var type = narrow ? Methods.Types.Float32 : Methods.Types.Float64;
        var kinds = row.Partials[0].Select(p => p is null ? Methods.Types.Int32 : type).Append(type).ToArray();
        object[] inputs = [.. sample.Append(0.3).Select((x, i) => System.Convert.ChangeType(x, kinds[i] == Methods.Types.Int32 ? typeof(int) : narrow ? typeof(float) : typeof(double)))];
        foreach (var partial in row.Partials[0].OfType<Formula>())
        {
            var (builder, parameters) = Start(kinds);
            var value = partial.Emit(builder, parameters[..^1], parameters[^1], type);
            Assert.That(value.Type, Is.SameAs(type));
            builder.Return(value);
            object expected = narrow
                ? partial.Evaluate(sample.Select(x => (float)x).ToArray(), 0.3f)
                : partial.Evaluate(sample, 0.3);
            Assert.That(new IRInterpreter().Run(builder.Method, inputs), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Tuple_components_are_read_from_the_fields_of_the_result()
    {
        var handle = Methods.Handle(typeof(Math).GetMethod("SinCos", [typeof(double)])!);
        var rule = (TupleFormulaRule)new RuleBook().Find(handle)!;
        var (builder, operands) = Start(handle.Parameters);
        var result = builder.Block.AddParameter(handle.ReturnType);
        var value = rule.Partials[1][0]!.Emit(builder, operands, result, Methods.Types.Float64);
        var inner = ((Unary)value).Operand(0);
        Assert.That(((ExtractField)inner).Field.Name, Is.EqualTo("Item1"));
    }

    [TestCase(0.0, 0)]
    [TestCase(1.0, 0)]
    [TestCase(2.0, 1)]
    [TestCase(3.0, 2)]
    [TestCase(6.0, 4)]
    [TestCase(2.5, 3)]
    public void Literal_exponents_need_no_call(double exponent, int instructions)
    {
        var (builder, operands) = Start([Methods.Types.Float64]);
        var pow = ScalarRules.Rows.Single(r => r.Name == "Pow").Partials[0][0]!;
        Value[] bound = [operands[0], builder.Float(Methods.Types.Float64, exponent)];
        Assert.That(pow.Bind(bound).UsesOperand(0), Is.EqualTo(exponent > 1));
        pow.Emit(builder, bound, null, Methods.Types.Float64);
        Assert.That(builder.Block.Instructions, Has.Count.EqualTo(instructions));
        Assert.That(builder.Block.Instructions.OfType<Call>().Where(c => c.Method.Name == "Pow"), Is.Empty);
    }

    [Test]
    public void Literal_exponents_give_the_same_power()
    {
        for (var exponent = -13.0; exponent <= 13; exponent += 0.25)
        {
            foreach (var x in new[] { 0.3, 1.7, 25.0 })
            {
                var power = Formula.Pow(Formula.Operand(0), exponent).Evaluate([x]);
                Assert.That(power, Is.EqualTo(Math.Pow(x, exponent)).Within(3e-15 * Math.Pow(x, exponent)), $"{x}^{exponent}");
            }
        }

        Assert.That(Formula.Pow(Formula.Operand(0), -3).Evaluate([-2.0]), Is.EqualTo(-0.125));
        Assert.That(Formula.Pow(Formula.Operand(0), -1.5).Evaluate([0.0]), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Formula.Pow(Formula.Operand(0), 1.5).Evaluate([-1.0]), Is.NaN);
    }

    [Test]
    public void Equal_subformulas_are_computed_once()
    {
        var (builder, operands) = Start([Methods.Types.Float64]);
        var sine = Formula.Sin(Formula.Operand(0));
        (sine * sine + sine).Emit(builder, operands, null, Methods.Types.Float64);
        Assert.That(builder.Block.Instructions.OfType<Call>().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Calls_go_to_the_width_of_the_formula()
    {
        var (builder, operands) = Start([Methods.Types.Float32]);
        var call = (Call)Formula.Cos(Formula.Operand(0)).Emit(builder, operands, null, Methods.Types.Float32);
        Assert.That(call.Method.ToString(), Is.EqualTo("System.MathF.Cos(System.Single)"));
        Assert.That(call.IsPureFunction, Is.True);
    }

    [Test]
    public void Without_MathF_the_double_function_serves()
    {
        var module = Mono.Cecil.ModuleDefinition.CreateModule("old", Mono.Cecil.ModuleKind.Dll);
        module.AssemblyReferences.Clear();
        var standard = new Mono.Cecil.AssemblyNameReference("netstandard", new Version(2, 0, 0, 0)) { PublicKeyToken = [0xcc, 0x7b, 0x13, 0xff, 0xcd, 0x2d, 0xdd, 0x51] };
        module.AssemblyReferences.Add(standard);
        var resolver = (Mono.Cecil.BaseAssemblyResolver)module.AssemblyResolver;
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        var types = new TypeUniverse(module);
        Assert.That(module.TypeSystem.CoreLibrary.Name, Is.EqualTo("netstandard"));
        var method = new IRMethod(types, "f", types.Float32);
        var builder = new IRBuilder(method, method.AddBlock());
        var x = method.Entry.AddParameter(types.Float32);
        var value = Formula.Cos(Formula.Operand(0)).Emit(builder, [x], null, types.Float32);
        Assert.That(value, Is.InstanceOf<ILDiff.IR.Convert>());
        var call = method.Entry.Instructions.OfType<Call>().Single();
        Assert.That(call.Method.ToString(), Is.EqualTo("System.Math.Cos(System.Double)"));
        Assert.That(call.Method.Reference.DeclaringType.Scope.Name, Is.EqualTo("netstandard"));
    }

    private static (IRBuilder Builder, Value[] Operands) Start(IReadOnlyList<IRType> parameters)
    {
        var method = new IRMethod(Methods.Types, "f", parameters[^1]);
        method.ParameterTypes.AddRange(parameters);
        var block = method.AddBlock();
        return (new IRBuilder(method, block), [.. parameters.Select(p => block.AddParameter(p))]);
    }
}
