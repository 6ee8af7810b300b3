namespace ILDiff.Tests.Reading;

using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>The shape of what is read.</summary>
public class MethodReaderTests
{
    private readonly TypeUniverse types = new(ModuleDefinition.ReadModule(typeof(MethodReaderTests).Assembly.Location, new ReaderParameters { ReadSymbols = true }));

    [Test]
    public void Locals_become_parameters_with_their_names()
    {
        var read = Read(nameof(CompiledSamples.Loop));
        var header = read.Blocks.Single(b => b.Parameters.Count == 2 && b != read.Entry);
        Assert.Multiple(() =>
        {
            Assert.That(read.Parameters.Select(p => p.Name), Is.EqualTo(new[] { "n", "x" }));
            Assert.That(header.Parameters.Select(p => p.Name), Is.EquivalentTo(new[] { "s", "i" }));
            Assert.That(read.Instructions.Any(i => i is Slot or Load or Store), Is.False);
        });
    }

    [Test]
    public void Every_instruction_says_where_it_comes_from()
    {
        var read = Read(nameof(CompiledSamples.Sum));
        var offsets = read.Source!.Definition!.Body.Instructions.Select(i => i.Offset).ToHashSet();
        Assert.That(read.Blocks.SelectMany(b => b.Instructions).All(i => i.Origin is { } o && o.Method == read.Source.Definition && offsets.Contains(o.ILOffset)));
    }

    [Test]
    public void Array_elements_are_read_by_address()
    {
        var read = Read(nameof(CompiledSamples.Rectangular));
        Assert.Multiple(() =>
        {
            Assert.That(read.Instructions.OfType<ElementAddress>().All(e => e.Indices.Length == 2));
            Assert.That(read.Instructions.OfType<ElementAddress>().Count(), Is.EqualTo(4));
            Assert.That(read.Instructions.OfType<ArrayLength>().Select(l => l.Dimension), Is.EquivalentTo(new[] { 0, 1 }));
            Assert.That(read.Instructions.OfType<Call>().Select(c => c.Method.Name), Is.EqualTo(new[] { "get_Length" }));
        });
    }

    [Test]
    public void Generic_mathematics_calls_the_primitives_own_operators()
    {
        var caller = Read(nameof(CompiledSamples.GenericMaths));
        var callee = caller.Instructions.OfType<Call>().First(c => c.Method.Name == "SumOfPowers" && c.Method.ReturnType == types.Float64).Method;
        var calls = MethodReader.Read(callee, types).Instructions.OfType<Call>().ToList();
        Assert.That(calls, Is.Not.Empty);
        Assert.That(calls.All(c => c.Constrained is null && c.Method.DeclaringType == types.Float64 && c.Method.Definition!.HasBody));
    }

    [Test]
    public void Comparisons_of_closed_types_are_known()
    {
        var callee = Read(nameof(CompiledSamples.TypeTest)).Instructions.OfType<Call>().First(c => c.Method.Name == "IsDouble").Method;
        Assert.That(MethodReader.Read(callee, types).Instructions.Any(i => i is Call or LoadToken), Is.False);
    }

    [Test]
    public void Regions_keep_their_handlers_in_order()
    {
        var read = Read(nameof(CompiledSamples.Catch));
        Assert.That(read.Regions.Select(r => r.Kind), Is.EqualTo(new[] { RegionKind.Try, RegionKind.Catch, RegionKind.Filter, RegionKind.FilterHandler }));
        Assert.That(read.Regions.Skip(1).All(r => r.Guarded == read.Regions[0]));
    }

    [Test]
    public void A_variable_that_a_handler_reads_stays_in_memory()
    {
        var read = Read(nameof(CompiledSamples.Catch));
        Assert.That(read.Instructions.OfType<Slot>().Select(s => s.Name).Where(n => n is not null), Is.EqualTo(new[] { "state" }));
    }

    [Test]
    public void A_sum_over_an_enumerator_is_a_value()
    {
        var read = Read(nameof(CompiledSamples.Using));
        Assert.That(read.Instructions.OfType<Slot>().Select(s => s.Name), Has.None.EqualTo("s"));
    }

    [Test]
    public void A_fixed_array_is_pinned()
    {
        var read = Read(nameof(CompiledSamples.Pinned));
        Assert.That(read.Instructions.OfType<Slot>().Count(s => s.IsPinned), Is.EqualTo(1));
    }

    /// <summary>A compiler may name an inherited field through the derived type; what aliases must be one field.</summary>
    [Test]
    public void An_inherited_field_is_the_base_class_s_own()
    {
        var derived = types.Module.ImportReference(typeof(Derived)).Resolve();
        var through = new FieldReference(nameof(Base.X), types.Module.TypeSystem.Double, derived);
        var own = types.Module.ImportReference(typeof(Base)).Resolve().Fields.Single();
        Assert.That(types.Field(through, GenericContext.Empty), Is.SameAs(types.Field(own, GenericContext.Empty)));
        Assert.That(types.Of(derived).Fields, Does.Contain(types.Field(through, GenericContext.Empty)));
    }

    [Test]
    public void A_refusal_points_at_the_users_line()
    {
        var method = types.Module.GetType(typeof(MethodReaderTests).FullName).Methods.Single(m => m.Name == nameof(Refused));
        method.Body.Instructions.First(i => i.OpCode == OpCodes.Mul).OpCode = OpCodes.And;
        var refusal = Assert.Throws<ILDiff.Diagnostics.DiagnosticException>(() => MethodReader.Read(types.Method(method, GenericContext.Empty), types))!;
        Assert.That(refusal.Diagnostic.Location.File, Does.EndWith("MethodReaderTests.cs"));
        Assert.That(refusal.Diagnostic.Location.Line, Is.Positive);
    }

    /// <summary>Work that grew with the square of the size would not end within the test run.</summary>
    [Test]
    public void A_method_of_hundreds_of_thousands_of_instructions_is_no_trouble()
    {
        var method = HandMadeMethod.Of(typeof(double), [typeof(double)], (il, module) =>
        {
            for (var i = 0; i < 12; i++) il.Body.Variables.Add(new VariableDefinition(module.TypeSystem.Double));
            var max = module.ImportReference(typeof(Math).GetMethod("Max", [typeof(double), typeof(double)]));
            var (random, targets) = (new Random(3), new Queue<Mono.Cecil.Cil.Instruction>());
            for (var i = 0; i < 30_000; i++)
            {
                if (i % 10 == 0)
                {
                    var target = il.Create(OpCodes.Nop);
                    if (targets.Count > 20) il.Append(targets.Dequeue());
                    targets.Enqueue(target);
                    il.Emit(OpCodes.Ldarg_0);
                    il.Emit(OpCodes.Ldc_R8, (double)i);
                    il.Emit(OpCodes.Bgt, target);
                }

                il.Emit(OpCodes.Ldloc, il.Body.Variables[random.Next(12)]);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Call, max);
                il.Emit(OpCodes.Stloc, il.Body.Variables[random.Next(12)]);
            }

            while (targets.TryDequeue(out var target)) il.Append(target);
            il.Emit(OpCodes.Ldloc_0);
            il.Emit(OpCodes.Ret);
        });
        var read = method.Read();
        Assert.That(read.Instructions.OfType<Call>().Count(), Is.EqualTo(30_000));
        Assert.That(read.Instructions.Any(i => i is Slot), Is.False);
    }

    internal static double Refused(double x) => x * 2;

    internal class Base
    {
        public double X;
    }

    internal sealed class Derived : Base
    {
        public Derived() => X = 1;
    }

    private IRMethod Read(string name) =>
        MethodReader.Read(types.Method(types.Module.GetType(typeof(CompiledSamples).FullName).Methods.Single(m => m.Name == name), GenericContext.Empty), types);
}
