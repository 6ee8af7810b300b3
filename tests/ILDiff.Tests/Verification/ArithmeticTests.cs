namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Operand tables of arithmetic, comparison and conversion (ECMA-335 III.1.5).</summary>
public class ArithmeticTests
{
    private static readonly OpCode[] Numeric = [OpCodes.Add, OpCodes.Sub, OpCodes.Mul, OpCodes.Div, OpCodes.Rem];
    private static readonly OpCode[] Integer =
    [
        OpCodes.And, OpCodes.Or, OpCodes.Xor, OpCodes.Div_Un, OpCodes.Rem_Un, OpCodes.Add_Ovf, OpCodes.Add_Ovf_Un,
        OpCodes.Sub_Ovf, OpCodes.Sub_Ovf_Un, OpCodes.Mul_Ovf, OpCodes.Mul_Ovf_Un,
    ];

    private static readonly Type[] Types =
    [
        typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(DayOfWeek),
        typeof(long), typeof(ulong), typeof(nint), typeof(nuint), typeof(float), typeof(double), typeof(decimal), typeof(object), typeof(string),
    ];

    private static string Stack(Type type) =>
        type == typeof(long) || type == typeof(ulong) ? "int64"
        : type == typeof(nint) || type == typeof(nuint) ? "native"
        : type == typeof(float) || type == typeof(double) ? "F"
        : type == typeof(decimal) ? "value"
        : type.IsValueType ? "int32" : "object";

    private static bool AreUnited(string first, string second) => first == second || (first is "int32" or "native" && second is "int32" or "native");

    private static void Check(OpCode code, bool valid, bool pushes, params Type[] operands)
    {
        var body = new Body().Takes(operands);
        for (var i = 0; i < operands.Length; i++) body.Emit(OpCodes.Ldarg, i);
        body.Emit(code);
        if (pushes) body.Emit(OpCodes.Pop);
        var errors = body.Emit(OpCodes.Ret).Errors();
        Assert.That(errors.Count == 0, Is.EqualTo(valid), $"{code} of {string.Join<Type>(", ", operands)}: {string.Join(", ", errors)}");
    }

    [Test]
    public void Arithmetic_takes_two_numbers_of_one_stack_type()
    {
        foreach (var code in Numeric)
        foreach (var first in Types)
        foreach (var second in Types)
        {
            Check(code, AreUnited(Stack(first), Stack(second)) && Stack(first) is not ("object" or "value"), pushes: true, first, second);
        }
    }

    [Test]
    public void Integer_operators_take_no_floats()
    {
        foreach (var code in Integer)
        foreach (var first in Types)
        foreach (var second in Types)
        {
            Check(code, AreUnited(Stack(first), Stack(second)) && Stack(first) is not ("F" or "object" or "value"), pushes: true, first, second);
        }
    }

    [Test]
    public void Shift_counts_are_int32_or_native_int()
    {
        foreach (var code in new[] { OpCodes.Shl, OpCodes.Shr, OpCodes.Shr_Un })
        foreach (var value in Types)
        foreach (var count in Types)
        {
            Check(code, Stack(value) is "int32" or "int64" or "native" && Stack(count) is "int32" or "native", pushes: true, value, count);
        }
    }

    [Test]
    public void References_compare_for_equality_only()
    {
        foreach (var first in Types)
        foreach (var second in Types)
        {
            var united = AreUnited(Stack(first), Stack(second)) && Stack(first) != "value";
            Check(OpCodes.Ceq, united, pushes: true, first, second);
            Check(OpCodes.Cgt_Un, united, pushes: true, first, second);
            foreach (var code in new[] { OpCodes.Cgt, OpCodes.Clt, OpCodes.Clt_Un }) Check(code, united && Stack(first) != "object", pushes: true, first, second);
        }
    }

    [Test]
    public void Unary_operators_check_their_operand()
    {
        foreach (var type in Types)
        {
            var (number, integer) = (Stack(type) is not ("object" or "value"), Stack(type) is "int32" or "int64" or "native");
            Check(OpCodes.Neg, number, pushes: true, type);
            Check(OpCodes.Not, integer, pushes: true, type);
            Check(OpCodes.Ckfinite, Stack(type) == "F", pushes: true, type);
            foreach (var code in new[] { OpCodes.Conv_R4, OpCodes.Conv_R8, OpCodes.Conv_R_Un, OpCodes.Conv_I4, OpCodes.Conv_U1, OpCodes.Conv_Ovf_I2_Un, OpCodes.Conv_Ovf_U8 })
            {
                if (code.Name.Contains("u8", StringComparison.Ordinal) && Stack(type) == "object") continue;
                Check(code, number, pushes: true, type);
            }
        }
    }

    [TestCase(typeof(int), typeof(nint), typeof(nint), true)]
    [TestCase(typeof(int), typeof(nint), typeof(long), false)]
    [TestCase(typeof(float), typeof(double), typeof(double), true)]
    [TestCase(typeof(float), typeof(double), typeof(float), true)]
    [TestCase(typeof(double), typeof(double), typeof(int), false)]
    [TestCase(typeof(long), typeof(ulong), typeof(long), true)]
    public void Results_have_the_type_of_the_operands(Type first, Type second, Type result, bool valid)
    {
        var body = new Body().Takes(first, second);
        var errors = body.Returns(body.Of(result)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldarg_1).Emit(OpCodes.Mul).Emit(OpCodes.Ret).Errors();
        Assert.That(errors.Count == 0, Is.EqualTo(valid));
    }

    [TestCase("conv.r8", typeof(int), false)]
    [TestCase("conv.i4", typeof(double), false)]
    [TestCase("conv.i8", typeof(int), false)]
    [TestCase("conv.u8", typeof(ulong), true)]
    [TestCase("conv.i", typeof(int), true)]
    [TestCase("conv.r4", typeof(double), true)]
    public void Conversions_give_their_own_type(string name, Type result, bool valid)
    {
        var code = (OpCode)typeof(OpCodes).GetFields().Select(f => f.GetValue(null)!).Single(c => ((OpCode)c).Name == name);
        var body = new Body().Takes(typeof(double));
        var errors = body.Returns(body.Of(result)).Emit(OpCodes.Ldarg_0).Emit(code).Emit(OpCodes.Ret).Errors();
        Assert.That(errors.Count == 0, Is.EqualTo(valid));
    }

    [Test]
    public void Arithmetic_on_addresses_is_unverifiable() =>
        new Body().Takes(typeof(double).MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Add).Emit(OpCodes.Pop).Emit(OpCodes.Ret)
            .Gives(VerificationCode.Unverifiable);

    [Test]
    public void An_address_is_no_factor() =>
        new Body().Takes(typeof(double).MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_R8, 2.0).Emit(OpCodes.Mul).Emit(OpCodes.Pop).Emit(OpCodes.Ret)
            .Gives(VerificationCode.ExpectedNumericType);
}
