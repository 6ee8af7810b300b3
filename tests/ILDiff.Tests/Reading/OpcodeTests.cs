namespace ILDiff.Tests.Reading;

using ILDiff.IR;
using ILDiff.Tests.Support;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Opcodes one by one, on every pair of operand types that they take, against the run time.</summary>
public class OpcodeTests
{
    private static readonly Type[] Numbers = [typeof(int), typeof(long), typeof(nint), typeof(float), typeof(double)];

    private static readonly Dictionary<string, OpCode> ByName = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Name);

    private static IEnumerable<TestCaseData> Binaries()
    {
        foreach (var op in (string[])["add", "sub", "mul", "div", "rem", "ceq", "cgt", "clt", "cgt.un", "clt.un"])
        {
            foreach (var type in Numbers) yield return Case(op, type, type);
            if (!op.StartsWith('c') && op != "rem") yield return Case(op, typeof(float), typeof(double));
            yield return Case(op, typeof(int), typeof(nint));
            yield return Case(op, typeof(nint), typeof(int));
        }

        foreach (var op in (string[])["div.un", "rem.un", "and", "or", "xor", "add.ovf", "add.ovf.un", "sub.ovf", "sub.ovf.un", "mul.ovf", "mul.ovf.un"])
        {
            foreach (var type in Numbers.Take(3)) yield return Case(op, type, type);
            yield return Case(op, typeof(nint), typeof(int));
        }

        static TestCaseData Case(string op, Type left, Type right) => new TestCaseData(op, left, right).SetArgDisplayNames(op, left.Name, right.Name);
    }

    private static IEnumerable<TestCaseData> Conversions() =>
        from op in ByName.Keys.Where(n => n.StartsWith("conv.", StringComparison.Ordinal))
        from type in Numbers
        select new TestCaseData(op, type).SetArgDisplayNames(op, type.Name);

    private static IEnumerable<TestCaseData> Branches() =>
        from op in (string[])["beq", "bge", "bgt", "ble", "blt", "bne.un", "bge.un", "bgt.un", "ble.un", "blt.un"]
        from types in Numbers.Select(t => (t, t)).Append((typeof(int), typeof(nint))).Append((typeof(nint), typeof(int)))
        select new TestCaseData(op, types.Item1, types.Item2).SetArgDisplayNames(op, types.Item1.Name, types.Item2.Name);

    [TestCaseSource(nameof(Binaries))]
    public void Binary_operations(string op, Type left, Type right)
    {
        var result = op[0] == 'c' ? typeof(int)
            : left == right || right == typeof(int) ? left : right;
        Compare(result, [left, right], il =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(ByName[op]);
        });
    }

    [TestCase("shl", typeof(int)), TestCase("shr", typeof(int)), TestCase("shr.un", typeof(int))]
    [TestCase("shl", typeof(long)), TestCase("shr", typeof(long)), TestCase("shr.un", typeof(long))]
    [TestCase("shl", typeof(nint)), TestCase("shr", typeof(nint)), TestCase("shr.un", typeof(nint))]
    public void Shifts(string op, Type type) => Compare(type, [type, typeof(int)], il =>
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4, 31);
        il.Emit(OpCodes.And);
        il.Emit(ByName[op]);
    });

    [TestCase("neg", typeof(int)), TestCase("neg", typeof(long)), TestCase("neg", typeof(nint)), TestCase("neg", typeof(float)), TestCase("neg", typeof(double))]
    [TestCase("not", typeof(int)), TestCase("not", typeof(long)), TestCase("not", typeof(nint))]
    public void Unary_operations(string op, Type type) => Compare(type, [type], il =>
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(ByName[op]);
    });

    /// <summary>Floats are kept within the range where the run time defines the result, unless it throws outside.</summary>
    [TestCaseSource(nameof(Conversions))]
    public void Conversion(string op, Type from)
    {
        var target = op[5..].Replace("ovf.", "", StringComparison.Ordinal).Replace(".un", "", StringComparison.Ordinal);
        var result = target switch
        {
            "i8" or "u8" => typeof(long),
            "i" or "u" => typeof(nint),
            "r4" => typeof(float),
            "r8" or "r" => typeof(double),
            _ => typeof(int),
        };
        var isFloat = from == typeof(float) || from == typeof(double);
        var bounded = isFloat && !op.Contains("ovf", StringComparison.Ordinal) && !target.StartsWith('r');
        if (isFloat && op == "conv.r.un") return;
        Compare(result, [from], il =>
        {
            il.Emit(OpCodes.Ldarg_0);
            if (bounded)
            {
                // 0 <= x - x % 1 < 100 for every x but NaN and the infinities, which give NaN: then 7.
                il.Emit(OpCodes.Ldc_R8, 100.0);
                il.Emit(OpCodes.Rem);
                il.Emit(OpCodes.Call, il.Body.Method.Module.ImportReference(typeof(Math).GetMethod("Abs", [typeof(double)])));
                il.Emit(OpCodes.Dup);
                var number = il.Create(OpCodes.Nop);
                il.Emit(OpCodes.Ldc_R8, 0.0);
                il.Emit(OpCodes.Bge, number);
                il.Emit(OpCodes.Pop);
                il.Emit(OpCodes.Ldc_R8, 7.0);
                il.Append(number);
            }

            il.Emit(ByName[op]);
        });
    }

    [TestCaseSource(nameof(Branches))]
    public void Branch(string op, Type left, Type right)
    {
        foreach (var code in (OpCode[])[ByName[op], ByName[op + ".s"]])
        {
            Compare(typeof(int), [left, right], il =>
            {
                var taken = il.Create(OpCodes.Ldc_I4_7);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(code, taken);
                il.Emit(OpCodes.Ldc_I4_3);
                il.Emit(OpCodes.Ret);
                il.Append(taken);
            });
        }
    }

    [TestCase(typeof(int)), TestCase(typeof(long)), TestCase(typeof(nint)), TestCase(typeof(string)), TestCase(typeof(bool))]
    public void Branch_on_a_value(Type type)
    {
        foreach (var code in (OpCode[])[OpCodes.Brtrue, OpCodes.Brfalse, OpCodes.Brtrue_S, OpCodes.Brfalse_S])
        {
            Compare(typeof(int), [type], il =>
            {
                var taken = il.Create(OpCodes.Ldc_I4_M1);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(code, taken);
                il.Emit(OpCodes.Ldc_I4_8);
                il.Emit(OpCodes.Ret);
                il.Append(taken);
            });
        }
    }

    /// <summary>What a store to a narrow local, argument or return leaves unsaid.</summary>
    [TestCase(typeof(bool)), TestCase(typeof(byte)), TestCase(typeof(sbyte)), TestCase(typeof(short)), TestCase(typeof(ushort)), TestCase(typeof(char))]
    public void Narrow_variables(Type type) => Compare(typeof(int), [typeof(int), type], il =>
    {
        il.Body.Variables.Add(new VariableDefinition(il.Body.Method.Module.ImportReference(type)));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4_3);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Starg, il.Body.Method.Parameters[1]);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Add);
    });

    [TestCase(typeof(byte)), TestCase(typeof(sbyte)), TestCase(typeof(short)), TestCase(typeof(char))]
    public void Narrow_results(Type type) => Compare(type, [typeof(int)], il => il.Emit(OpCodes.Ldarg_0));

    [Test]
    public void Floats_of_different_width_meet_as_the_wider() => Compare(typeof(double), [typeof(bool), typeof(float), typeof(double)], il =>
    {
        var other = il.Create(OpCodes.Ldarg_2);
        var join = il.Create(OpCodes.Ldc_R8, 3.0);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Brtrue, other);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Br, join);
        il.Append(other);
        il.Append(join);
        il.Emit(OpCodes.Mul);
    });

    /// <summary>The stack entry at the loop's head is a float on the way in and a double on the way back.</summary>
    [Test]
    public void A_loop_may_widen_what_is_on_the_stack() => Compare(typeof(double), [typeof(float), typeof(int)], il =>
    {
        var head = il.Create(OpCodes.Ldc_R8, 1.5);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4, 15);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Starg, il.Body.Method.Parameters[1]);
        il.Emit(OpCodes.Ldarg_0);
        il.Append(head);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Starg, il.Body.Method.Parameters[1]);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Bgt, head);
    });

    /// <summary>Two blocks jump into each other's loop.</summary>
    [Test]
    public void Irreducible_flow() => Compare(typeof(int), [typeof(int), typeof(bool)], il =>
    {
        il.Body.Variables.Add(new VariableDefinition(il.Body.Method.Module.ImportReference(typeof(int))));
        var (left, right, done) = (il.Create(OpCodes.Ldloc_0), il.Create(OpCodes.Ldloc_0), il.Create(OpCodes.Ldloc_0));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, 63);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Brtrue, right);
        il.Append(left);
        il.Emit(OpCodes.Ldc_I4_3);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc_0);
        il.Append(right);
        il.Emit(OpCodes.Ldc_I4_2);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ldc_I4, 1000);
        il.Emit(OpCodes.Bgt, done);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ldc_I4_4);
        il.Emit(OpCodes.Rem);
        il.Emit(OpCodes.Brtrue, left);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ldc_I4_5);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Br, right);
        il.Append(done);
    });

    /// <summary>A local that is read before it is written is zero, initialised or not.</summary>
    [TestCase(typeof(int)), TestCase(typeof(double)), TestCase(typeof(decimal)), TestCase(typeof(string))]
    public void Locals_begin_at_zero(Type type) => Compare(type, [], il =>
    {
        il.Body.Variables.Add(new VariableDefinition(il.Body.Method.Module.ImportReference(type)));
        il.Emit(OpCodes.Ldloc_0);
    });

    [Test]
    public void The_first_instruction_may_be_a_loop_head() => Compare(typeof(int), [typeof(int)], il =>
    {
        var head = il.Create(OpCodes.Ldarg_0);
        il.Append(head);
        il.Emit(OpCodes.Ldc_I4_2);
        il.Emit(OpCodes.Div);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Starg, il.Body.Method.Parameters[0]);
        il.Emit(OpCodes.Ldc_I4, 10);
        il.Emit(OpCodes.Bgt, head);
        il.Emit(OpCodes.Ldarg_0);
    });

    [Test]
    public void Switch_takes_its_selector_as_unsigned() => Compare(typeof(int), [typeof(int)], il =>
    {
        Mono.Cecil.Cil.Instruction[] targets = [il.Create(OpCodes.Ldc_I4_5), il.Create(OpCodes.Ldc_I4_6)];
        il.Emit(OpCodes.Ldarg_0);
        il.Append(il.Create(OpCodes.Switch, new[] { targets[1], targets[0], targets[1] }));
        il.Emit(OpCodes.Ldc_I4_M1);
        il.Emit(OpCodes.Ret);
        il.Append(targets[0]);
        il.Emit(OpCodes.Ret);
        il.Append(targets[1]);
    });

    private static void Compare(Type returns, Type[] parameters, Action<ILProcessor> write)
    {
        var method = HandMadeMethod.Of(returns, parameters, (il, _) =>
        {
            write(il);
            il.Emit(OpCodes.Ret);
        });
        var read = method.Read();
        Assert.That(IRVerifier.Check(read), Is.Empty);
        var comparison = new ExecutionComparison(new IRInterpreter());
        Assert.That(comparison.Compare(method.Load(), read), Is.Null, IRPrinter.Print(read));
        Assert.That(comparison.Compared, Is.Positive);
    }
}
