namespace ILDiff.Weaving;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>The method that a delegate calls.</summary>
/// <param name="Method">The method, closed.</param>
/// <param name="DelegateType">The type of the delegate.</param>
/// <param name="IsClosed">Whether the delegate holds the receiver, or the first argument of a static method.</param>
internal sealed record DelegateTarget(MethodHandle Method, IRType DelegateType, bool IsClosed);

/// <summary>
/// Follows a delegate back to where it is made, through variables, branches and fields that only code of the module
/// writes, such as those in which compilers keep delegates.
/// </summary>
internal sealed class DelegateResolver(TypeUniverse types)
{
    private readonly Dictionary<FieldDefinition, DelegateTarget?> fields = [];
    private readonly Dictionary<MethodDefinition, IRMethod?> bodies = [];
    private ILookup<FieldDefinition, (MethodDefinition Method, Code Code)>? writers;

    /// <summary>The body of a method of the module, or null if it cannot be read as it stands.</summary>
    public IRMethod? Body(MethodDefinition method)
    {
        if (bodies.TryGetValue(method, out var known)) return known;
        if (method.HasGenericParameters || method.DeclaringType.HasGenericParameters) return bodies[method] = null;
        try
        {
            return bodies[method] = MethodReader.Read(types.Method(method, GenericContext.Empty), types);
        }
        catch (DiagnosticException)
        {
            return bodies[method] = null;
        }
    }

    /// <summary>The one method that the delegate calls, or null if there may be others.</summary>
    public DelegateTarget? Resolve(Value value) => Resolve(value, []);

    private DelegateTarget? Resolve(Value value, HashSet<Value> seen)
    {
        seen.Add(value);
        switch (value)
        {
            case NewObject made:
                return Made(made);
            case Cast cast:
                return Resolve(cast.Operand(0), seen);
            case Load { Address: StaticFieldAddress { Field.Definition: var field } }:
                return InField(field);
            case Load { Address: FieldAddress { Field.Definition: var field } }:
                return InField(field);
            case BlockParameter parameter:
                return Common(Incoming(parameter).Where(v => !seen.Contains(v)).Select(v => Resolve(v, seen)));
            default:
                return null;
        }
    }

    internal static DelegateTarget? Made(NewObject made)
    {
        if (made.Operands is not [var target, LoadToken { Token: MethodHandle method, Kind: var kind }]) return null;
        if (kind == TokenKind.VirtualFunction)
        {
            var isExact = target is NewObject || method.Definition is { IsVirtual: false } or { IsFinal: true } or { DeclaringType.IsSealed: true };
            if (!isExact || (target is NewObject && target.Type != method.DeclaringType)) return null;
        }

        var isOpen = target is Constant { Literal: null };
        if (isOpen && method.HasThis) return null;
        return new DelegateTarget(method, made.Type, !isOpen);
    }

    private static DelegateTarget? Common(IEnumerable<DelegateTarget?> targets)
    {
        DelegateTarget? common = null;
        foreach (var target in targets)
        {
            if (target is null || (common is not null && common != target)) return null;
            common = target;
        }

        return common;
    }

    private static IEnumerable<Value> Incoming(BlockParameter parameter) =>
        from block in parameter.Block.Method.Blocks
        where block.Terminator is not null
        from edge in block.Edges
        where edge.Target == parameter.Block
        select edge.Arguments[parameter.Index];

    /// <summary>What all code that can write a field writes into it.</summary>
    private DelegateTarget? InField(FieldDefinition field)
    {
        if (fields.TryGetValue(field, out var known)) return known;
        fields.Add(field, null);
        if (field.Module != types.Module || !(field.IsPrivate || field.IsInitOnly || field.DeclaringType.IsNestedPrivate)) return null;
        writers ??= Writers();
        var stored = new List<DelegateTarget?>();
        foreach (var (writer, code) in writers[field])
        {
            if (code is Code.Ldsflda or Code.Ldflda || Body(writer) is not { } body) return null;
            foreach (var store in body.Instructions.OfType<Store>().Where(s => FieldOf(s.Address) == field))
            {
                // Compilers clear what they keep of an asynchronous method's variables, at the end of their scope.
                if (store.Value is Constant { Literal: null } && field.DeclaringType.Name.Contains('<')) continue;
                stored.Add(Resolve(store.Value));
            }
        }

        return fields[field] = Common(stored);
    }

    private static FieldDefinition? FieldOf(Value address) => address switch
    {
        StaticFieldAddress shared => shared.Field.Definition,
        FieldAddress own => own.Field.Definition,
        _ => null,
    };

    /// <summary>Methods by the fields of the module that they write or take the address of.</summary>
    private ILookup<FieldDefinition, (MethodDefinition Method, Code Code)> Writers() => (
        from type in types.Module.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.OpCode.Code is Code.Stsfld or Code.Ldsflda or Code.Stfld or Code.Ldflda
        let field = instruction.Operand as FieldDefinition
        where field is not null
        select (field, method, instruction.OpCode.Code)).Distinct().ToLookup(p => p.field, p => (p.method, p.Code));
}
