namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>How long addresses live and what may be written through them.</summary>
public class AddressTests
{
    private static readonly Type Address = typeof(double).MakeByRefType();

    private static Body Returning(params Type[] parameters)
    {
        var body = new Body().Takes(parameters);
        return body.Returns(body.Of(Address));
    }

    [Test]
    public void The_address_of_a_variable_does_not_escape()
    {
        Returning().Local<double>().Emit(OpCodes.Ldloca, 0).Emit(OpCodes.Ret).Gives(VerificationCode.ReturnPtrToStack);
        Returning(typeof(double)).Emit(OpCodes.Ldarga, 0).Emit(OpCodes.Ret).Gives(VerificationCode.ReturnPtrToStack);
    }

    [Test]
    public void The_address_of_a_variable_does_not_escape_through_another_variable()
    {
        var body = Returning().Local<double>();
        body.Local(body.Of(Address)).Emit(OpCodes.Ldloca, 0).Emit(OpCodes.Stloc_1).Emit(OpCodes.Ldloc_1).Emit(OpCodes.Ret).Gives(VerificationCode.ReturnPtrToStack);
    }

    [Test]
    public void The_address_of_a_variable_does_not_escape_through_an_argument()
    {
        var body = Returning(Address).Local<double>();
        body.Emit(OpCodes.Ldloca, 0).Emit(OpCodes.Starg, 0).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ret).Gives(VerificationCode.ReturnPtrToStack);
    }

    [Test]
    public void One_of_two_paths_is_enough_to_escape()
    {
        var body = Returning(Address, typeof(bool)).Local<double>();
        body.Local(body.Of(Address));
        var join = Instruction.Create(OpCodes.Ldloc_1);
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Stloc_1).Emit(OpCodes.Ldarg_1).Emit(OpCodes.Brtrue, join).Emit(OpCodes.Ldloca, 0).Emit(OpCodes.Stloc_1);
        body.IL.Append(join);
        body.Emit(OpCodes.Ret).Gives(VerificationCode.ReturnPtrToStack);
    }

    [Test]
    public void A_call_may_return_the_address_that_it_was_given()
    {
        var body = Returning().Local<double>();
        var callee = Body.AddMethod(body.Type, "Same", MethodAttributes.Public | MethodAttributes.Static, body.Of(Address));
        callee.Parameters.Add(new ParameterDefinition(body.Of(Address)));
        body.Emit(OpCodes.Ldloca, 0).Emit(OpCodes.Call, callee).Emit(OpCodes.Ret).Gives(VerificationCode.ReturnPtrToStack);
    }

    [Test]
    public void A_call_cannot_make_an_address_of_a_double_from_that_of_an_int()
    {
        var body = Returning(Address).Local<int>();
        var callee = Body.AddMethod(body.Type, "Second", MethodAttributes.Public | MethodAttributes.Static, body.Of(Address));
        callee.Parameters.Add(new ParameterDefinition(body.Of(typeof(int).MakeByRefType())));
        callee.Parameters.Add(new ParameterDefinition(body.Of(Address)));
        body.Emit(OpCodes.Ldloca, 0).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, callee).Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void Addresses_that_outlive_the_call_are_returned()
    {
        Returning(Address).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ret).IsValid();
        Returning(typeof(double[])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldelema, typeof(double)).Emit(OpCodes.Ret).IsValid();
        var body = Returning(typeof(double[]));
        body.Local(body.Of(Address)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldelema, typeof(double)).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ldloc_0).Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void A_read_only_element_is_not_written()
    {
        new Body().Takes(typeof(double[])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Readonly).Emit(OpCodes.Ldelema, typeof(double))
            .Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stind_R8).Emit(OpCodes.Ret).Gives(VerificationCode.ReadOnlyIllegalWrite);
        new Body().Takes(typeof(double[])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Readonly).Emit(OpCodes.Ldelema, typeof(double))
            .Emit(OpCodes.Ldind_R8).Emit(OpCodes.Pop).Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void A_read_only_element_does_not_become_writable_in_a_variable()
    {
        var body = new Body().Takes(typeof(double[]));
        body.Local(body.Of(Address)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Readonly).Emit(OpCodes.Ldelema, typeof(double))
            .Emit(OpCodes.Stloc_0).Emit(OpCodes.Ldloc_0).Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stind_R8).Emit(OpCodes.Ret).Gives(VerificationCode.ReadOnlyIllegalWrite);
    }

    [Test]
    public void The_exact_element_type_matters_for_covariant_arrays()
    {
        new Body().Takes(typeof(string[])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldelema, typeof(object)).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.StackUnexpected);
        new Body().Takes(typeof(string[])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Readonly).Emit(OpCodes.Ldelema, typeof(object)).Emit(OpCodes.Pop).Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void There_are_no_addresses_of_addresses()
    {
        new Body().Takes(Address).Emit(OpCodes.Ldarga, 0).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.BadByRefs);
        var body = new Body();
        body.Local(body.Of(Address)).Emit(OpCodes.Ldloca, 0).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.BadByRefs);
    }

    [Test]
    public void Ref_structs_are_not_boxed_nor_put_in_arrays()
    {
        new Body().Takes(typeof(Span<double>)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Box, typeof(Span<double>)).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.BadByRefLike);
        new Body().Emit(OpCodes.Ldc_I4_1).Emit(OpCodes.Newarr, typeof(Span<double>)).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.BadByRefLike);
    }

    [Test]
    public void A_ref_struct_is_no_type_argument()
    {
        var body = new Body();
        var list = new GenericInstanceType(body.Of(typeof(List<>))) { GenericArguments = { body.Of<Exception>() } };
        list.GenericArguments[0] = body.Of(typeof(Span<double>));
        body.Emit(OpCodes.Newobj, new MethodReference(".ctor", body.Of(typeof(void)), list) { HasThis = true }).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.UnsatisfiedTypeInst);
    }

    [Test]
    public void An_integer_becomes_an_address_only_unverifiably() =>
        Returning(typeof(nint)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ret).Gives(VerificationCode.Unverifiable);
}
