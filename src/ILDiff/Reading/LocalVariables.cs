namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>
/// The arguments and local variables of a method: entry parameters, and a slot for each local and for each argument
/// that the method stores to or takes the address of.
/// </summary>
internal sealed class LocalVariables
{
    private readonly Slot?[] arguments;
    private readonly Slot?[] locals;
    private readonly BlockParameter[] parameters;
    private readonly ParameterDefinition? receiver;
    private readonly int shift;

    public LocalVariables(IRMethod method, MethodHandle handle, MethodBody body, ILFlow flow, IRBuilder builder)
    {
        var definition = body.Method;
        shift = definition.HasThis ? 1 : 0;
        receiver = definition.HasThis ? body.ThisParameter : null;
        parameters = new BlockParameter[handle.Parameters.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            var name = i < shift ? "this" : definition.Parameters[i - shift].Name;
            parameters[i] = builder.Block.AddParameter(handle.Parameters[i].OnStack, string.IsNullOrEmpty(name) ? null : name);
            method.ParameterTypes.Add(handle.Parameters[i]);
        }

        arguments = new Slot?[parameters.Length];
        locals = new Slot?[body.Variables.Count];
        var names = Names(definition, locals.Length);
        foreach (var block in flow.Blocks)
        {
            if (block.Block is null) continue;
            for (var i = block.Start; i < block.End; i++)
            {
                var instruction = flow.Instructions[i];
                if (LocalOf(instruction) is { } local && local >= 0 && local < locals.Length && locals[local] is null)
                {
                    var type = body.Variables[local].VariableType;
                    var slot = new Slot(method.Types.Of(type, handle.Context), method.Types.ByRefTo(method.Types.Of(type, handle.Context)))
                    {
                        Name = names[local], IsPinned = type.IsPinned,
                    };
                    locals[local] = builder.Add(slot);
                }

                if (instruction.OpCode.Code is Code.Starg or Code.Starg_S or Code.Ldarga or Code.Ldarga_S
                    && ArgumentOf(instruction) is { } argument && argument >= 0 && argument < arguments.Length && arguments[argument] is null)
                {
                    arguments[argument] = builder.Slot(handle.Parameters[argument], parameters[argument].Name);
                    builder.Store(arguments[argument]!, parameters[argument], handle.Parameters[argument]);
                }
            }
        }

        Entry = builder;
    }

    /// <summary>Builds in the entry block, which holds the slots.</summary>
    public IRBuilder Entry { get; }

    public Slot? Local(int index) => index >= 0 && index < locals.Length ? locals[index] : null;

    public Slot? ArgumentSlot(int index) => index >= 0 && index < arguments.Length ? arguments[index] : null;

    public BlockParameter? Parameter(int index) => index >= 0 && index < parameters.Length ? parameters[index] : null;

    /// <summary>The number of the local that an instruction accesses, or null if it accesses none.</summary>
    public static int? LocalOf(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldloc_0 or Code.Stloc_0 => 0,
        Code.Ldloc_1 or Code.Stloc_1 => 1,
        Code.Ldloc_2 or Code.Stloc_2 => 2,
        Code.Ldloc_3 or Code.Stloc_3 => 3,
        Code.Ldloc or Code.Ldloc_S or Code.Ldloca or Code.Ldloca_S or Code.Stloc or Code.Stloc_S => (instruction.Operand as VariableDefinition)?.Index ?? -1,
        _ => null,
    };

    /// <summary>The number of the argument, receiver first, that an instruction accesses, or null if it accesses none.</summary>
    public int? ArgumentOf(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldarg_0 => 0,
        Code.Ldarg_1 => 1,
        Code.Ldarg_2 => 2,
        Code.Ldarg_3 => 3,
        Code.Ldarg or Code.Ldarg_S or Code.Ldarga or Code.Ldarga_S or Code.Starg or Code.Starg_S =>
            instruction.Operand is ParameterDefinition parameter ? (parameter == receiver ? 0 : parameter.Index + shift) : -1,
        _ => null,
    };

    /// <summary>The users' names of locals, from the scopes in the symbols.</summary>
    private static string?[] Names(MethodDefinition definition, int count)
    {
        var names = new string?[count];
        try
        {
            if (definition.DebugInformation?.Scope is { } outermost) Collect(outermost, names);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Damaged symbols cost the names, no more.
        }

        return names;
    }

    private static void Collect(ScopeDebugInformation outermost, string?[] names)
    {
        var work = new Stack<ScopeDebugInformation>([outermost]);
        while (work.TryPop(out var scope))
        {
            foreach (var variable in scope.Variables)
            {
                if (variable.Index >= 0 && variable.Index < names.Length && !variable.IsDebuggerHidden) names[variable.Index] ??= variable.Name;
            }

            foreach (var inner in scope.Scopes) work.Push(inner);
        }
    }
}
