namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Calls, dispatch, constraints, delegates and constructors.</summary>
public class CallTests
{
    [Test]
    public void Arguments_are_checked_one_by_one()
    {
        var body = new Body().Takes(typeof(double), typeof(int));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldarg_1).Emit(OpCodes.Call, body.Call(typeof(Math), "Pow", typeof(double), typeof(double)))
            .Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.StackUnexpected);
    }

    [Test]
    public void A_method_of_a_struct_takes_its_address()
    {
        Receiver(typeof(DateTime).MakeByRefType()).IsValid();
        Receiver(typeof(DateTime)).Gives(VerificationCode.StackUnexpected);
        Receiver(typeof(TimeSpan).MakeByRefType()).Gives(VerificationCode.StackUnexpected);

        static Body Receiver(Type type)
        {
            var body = new Body().Takes(type);
            return body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, body.Call(typeof(DateTime), "get_Ticks")).Emit(OpCodes.Pop).Emit(OpCodes.Ret);
        }
    }

    [Test]
    public void A_method_of_an_interface_takes_an_implementation()
    {
        Receiver(typeof(List<double>)).IsValid();
        Receiver(typeof(double[])).IsValid();
        Receiver(typeof(List<float>)).Gives(VerificationCode.StackUnexpected);
        Receiver(typeof(object)).Gives(VerificationCode.StackUnexpected);

        static Body Receiver(Type type)
        {
            var body = new Body().Takes(type);
            return body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Callvirt, body.Call(typeof(ICollection<double>), "get_Count")).Emit(OpCodes.Pop).Emit(OpCodes.Ret);
        }
    }

    [Test]
    public void Virtual_methods_are_called_without_dispatch_on_the_receiver_only()
    {
        var body = new Body().Takes(typeof(object));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, body.Call(typeof(object), "ToString")).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.ThisMismatch);
        var own = new Body();
        own.Method = Body.AddMethod(own.Type, "I", MethodAttributes.Public, own.Of(typeof(void)));
        own.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, own.Call(typeof(object), "ToString")).Emit(OpCodes.Pop).Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void Abstract_methods_are_dispatched()
    {
        var body = new Body().Takes(typeof(Stream));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, body.Call(typeof(Stream), "Flush")).Emit(OpCodes.Ret).Gives(VerificationCode.CallAbstract);
        body = new Body().Takes(typeof(Stream));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Callvirt, body.Call(typeof(Stream), "Flush")).Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void Static_methods_are_not_dispatched()
    {
        var body = new Body();
        body.Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Callvirt, body.Call(typeof(Math), "Sin", typeof(double))).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.CallVirtOnStatic);
    }

    [TestCase(typeof(DateTime), typeof(DateTime), true)]
    [TestCase(typeof(DateTime), typeof(TimeSpan), false)]
    [TestCase(typeof(string), typeof(string), true)]
    [TestCase(typeof(string), typeof(object), false)]
    public void A_constraint_names_the_type_behind_the_address(Type variable, Type constraint, bool valid)
    {
        var body = new Body().Takes(variable);
        var errors = body.Emit(OpCodes.Ldarga, 0).Emit(OpCodes.Constrained, constraint).Emit(OpCodes.Callvirt, body.Call(typeof(object), "ToString")).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Errors();
        Assert.That(errors.Count == 0, Is.EqualTo(valid));
    }

    [Test]
    public void A_constraint_must_implement_the_method()
    {
        var body = new Body().Takes(typeof(DateTime));
        body.Emit(OpCodes.Ldarga, 0).Emit(OpCodes.Constrained, typeof(DateTime)).Emit(OpCodes.Callvirt, body.Call(typeof(IDisposable), "Dispose")).Emit(OpCodes.Ret).Gives(VerificationCode.Constrained);
    }

    [Test]
    public void Static_interface_members_are_reached_by_a_constraint()
    {
        Zero(typeof(double)).IsValid();
        Zero(typeof(string)).Gives(VerificationCode.Constrained, VerificationCode.UnsatisfiedTypeInst);

        static Body Zero(Type type)
        {
            var body = new Body();
            var number = new GenericInstanceType(body.Of(typeof(System.Numerics.INumberBase<>))) { GenericArguments = { body.Of(type) } };
            var zero = new MethodReference("get_Zero", number.ElementType.GenericParameters[0], number);
            return body.Emit(OpCodes.Constrained, type).Emit(OpCodes.Call, zero).Emit(OpCodes.Pop).Emit(OpCodes.Ret);
        }
    }

    [TestCase(typeof(Func<double, double>), typeof(double), true)]
    [TestCase(typeof(Func<float, double>), typeof(double), false)]
    [TestCase(typeof(Func<double, float>), typeof(double), false)]
    [TestCase(typeof(Action<double>), typeof(double), false)]
    public void A_delegate_fits_its_method(Type type, Type parameter, bool valid)
    {
        var body = new Body();
        var errors = body.Emit(OpCodes.Ldnull).Emit(OpCodes.Ldftn, body.Call(typeof(Math), "Sin", parameter))
            .Emit(OpCodes.Newobj, DelegateConstructor(body, type)).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Errors();
        Assert.That(errors.Select(e => e.Code), valid ? Is.Empty : Is.EqualTo(new[] { VerificationCode.DelegateCtor }));
    }

    [TestCase(typeof(string), true)]
    [TestCase(typeof(object), false)]
    [TestCase(typeof(Version), false)]
    public void A_delegate_fits_its_target(Type target, bool valid)
    {
        var body = new Body().Takes(target);
        var errors = body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldftn, body.Call(typeof(string), "get_Length"))
            .Emit(OpCodes.Newobj, DelegateConstructor(body, typeof(Func<int>))).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Errors();
        Assert.That(errors.Select(e => e.Code), valid ? Is.Empty : Is.EqualTo(new[] { VerificationCode.DelegateCtor }));
    }

    [Test]
    public void A_dispatched_delegate_duplicates_its_target()
    {
        var body = new Body().Takes(typeof(object));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Dup).Emit(OpCodes.Ldvirtftn, body.Call(typeof(object), "ToString"))
            .Emit(OpCodes.Newobj, DelegateConstructor(body, typeof(Func<string>))).Emit(OpCodes.Pop).Emit(OpCodes.Ret).IsValid();
        body = new Body().Takes(typeof(object));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldvirtftn, body.Call(typeof(object), "ToString"))
            .Emit(OpCodes.Newobj, DelegateConstructor(body, typeof(Func<string>))).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.DelegatePattern);
        body = new Body().Takes(typeof(object));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldftn, body.Call(typeof(object), "ToString"))
            .Emit(OpCodes.Newobj, DelegateConstructor(body, typeof(Func<string>))).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.LdftnNonFinalVirtual);
    }

    [Test]
    public void Abstract_classes_are_not_created()
    {
        var body = new Body();
        body.Emit(OpCodes.Newobj, new MethodReference(".ctor", body.Of(typeof(void)), body.Of<Stream>()) { HasThis = true }).Emit(OpCodes.Pop).Emit(OpCodes.Ret)
            .Gives(VerificationCode.NewobjAbstractClass, VerificationCode.MethodAccess);
    }

    [TestCase(typeof(DayOfWeek), true)]
    [TestCase(typeof(int), false)]
    [TestCase(typeof(string), false)]
    [TestCase(typeof(DayOfWeek?), false)]
    public void Type_arguments_meet_their_constraints(Type type, bool valid)
    {
        var body = new Body().Takes(type);
        var open = body.Module.ImportReference(typeof(Enum).GetMethods().Single(m => m.Name == "IsDefined" && m.IsGenericMethod));
        var closed = new GenericInstanceMethod(open) { GenericArguments = { body.Of(type) } };
        var errors = body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, closed).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Errors();
        Assert.That(errors.Select(e => e.Code), valid ? Is.Empty : Is.EqualTo(new[] { VerificationCode.UnsatisfiedMethodInst }));
    }

    [Test]
    public void Tail_calls_give_up_the_frame()
    {
        var body = new Body().Takes(typeof(double)).Returns<double>();
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Tail).Emit(OpCodes.Call, body.Call(typeof(Math), "Sin", typeof(double))).Emit(OpCodes.Ret).IsValid();
        body = new Body().Takes(typeof(double)).Returns<double>();
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Tail).Emit(OpCodes.Call, body.Call(typeof(Math), "Sin", typeof(double))).Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Add).Emit(OpCodes.Ret).Gives(VerificationCode.TailCall);
        body = new Body().Local<DateTime>().Returns<long>();
        body.Emit(OpCodes.Ldloca, 0).Emit(OpCodes.Tail).Emit(OpCodes.Call, body.Call(typeof(DateTime), "get_Ticks")).Emit(OpCodes.Ret).Gives(VerificationCode.TailByRef);
    }

    [Test]
    public void A_function_pointer_call_is_unverifiable_but_typed()
    {
        Indirect(typeof(double)).Gives(VerificationCode.Unverifiable);
        Indirect(typeof(int)).Gives(VerificationCode.Unverifiable, VerificationCode.StackUnexpected);

        static Body Indirect(Type argument)
        {
            var body = new Body().Takes(argument);
            var site = new CallSite(body.Of<double>()) { Parameters = { new ParameterDefinition(body.Of<double>()) } };
            body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldftn, body.Call(typeof(Math), "Sin", typeof(double)));
            body.IL.Append(Instruction.Create(OpCodes.Calli, site));
            return body.Emit(OpCodes.Pop).Emit(OpCodes.Ret);
        }
    }

    private static MethodReference DelegateConstructor(Body body, Type type) => body.Constructor(type, typeof(object), typeof(nint));
}
