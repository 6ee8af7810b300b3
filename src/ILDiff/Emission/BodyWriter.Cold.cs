namespace ILDiff.Emission;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;

/// <summary>Cold calls, with floats spilled around them.</summary>
internal sealed partial class BodyWriter
{
    private readonly Dictionary<(IRType, int), VariableDefinition> spills = [];

    private void WriteCold(Call call, IReadOnlyList<Value> floats)
    {
        var bank = call.Method.DeclaringType;
        var cells = bank.Fields.Single(f => f.Name == "Cells");
        var (receiver, end) = (Scratch(bank), Scratch(call.Operand(1).Type));
        Push(call.Operand(0));
        code.Emit(OpCodes.Stloc, -1, receiver);
        Push(call.Operand(1));
        code.Emit(OpCodes.Stloc, -1, end);

        var enough = new Label();
        code.Emit(OpCodes.Ldloc, 1, end);
        code.Emit(OpCodes.Ldloc, 1, receiver);
        code.Emit(OpCodes.Ldfld, 0, importer.Import(cells, target));
        code.Emit(OpCodes.Ldlen, 0);
        code.Emit(OpCodes.Conv_I4, 0);
        code.Emit(OpCodes.Conv_I8, 0);
        code.Jump(OpCodes.Ble, -2, enough);

        Spill(floats);
        for (var i = 0; i < floats.Count; i++)
        {
            code.Emit(OpCodes.Ldloca, 1, SpillOf(floats[i].Type, i));
            code.Emit(OpCodes.Call, -1, importer.Import(Keep(bank, floats[i].Type), target));
        }

        code.Emit(OpCodes.Ldloc, 1, receiver);
        code.Emit(OpCodes.Ldloc, 1, end);
        code.Emit(OpCodes.Call, -2, importer.Import(call.Method, target));
        Reload(floats);
        code.Mark(enough);
    }

    /// <summary>All are copied before anything is called: what is still to be copied would outlive that call.</summary>
    private void Spill(IReadOnlyList<Value> floats)
    {
        for (var i = 0; i < floats.Count; i++)
        {
            code.Load(locals.Of(floats[i]));
            code.Emit(OpCodes.Stloc, -1, SpillOf(floats[i].Type, i));
        }
    }

    private void Reload(IReadOnlyList<Value> floats)
    {
        for (var i = 0; i < floats.Count; i++)
        {
            code.Emit(OpCodes.Ldloc, 1, SpillOf(floats[i].Type, i));
            code.Store(locals.Of(floats[i]));
        }
    }

    private VariableDefinition SpillOf(IRType type, int index)
    {
        if (!spills.TryGetValue((type, index), out var variable)) spills[(type, index)] = variable = declare(type);
        return variable;
    }

    /// <summary><c>TapeSpill.Keep</c> for a variable of this type, from the library that the bank is in.</summary>
    private static MethodHandle Keep(IRType bank, IRType type)
    {
        var keep = bank.Definition!.Module.GetType("ILDiff.TapeSpill").Methods
            .Single(m => m.Name == "Keep" && m.Parameters[0].ParameterType.GetElementType().MetadataType == (type.Kind == TypeKind.Float32 ? Mono.Cecil.MetadataType.Single : Mono.Cecil.MetadataType.Double));
        return type.Universe.Method(keep, GenericContext.Empty);
    }
}
