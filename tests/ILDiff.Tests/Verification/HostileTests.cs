namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Metadata and code made to exhaust the verifier or to make it fail.</summary>
public class HostileTests
{
    [Test]
    public void A_class_that_derives_from_itself()
    {
        var body = Body.Alone();
        var type = body.AddType("Loop", null);
        type.BaseType = type;
        body.Method.Parameters.Add(new ParameterDefinition(type));
        body.Local<Exception>().Emit(OpCodes.Ldarg_0).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret).Gives(VerificationCode.StackUnexpected);
    }

    [Test]
    public void A_class_whose_base_grows_forever()
    {
        var body = Body.Alone();
        var type = body.AddType("Grow", null);
        type.GenericParameters.Add(new GenericParameter("T", type));
        type.BaseType = Close(type, Close(type, type.GenericParameters[0]));
        body.Method.Parameters.Add(new ParameterDefinition(Close(type, body.Of<int>())));
        Assert.That(body.Local<Exception>().Emit(OpCodes.Ldarg_0).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret).Errors(), Is.Not.Empty);
    }

    [Test]
    public void An_interface_whose_base_doubles_forever()
    {
        var body = Body.Alone();
        var type = body.AddType("IGrow", null, TypeAttributes.Interface | TypeAttributes.Abstract | TypeAttributes.Public);
        type.GenericParameters.Add(new GenericParameter("T", type));
        var pair = new GenericInstanceType(body.Of(typeof(ValueTuple<,>))) { GenericArguments = { type.GenericParameters[0], type.GenericParameters[0] } };
        type.Interfaces.Add(new InterfaceImplementation(Close(type, pair)));
        body.Method.Parameters.Add(new ParameterDefinition(Close(type, body.Of<int>())));
        Assert.That(body.Local<IDisposable>().Emit(OpCodes.Ldarg_0).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret).Errors(), Is.Not.Empty);
    }

    [Test]
    public void Type_parameters_that_constrain_each_other()
    {
        var body = Body.Alone();
        for (var i = 0; i < 8; i++) body.Method.GenericParameters.Add(new GenericParameter($"T{i}", body.Method));
        foreach (var parameter in body.Method.GenericParameters)
        foreach (var other in body.Method.GenericParameters)
        {
            parameter.Constraints.Add(new GenericParameterConstraint(other));
        }

        body.Method.Parameters.Add(new ParameterDefinition(body.Method.GenericParameters[0]));
        body.Local<Exception>().Emit(OpCodes.Ldarg_0).Emit(OpCodes.Box, body.Method.GenericParameters[0]).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret).Gives(VerificationCode.StackUnexpected);
    }

    [Test]
    public void An_enum_of_itself()
    {
        var body = Body.Alone();
        var type = body.AddType("E", body.Of<Enum>());
        type.Fields.Add(new FieldDefinition("value__", FieldAttributes.Public | FieldAttributes.SpecialName, type));
        body.Method.Parameters.Add(new ParameterDefinition(type));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Add).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.ExpectedNumericType);
    }

    [Test]
    public void A_type_of_great_depth()
    {
        var body = Body.Alone();
        var type = body.Of<int>();
        for (var i = 0; i < 3_000; i++) type = new ArrayType(type);
        body.Method.Parameters.Add(new ParameterDefinition(type));
        body.Emit(OpCodes.Ret).Gives(VerificationCode.MalformedBody);
    }

    [Test]
    public void A_type_nested_in_itself()
    {
        var body = Body.Alone();
        var type = new TypeReference("", "N", body.Module, body.Module);
        type.DeclaringType = type;
        body.Emit(OpCodes.Ldtoken, type).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.MissingType);
    }

    [Test]
    public void Branches_and_operands_that_lead_nowhere()
    {
        var elsewhere = Instruction.Create(OpCodes.Nop);
        new Body().Emit(OpCodes.Br, elsewhere).Gives(VerificationCode.BadJumpTarget);
        var body = new Body();
        body.IL.Append(Instruction.Create(OpCodes.Ldloc, new VariableDefinition(body.Of<int>())));
        body.Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.UnrecognizedLocalNumber);
        new Body().Emit(OpCodes.Ldarg_3).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.UnrecognizedArgumentNumber);
        new Body().Emit(OpCodes.Ldloc_3).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.UnrecognizedLocalNumber);
        var call = new Body().Emit(OpCodes.Call, new Body().Call(typeof(Math), "Abs", typeof(int)));
        call.Last.Operand = null;
        call.Emit(OpCodes.Ret).Gives(VerificationCode.BadOperand);
    }

    [Test]
    public void A_long_method_takes_linear_time()
    {
        var body = new Body().Takes(typeof(bool));
        for (var i = 0; i < 50_000; i++)
        {
            var next = Instruction.Create(OpCodes.Nop);
            body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Brtrue, next);
            body.IL.Append(next);
        }

        body.Emit(OpCodes.Ret).IsValid();
    }

    [Test]
    public void A_missing_assembly_is_no_crash()
    {
        var body = Body.Alone();
        var absent = new AssemblyNameReference("Absent", new Version(1, 0));
        body.Module.AssemblyReferences.Add(absent);
        var type = new TypeReference("Absent", "Thing", body.Module, absent);
        body.Method.Parameters.Add(new ParameterDefinition(type));
        body.Emit(OpCodes.Ldarg_0).Emit(OpCodes.Call, new MethodReference("M", body.Of<double>(), type) { HasThis = true }).Emit(OpCodes.Pop).Emit(OpCodes.Ret)
            .Gives(VerificationCode.MissingType);
    }

    /// <summary>Random bytes in the place of code: whatever they mean, the verifier answers.</summary>
    [Test]
    public void Random_changes_to_a_body_are_answered()
    {
        var random = new Random(20260101);
        var original = File.ReadAllBytes(Path.Combine(Assemblies.Directory, "ILDiff.Samples.dll"));
        var (verified, failed) = (0, 0);
        for (var round = 0; round < 60; round++)
        {
            var image = (byte[])original.Clone();
            for (var i = 0; i < 40; i++) image[random.Next(0x250, image.Length)] = (byte)random.Next(256);
            try
            {
                using var module = ModuleDefinition.ReadModule(new MemoryStream(image), new ReaderParameters { AssemblyResolver = Assemblies.SharedResolver });
                var verifier = new ILVerifier(module);
                foreach (var method in module.GetTypes().SelectMany(t => t.Methods).ToList())
                {
                    verifier.Verify(method);
                    verified++;
                }
            }
            catch (Exception e) when (e is not AssertionException && e.StackTrace!.Contains("Mono.Cecil", StringComparison.Ordinal) && !e.StackTrace.Contains("ILVerifier", StringComparison.Ordinal))
            {
                failed++; // the image cannot even be opened
            }
        }

        Assert.That(verified, Is.GreaterThan(100), $"{failed} images could not be opened");
    }

    private static GenericInstanceType Close(TypeReference type, TypeReference argument) => new(type) { GenericArguments = { argument } };
}
