namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>
/// Compiled numerical code with one instruction changed into its neighbour of another type: the slips that a code
/// generator makes. Each must be found.
/// </summary>
public class MutationTests
{
    private static readonly Dictionary<Code, OpCode> Slips = new()
    {
        [Code.Ldelem_R8] = OpCodes.Ldelem_R4, [Code.Ldelem_R4] = OpCodes.Ldelem_R8, [Code.Stelem_R8] = OpCodes.Stelem_R4, [Code.Stelem_R4] = OpCodes.Stelem_R8,
        [Code.Ldind_R8] = OpCodes.Ldind_R4, [Code.Ldind_R4] = OpCodes.Ldind_R8, [Code.Stind_R8] = OpCodes.Stind_R4, [Code.Stind_R4] = OpCodes.Stind_R8,
        [Code.Ldelem_I4] = OpCodes.Ldelem_R8, [Code.Ldelem_Ref] = OpCodes.Ldelem_R8, [Code.Stelem_Ref] = OpCodes.Stelem_R8,
        [Code.Ldc_I4_0] = OpCodes.Ldnull, [Code.Ldnull] = OpCodes.Ldc_I4_0, [Code.Conv_R8] = OpCodes.Conv_I8, [Code.Dup] = OpCodes.Nop, [Code.Box] = OpCodes.Nop,
        [Code.Ldflda] = OpCodes.Ldfld, [Code.Ldsflda] = OpCodes.Ldsfld, [Code.Ldloca_S] = OpCodes.Ldloc_S, [Code.Ldarga_S] = OpCodes.Ldarg_S, [Code.Ldelema] = OpCodes.Ldelem_Any,
    };

    [Test]
    public void Slips_of_type_are_found()
    {
        using var module = Assemblies.Open(Path.Combine(Assemblies.Directory, "MathNet.Numerics.dll"));
        var verifier = new ILVerifier(module);
        var random = new Random(1);
        var tried = new Dictionary<Code, int>();
        var missed = new List<string>();
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            var changes = method.Body.Instructions.Where(i => Slips.ContainsKey(i.OpCode.Code) && tried.GetValueOrDefault(i.OpCode.Code) < 150).ToList();
            if (changes.Count == 0) continue;
            var instruction = changes[random.Next(changes.Count)];
            var original = instruction.OpCode;
            instruction.OpCode = Slips[original.Code];
            tried[original.Code] = tried.GetValueOrDefault(original.Code) + 1;
            if (verifier.Verify(method).Count == 0) missed.Add($"{original} as {instruction.OpCode} at {instruction.Offset:x} in {method.FullName}");
            instruction.OpCode = original;
        }

        Assert.That(tried.Values.Sum(), Is.GreaterThan(1_500));
        Assert.That(missed, Is.Empty);
    }

    /// <summary>A value stored to the variable or field beside the right one, where that is of another sort.</summary>
    [Test]
    public void Slips_of_place_are_found()
    {
        using var module = Assemblies.Open(Path.Combine(Assemblies.Directory, "MathNet.Numerics.dll"));
        var verifier = new ILVerifier(module);
        var (tried, missed) = (0, new List<string>());
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            foreach (var instruction in method.Body.Instructions.Where(i => i.Operand is VariableDefinition or FieldDefinition && i.OpCode.Code is Code.Stloc_S or Code.Stloc or Code.Stfld).Take(2))
            {
                var original = instruction.Operand;
                instruction.Operand = original switch
                {
                    VariableDefinition variable => method.Body.Variables.FirstOrDefault(v => Differ(v.VariableType, variable.VariableType)),
                    FieldDefinition field => field.DeclaringType.Fields.FirstOrDefault(f => !f.IsStatic && Differ(f.FieldType, field.FieldType)),
                    _ => null,
                };
                if (instruction.Operand is not null)
                {
                    tried++;
                    if (verifier.Verify(method).Count == 0) missed.Add($"{original} at {instruction.Offset:x} in {method.FullName}");
                }

                instruction.Operand = original;
            }
        }

        Assert.That(tried, Is.GreaterThan(1_000));
        Assert.That(missed, Is.Empty);

        static bool Differ(TypeReference first, TypeReference second) => Sort(first) is { } a && Sort(second) is { } b && a != b;

        static string? Sort(TypeReference type) => type.MetadataType switch
        {
            MetadataType.Single or MetadataType.Double => "float",
            MetadataType.Int64 or MetadataType.UInt64 => "long",
            MetadataType.Boolean or MetadataType.Int32 or MetadataType.UInt32 => "int",
            MetadataType.Array or MetadataType.String => "reference",
            _ => null,
        };
    }
}
