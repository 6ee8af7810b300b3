namespace ILDiff.Tests.Reading;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Whatever a body holds, reading gives IR that verifies or a diagnostic with its place.</summary>
public class InvalidILTests
{
    private static readonly Dictionary<string, (string Says, Action<ILProcessor> Write)> Bodies = new()
    {
        ["underflow"] = ("the stack is empty", il => Emit(il, OpCodes.Add, OpCodes.Ret)),
        ["no result"] = ("the stack is empty", il => Emit(il, OpCodes.Ret)),
        ["runs off"] = ("runs off the end", il => Emit(il, OpCodes.Ldarg_0, OpCodes.Pop)),
        ["wrong result"] = ("stands where", il => Emit(il, OpCodes.Ldnull, OpCodes.Ret)),
        ["adds a string"] = ("combines", il =>
        {
            il.Emit(OpCodes.Ldstr, "x");
            Emit(il, OpCodes.Ldarg_0, OpCodes.Add, OpCodes.Ret);
        }),
        ["float and int"] = ("combines", il => Emit(il, OpCodes.Ldarg_0, OpCodes.Ldc_I4_1, OpCodes.Add, OpCodes.Ret)),
        ["and of floats"] = ("takes no floats", il => Emit(il, OpCodes.Ldarg_0, OpCodes.Ldarg_0, OpCodes.And, OpCodes.Ret)),
        ["depths differ"] = ("differ", il =>
        {
            var join = il.Create(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Brtrue, join);
            il.Emit(OpCodes.Ldarg_0);
            il.Append(join);
            il.Emit(OpCodes.Ret);
        }),
        ["types differ"] = ("differ", il =>
        {
            var (other, join) = (il.Create(OpCodes.Ldstr, "s"), il.Create(OpCodes.Pop));
            Emit(il, OpCodes.Ldarg_0, OpCodes.Conv_I4);
            il.Emit(OpCodes.Brtrue, other);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Br, join);
            il.Append(other);
            il.Append(join);
            Emit(il, OpCodes.Ldarg_0, OpCodes.Ret);
        }),
        ["endfinally"] = ("outside a handler", il => Emit(il, OpCodes.Endfinally)),
        ["rethrow"] = ("outside a catch", il => Emit(il, OpCodes.Rethrow)),
        ["throws a number"] = ("no object", il => Emit(il, OpCodes.Ldarg_0, OpCodes.Throw)),
        ["returns from try"] = ("inside a protected region", il =>
        {
            var (start, handler, end) = (il.Create(OpCodes.Ldarg_0), il.Create(OpCodes.Endfinally), il.Create(OpCodes.Ldarg_0));
            il.Append(start);
            il.Emit(OpCodes.Ret);
            il.Append(handler);
            il.Append(end);
            il.Emit(OpCodes.Ret);
            il.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally) { TryStart = start, TryEnd = handler, HandlerStart = handler, HandlerEnd = end });
        }),
        ["jumps into try"] = ("bounds of a protected region", il =>
        {
            var (start, inside, handler, end) = (il.Create(OpCodes.Nop), il.Create(OpCodes.Nop), il.Create(OpCodes.Endfinally), il.Create(OpCodes.Ldarg_0));
            il.Emit(OpCodes.Br, inside);
            il.Append(start);
            il.Append(inside);
            il.Emit(OpCodes.Leave, end);
            il.Append(handler);
            il.Append(end);
            il.Emit(OpCodes.Ret);
            il.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally) { TryStart = start, TryEnd = handler, HandlerStart = handler, HandlerEnd = end });
        }),
        ["regions overlap"] = ("overlap", il =>
        {
            var nops = Enumerable.Range(0, 5).Select(_ => il.Create(OpCodes.Nop)).ToArray();
            foreach (var nop in nops) il.Append(nop);
            Emit(il, OpCodes.Ldarg_0, OpCodes.Ret);
            il.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally) { TryStart = nops[0], TryEnd = nops[2], HandlerStart = nops[3], HandlerEnd = nops[4] });
            il.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally) { TryStart = nops[1], TryEnd = nops[3], HandlerStart = nops[3], HandlerEnd = nops[4] });
        }),
        ["address of nothing"] = ("no address", il => Emit(il, OpCodes.Ldarg_0, OpCodes.Ldind_R8, OpCodes.Ret)),
        ["no array"] = ("no array", il => Emit(il, OpCodes.Ldarg_0, OpCodes.Ldc_I4_0, OpCodes.Ldelem_R8, OpCodes.Ret)),
        ["no such local"] = ("no such local", il => Emit(il, OpCodes.Ldloc_3, OpCodes.Ret)),
    };

    private static IEnumerable<string> Names => Bodies.Keys;

    [TestCaseSource(nameof(Names))]
    public void Invalid_bodies_are_said_to_be_so(string name)
    {
        var (says, write) = Bodies[name];
        var diagnostic = Refusal(InMemory(write)).Diagnostic;
        Assert.Multiple(() =>
        {
            Assert.That(diagnostic.Id, Is.EqualTo(DiagnosticId.InvalidIL));
            Assert.That(diagnostic.Message, Does.Contain(says));
            Assert.That(diagnostic.Location.Method, Does.Contain("F(System.Double)"));
        });
    }

    [Test]
    public void An_abstract_method_has_no_body()
    {
        var types = TestTypes.Universe();
        var method = types.Method(types.Module.ImportReference(typeof(IComparable).GetMethod(nameof(IComparable.CompareTo))), GenericContext.Empty);
        var refusal = Assert.Throws<DiagnosticException>(() => MethodReader.Read(method, types))!;
        Assert.That(refusal.Diagnostic.Id, Is.EqualTo(DiagnosticId.NoBody));
    }

    [Test]
    public void An_open_method_says_how_to_close_it()
    {
        var types = TestTypes.Universe();
        var open = types.Module.GetType(typeof(InvalidILTests).FullName).Methods.Single(m => m.Name == nameof(Open));
        var refusal = Assert.Throws<DiagnosticException>(() => MethodReader.Read(types.Method(open, GenericContext.Empty), types))!;
        Assert.That(refusal.Diagnostic.Id, Is.EqualTo(DiagnosticId.OpenGeneric));
    }

    [Test]
    public void Unfollowable_opcodes_are_opaque()
    {
        var method = InMemory(il =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ckfinite);
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Conv_U);
            var site = new CallSite(il.Body.Method.Module.TypeSystem.Double);
            site.Parameters.Add(new ParameterDefinition(il.Body.Method.Module.TypeSystem.Double));
            il.Emit(OpCodes.Calli, site);
            il.Emit(OpCodes.Ret);
        });
        var read = MethodReader.Read(method, method.DeclaringType.Universe);
        Assert.That(read.Instructions.OfType<Opaque>().Select(o => o.Opcode), Is.EqualTo(new[] { "ckfinite", "calli" }));
        Assert.That(IRVerifier.Check(read), Is.Empty);
    }

    /// <summary>Seeded mutations of real bodies: other opcodes, other operands, other targets, other regions.</summary>
    [Test]
    public void Damaged_bodies_are_read_or_refused()
    {
        var random = new Random(7);
        var module = ModuleDefinition.ReadModule(typeof(MathNet.Numerics.SpecialFunctions).Assembly.Location);
        var types = new TypeUniverse(module);
        var methods = module.GetTypes().Where(t => !t.HasGenericParameters).SelectMany(t => t.Methods)
            .Where(m => m is { HasBody: true, HasGenericParameters: false } && m.Body.Instructions.Count > 3).Where((_, i) => i % 7 == 0).ToList();
        var opcodes = methods.SelectMany(m => m.Body.Instructions).GroupBy(i => i.OpCode.OperandType).ToDictionary(g => g.Key, g => g.Select(i => i.OpCode).Distinct().ToArray());
        var operands = methods.SelectMany(m => m.Body.Instructions).Where(i => i.Operand is MemberReference).Select(i => i.Operand).ToArray();
        var (read, refused) = (0, 0);
        foreach (var method in methods)
        {
            var body = method.Body;
            for (var i = 0; i < 3; i++)
            {
                var instruction = body.Instructions[random.Next(body.Instructions.Count)];
                switch (random.Next(3))
                {
                    case 0:
                        var others = opcodes[instruction.OpCode.OperandType];
                        instruction.OpCode = others[random.Next(others.Length)];
                        break;
                    case 1 when instruction.Operand is MemberReference:
                        instruction.Operand = operands[random.Next(operands.Length)];
                        break;
                    case 1 when instruction.Operand is Mono.Cecil.Cil.Instruction:
                        instruction.Operand = body.Instructions[random.Next(body.Instructions.Count)];
                        break;
                    case 2:
                        foreach (var handler in body.ExceptionHandlers) handler.TryEnd = body.Instructions[random.Next(body.Instructions.Count)];
                        body.Instructions.Remove(instruction);
                        break;
                }
            }

            try
            {
                var result = MethodReader.Read(types.Method(method, GenericContext.Empty), types);
                Assert.That(IRVerifier.Check(result), Is.Empty, method.FullName);
                read++;
            }
            catch (DiagnosticException e)
            {
                Assert.That(e.Diagnostic.Id, Is.Not.EqualTo(DiagnosticId.InternalError), e.ToString());
                refused++;
            }
        }

        Assert.That(read, Is.GreaterThan(20));
        Assert.That(refused, Is.GreaterThan(100));
    }

    internal static T Open<T>(T x) => x;

    private static MethodHandle InMemory(Action<ILProcessor> write)
    {
        var module = ModuleDefinition.CreateModule("InMemory", ModuleKind.Dll);
        var type = new TypeDefinition("N", "C", TypeAttributes.Class, module.TypeSystem.Object);
        module.Types.Add(type);
        var method = new MethodDefinition("F", MethodAttributes.Static, module.TypeSystem.Double);
        method.Parameters.Add(new ParameterDefinition("x", ParameterAttributes.None, module.TypeSystem.Double));
        type.Methods.Add(method);
        write(method.Body.GetILProcessor());
        return new TypeUniverse(module).Method(method, GenericContext.Empty);
    }

    private static DiagnosticException Refusal(MethodHandle method) =>
        Assert.Throws<DiagnosticException>(() => MethodReader.Read(method, method.DeclaringType.Universe))!;

    private static void Emit(ILProcessor il, params OpCode[] codes)
    {
        foreach (var code in codes) il.Emit(code);
    }
}
