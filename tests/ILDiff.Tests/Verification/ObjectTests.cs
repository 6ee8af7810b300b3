namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Constructors, read-only fields, visibility and type parameters.</summary>
public class ObjectTests
{
    private const MethodAttributes Constructor = MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;

    private static Body InConstructor()
    {
        var body = new Body();
        body.Method = Body.AddMethod(body.Type, ".ctor", Constructor, body.Module.TypeSystem.Void);
        body.Type.Fields.Add(new FieldDefinition("F", FieldAttributes.Private | FieldAttributes.InitOnly, body.Of<double>()));
        return body;
    }

    private static MethodReference BaseConstructor(Body body) => body.Constructor(typeof(object));

    [Test]
    public void A_constructor_calls_another_one()
    {
        var body = InConstructor();
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, BaseConstructor(body)).Emit(OpCodes.Ret).IsValid();
        InConstructor().Emit(OpCodes.Ret).Gives(VerificationCode.ThisUninitReturn);
    }

    [Test]
    public void The_receiver_is_not_used_before()
    {
        var body = InConstructor();
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Callvirt, body.Call(typeof(object), "ToString")).Emit(OpCodes.Pop)
            .Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, BaseConstructor(body)).Emit(OpCodes.Ret).Gives(VerificationCode.UninitStack);
        body = InConstructor().Local<object>();
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, BaseConstructor(body)).Emit(OpCodes.Ret).Gives(VerificationCode.UninitStack);
    }

    [Test]
    public void Own_fields_are_set_before()
    {
        var body = InConstructor();
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stfld, body.Type.Fields[0])
            .Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, BaseConstructor(body)).Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void One_path_without_a_call_is_enough()
    {
        var body = InConstructor();
        var ret = Instruction.Create(OpCodes.Ret);
        body.Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Brtrue, ret).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, BaseConstructor(body));
        body.IL.Append(ret);
        body.Gives(VerificationCode.ThisUninitReturn);
    }

    [Test]
    public void Constructors_are_called_by_constructors_on_the_receiver_only()
    {
        var body = new Body().Takes(typeof(object));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, BaseConstructor(body)).Emit(OpCodes.Ret).Gives(VerificationCode.CallCtor);
        body = InConstructor();
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, body.Constructor(typeof(Exception))).Emit(OpCodes.Ret).Gives(VerificationCode.CallCtor, VerificationCode.ThisUninitReturn);
    }

    [Test]
    public void Read_only_fields_are_set_by_their_constructor_only()
    {
        var body = InConstructor();
        var field = body.Type.Fields[0];
        body.Method = Body.AddMethod(body.Type, "Set", MethodAttributes.Public, body.Module.TypeSystem.Void);
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stfld, field).Emit(OpCodes.Ret).Gives(VerificationCode.InitOnly);
        body.Method = Body.AddMethod(body.Type, "Address", MethodAttributes.Public, body.Module.TypeSystem.Void);
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldflda, field).Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stind_R8).Emit(OpCodes.Ret).Gives(VerificationCode.ReadOnlyIllegalWrite);
        body.Method = Body.AddMethod(body.Type, ".ctor", Constructor, body.Module.TypeSystem.Void);
        body.Method.Parameters.Add(new ParameterDefinition(body.Type));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, BaseConstructor(body)).Emit(OpCodes.Ldarg_1).Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stfld, field).Emit(OpCodes.Ret).Gives(VerificationCode.InitOnly);
    }

    [Test]
    public void Read_only_static_fields_and_constants_are_never_set_elsewhere()
    {
        var body = new Body();
        body.Type.Fields.Add(new FieldDefinition("S", FieldAttributes.Static | FieldAttributes.InitOnly, body.Of<double>()));
        body.Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stsfld, body.Type.Fields[0]).Emit(OpCodes.Ret).Gives(VerificationCode.InitOnlyStatic);
        Assert.That(body.Errors()[0].IsFatal, Is.True);
        body.Method = Body.AddMethod(body.Type, ".cctor", MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, body.Module.TypeSystem.Void);
        body.Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stsfld, body.Type.Fields[0]).Emit(OpCodes.Ret).IsValid();
    }

    /// <summary>Members that are added after the first verification are found once the verifier was told.</summary>
    [Test]
    public void Refresh_finds_new_members()
    {
        var body = Body.Alone();
        var added = new MethodReference("Added", body.Of<double>(), body.Type);
        body.Emit(OpCodes.Call, added).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.MissingMethod);
        Body.AddMethod(body.Type, "Added", MethodAttributes.Public | MethodAttributes.Static, body.Of<double>());
        body.Verifier.Refresh();
        body.IsValid();
    }

    [TestCase(FieldAttributes.Private, false)]
    [TestCase(FieldAttributes.Family, false)]
    [TestCase(FieldAttributes.FamANDAssem, false)]
    [TestCase(FieldAttributes.Assembly, true)]
    [TestCase(FieldAttributes.FamORAssem, true)]
    [TestCase(FieldAttributes.Public, true)]
    public void Fields_are_seen_as_declared(FieldAttributes access, bool visible)
    {
        var body = new Body();
        var other = body.AddType("Other" + access, body.Of<object>());
        var field = new FieldDefinition("F", access | FieldAttributes.Static, body.Of<double>());
        other.Fields.Add(field);
        body.Emit(OpCodes.Ldsfld, field).Emit(OpCodes.Pop).Emit(OpCodes.Ret);
        if (visible) body.IsValid();
        else body.Gives(VerificationCode.FieldAccess);
    }

    [Test]
    public void Family_members_are_seen_on_own_instances_only()
    {
        var body = new Body();
        var (parent, sibling) = (body.AddType("Parent", body.Of<object>()), body.AddType("Sibling", null));
        sibling.BaseType = body.Type.BaseType = parent;
        var field = new FieldDefinition("F", FieldAttributes.Family, body.Of<double>());
        parent.Fields.Add(field);
        body.Method.Parameters.Add(new ParameterDefinition(body.Type));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldfld, field).Emit(OpCodes.Pop).Emit(OpCodes.Ret).IsValid();
        body.Method = Body.AddMethod(body.Type, "N", MethodAttributes.Public | MethodAttributes.Static, body.Module.TypeSystem.Void);
        body.Method.Parameters.Add(new ParameterDefinition(sibling));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldfld, field).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.FieldAccess);
    }

    [Test]
    public void IgnoresAccessChecksTo_opens_an_assembly()
    {
        Private(opens: null).Gives(VerificationCode.FieldAccess);
        Private(opens: "System.Linq").Gives(VerificationCode.FieldAccess);
        Private(opens: "System.Private.CoreLib").IsValid();

        static Body Private(string? opens)
        {
            var body = Body.Alone();
            if (opens is not null)
            {
                var attribute = new TypeDefinition("System.Runtime.CompilerServices", "IgnoresAccessChecksToAttribute", TypeAttributes.NotPublic, body.Of<Attribute>());
                body.Module.Types.Add(attribute);
                var constructor = Body.AddMethod(attribute, ".ctor", Constructor, body.Module.TypeSystem.Void);
                constructor.Parameters.Add(new ParameterDefinition(body.Of<string>()));
                body.Module.Assembly.CustomAttributes.Add(new CustomAttribute(constructor) { ConstructorArguments = { new CustomAttributeArgument(body.Of<string>(), opens) } });
            }

            var list = body.Of(typeof(List<double>));
            var items = new FieldReference("_items", new ArrayType(((GenericInstanceType)list).ElementType.GenericParameters[0]), list);
            body.Method.Parameters.Add(new ParameterDefinition(list));
            return body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldfld, items).Emit(OpCodes.Pop).Emit(OpCodes.Ret);
        }
    }

    [Test]
    public void A_type_parameter_is_known_by_its_constraints()
    {
        Generic(body => body.Of<IDisposable>(), b => b.Emit(OpCodes.Box, b.Method.GenericParameters[0]).Emit(OpCodes.Callvirt, b.Call(typeof(IDisposable), "Dispose"))).IsValid();
        Generic(body => body.Of<ICloneable>(), b => b.Emit(OpCodes.Box, b.Method.GenericParameters[0]).Emit(OpCodes.Callvirt, b.Call(typeof(IDisposable), "Dispose"))).Gives(VerificationCode.StackUnexpected);
        Generic(body => body.Of<IDisposable>(), b => b.Emit(OpCodes.Callvirt, b.Call(typeof(IDisposable), "Dispose"))).Gives(VerificationCode.StackUnexpected);
        Generic(body => body.Of<IDisposable>(), b => b.Emit(OpCodes.Pop).Emit(OpCodes.Ldarga, 0).Emit(OpCodes.Constrained, b.Method.GenericParameters[0]).Emit(OpCodes.Callvirt, b.Call(typeof(IDisposable), "Dispose"))).IsValid();
        Generic(body => body.Of<IDisposable>(), b => b.Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Add).Emit(OpCodes.Pop)).Gives(VerificationCode.ExpectedNumericType);

        static Body Generic(Func<Body, TypeReference> constraint, Func<Body, Body> emit)
        {
            var body = new Body();
            var parameter = new GenericParameter("T", body.Method);
            parameter.Constraints.Add(new GenericParameterConstraint(constraint(body)));
            body.Method.GenericParameters.Add(parameter);
            body.Method.Parameters.Add(new ParameterDefinition(parameter));
            return emit(body.Emit(OpCodes.Ldarg_0)).Emit(OpCodes.Ret);
        }
    }

    /// <summary>Inside a generic class its own members are named through the class closed over its parameters, never bare.</summary>
    [Test]
    public void A_member_of_an_open_type_needs_its_arguments()
    {
        var body = new Body();
        body.Type.GenericParameters.Add(new GenericParameter("T", body.Type));
        var field = new FieldDefinition("F", FieldAttributes.Static | FieldAttributes.Public, body.Of<double>());
        body.Type.Fields.Add(field);
        body.Emit(OpCodes.Ldsfld, field).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.UnsatisfiedTypeInst);
        body.Method = Body.AddMethod(body.Type, "N", MethodAttributes.Public | MethodAttributes.Static, body.Module.TypeSystem.Void);
        var self = new GenericInstanceType(body.Type) { GenericArguments = { body.Type.GenericParameters[0] } };
        body.Emit(OpCodes.Ldsfld, new FieldReference("F", body.Of<double>(), self)).Emit(OpCodes.Pop).Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void Depth_is_limited_by_what_the_body_declares()
    {
        var body = new Body().Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Pop).Emit(OpCodes.Pop).Emit(OpCodes.Ret);
        body.Method.Body.MaxStackSize = 1;
        body.Gives(VerificationCode.StackOverflow);
        body.Method.Body.MaxStackSize = 2;
        body.IsValid();
    }
}
