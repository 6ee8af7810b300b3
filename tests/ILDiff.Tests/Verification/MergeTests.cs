namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>What two paths bring to one place.</summary>
public class MergeTests
{
    /// <summary>One of two arguments, chosen by a third, is stored to a variable.</summary>
    private static Body Choose(Type first, Type second, Type target)
    {
        var body = new Body().Takes(first, second, typeof(bool));
        body.Local(body.Of(target));
        var (other, join) = (Instruction.Create(OpCodes.Ldarg_1), Instruction.Create(OpCodes.Stloc_0));
        body.Emit(OpCodes.Ldarg_2).Emit(OpCodes.Brtrue, other).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Br, join);
        body.IL.Append(other);
        body.IL.Append(join);
        return body.Emit(OpCodes.Ret);
    }

    [TestCase(typeof(ArgumentException), typeof(InvalidOperationException), typeof(SystemException))]
    [TestCase(typeof(ArgumentException), typeof(string), typeof(object))]
    [TestCase(typeof(string[]), typeof(object[]), typeof(object[]))]
    [TestCase(typeof(ArgumentException[]), typeof(InvalidOperationException[]), typeof(SystemException[]))]
    [TestCase(typeof(int[]), typeof(double[]), typeof(Array))]
    [TestCase(typeof(List<string>), typeof(IEnumerable<string>), typeof(IEnumerable<string>))]
    [TestCase(typeof(List<string>), typeof(IEnumerable<object>), typeof(IEnumerable<object>))]
    [TestCase(typeof(int), typeof(nint), typeof(nint))]
    [TestCase(typeof(float), typeof(double), typeof(double))]
    [TestCase(typeof(bool), typeof(int), typeof(int))]
    public void The_common_supertype_remains(Type first, Type second, Type target)
    {
        Choose(first, second, target).IsValid();
        Choose(second, first, target).IsValid();
    }

    [TestCase(typeof(ArgumentException), typeof(InvalidOperationException), typeof(ArgumentException))]
    [TestCase(typeof(string[]), typeof(object[]), typeof(string[]))]
    [TestCase(typeof(string), typeof(Version), typeof(ICloneable))]
    [TestCase(typeof(List<float>), typeof(List<double>), typeof(List<double>))]
    public void What_only_one_path_has_is_lost(Type first, Type second, Type target)
    {
        Choose(first, second, target).Gives(VerificationCode.StackUnexpected);
        Choose(second, first, target).Gives(VerificationCode.StackUnexpected);
    }

    [TestCase(typeof(int), typeof(long))]
    [TestCase(typeof(int), typeof(double))]
    [TestCase(typeof(object), typeof(int))]
    [TestCase(typeof((double, float)), typeof((double, double)))]
    [TestCase(typeof(DateTime), typeof(object))]
    public void Values_without_a_common_type_do_not_merge(Type first, Type second)
    {
        Assert.That(Choose(first, second, first).Errors().Select(e => e.Code), Does.Contain(VerificationCode.PathStackUnexpected));
        Assert.That(Choose(second, first, second).Errors().Select(e => e.Code), Does.Contain(VerificationCode.PathStackUnexpected));
    }

    [Test]
    public void Addresses_of_different_types_do_not_merge() =>
        Choose(typeof(float).MakeByRefType(), typeof(double).MakeByRefType(), typeof(double).MakeByRefType()).Gives(VerificationCode.PathStackUnexpected, VerificationCode.StackUnexpected);

    /// <summary>The type on entry of a loop widens on the way back, and what was right the first time is wrong then.</summary>
    [Test]
    public void A_loop_is_run_again_with_the_wider_type()
    {
        var body = new Body().Takes(typeof(string), typeof(object), typeof(bool));
        var head = Instruction.Create(OpCodes.Dup);
        body.Emit(OpCodes.Ldarg_0);
        body.IL.Append(head);
        body.Emit(OpCodes.Callvirt, body.Call(typeof(string), "get_Length")).Emit(OpCodes.Pop).Emit(OpCodes.Pop)
            .Emit(OpCodes.Ldarg_1).Emit(OpCodes.Ldarg_2).Emit(OpCodes.Brtrue, head).Emit(OpCodes.Pop).Emit(OpCodes.Ret)
            .Gives(VerificationCode.StackUnexpected);
    }

    [Test]
    public void A_loop_that_pushes_is_stopped()
    {
        var body = new Body();
        var head = Instruction.Create(OpCodes.Ldc_I4_0);
        body.IL.Append(head);
        body.Emit(OpCodes.Br, head).Gives(VerificationCode.PathStackDepth);
    }

    [Test]
    public void Every_target_of_a_switch_is_merged()
    {
        var body = new Body().Takes(typeof(int)).Returns<int>();
        var (first, second) = (Instruction.Create(OpCodes.Ldc_I4_1), Instruction.Create(OpCodes.Ldc_R8, 1.0));
        var ret = Instruction.Create(OpCodes.Ret);
        body.Emit(OpCodes.Ldarg_0);
        body.IL.Append(Instruction.Create(OpCodes.Switch, [first, second]));
        body.Emit(OpCodes.Ldc_I4_2).Emit(OpCodes.Br, ret);
        body.IL.Append(first);
        body.Emit(OpCodes.Br, ret);
        body.IL.Append(second);
        body.IL.Append(ret);
        body.Gives(VerificationCode.PathStackUnexpected);
    }

    [Test]
    public void A_switch_takes_int32()
    {
        var body = new Body().Takes(typeof(long));
        var ret = Instruction.Create(OpCodes.Ret);
        body.Emit(OpCodes.Ldarg_0);
        body.IL.Append(Instruction.Create(OpCodes.Switch, [ret]));
        body.IL.Append(ret);
        body.Gives(VerificationCode.StackUnexpected);
    }
}
