namespace ILDiff.Differentiation;

using System.Runtime.CompilerServices;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>Members of the runtime library that generated code uses, resolved once per type universe.</summary>
internal sealed class RuntimeMembers
{
    private static readonly ConditionalWeakTable<TypeUniverse, RuntimeMembers> Known = [];
    private readonly TypeUniverse types;
    private readonly ModuleDefinition runtime;

    private RuntimeMembers(TypeUniverse types)
    {
        this.types = types;
        runtime = types.Module.AssemblyResolver.Resolve(new AssemblyNameReference(typeof(Tape).Assembly.GetName().Name, typeof(Tape).Assembly.GetName().Version)).MainModule;
        Tape = types.Of(runtime.GetType("ILDiff.Tape"));
        Mark = types.Of(runtime.GetType("ILDiff.TapeMark"));
    }

    /// <summary>The runtime library.</summary>
    public ModuleDefinition Module => runtime;

    public IRType Tape { get; }

    public IRType Mark { get; }

    public MethodHandle CurrentTape => Method(Tape, "get_Current");

    public MethodHandle MarkTape => Method(Tape, "Mark");

    public MethodHandle ResetTape => Method(Tape, "Reset");

    public static RuntimeMembers Of(TypeUniverse types) => Known.GetValue(types, t => new RuntimeMembers(t));

    /// <summary>A bank of the tape.</summary>
    public IRField Bank(Reverse.Bank bank) => Field(Tape, bank.ToString());

    /// <summary>The cells of a bank.</summary>
    public IRField Cells(Reverse.Bank bank) => Field(Bank(bank).Type, "Cells");

    /// <summary>Index of the first free cell of a bank.</summary>
    public IRField Top(Reverse.Bank bank) => Field(Bank(bank).Type, "Top");

    public MethodHandle Reserve(Reverse.Bank bank) => Method(Bank(bank).Type, "Reserve");

    public MethodHandle Ensure(Reverse.Bank bank) => Method(Bank(bank).Type, "Ensure");

    /// <summary><c>Snapshot.Of</c>.</summary>
    public MethodHandle Snapshot => Method(types.Of(runtime.GetType("ILDiff.Snapshot")), "Of");

    /// <summary><c>Shadow.Allocate</c> closed over a class.</summary>
    public MethodHandle Allocate(IRType type) => Generic("Allocate", type);

    /// <summary><c>Shadow.ZeroLike</c> closed over a type.</summary>
    public MethodHandle ZeroLike(IRType type) => Generic("ZeroLike", type);

    /// <summary><c>Shadow.ZerosLike</c> closed over the element type of a span.</summary>
    public MethodHandle ZerosLike(IRType span) => Generic("ZerosLike", span.Element!);

    /// <summary><c>Shadow.IsSame</c> closed over the element type of spans.</summary>
    public MethodHandle IsSameSpan(IRType span) => Generic("IsSame", span.Element!);

    /// <summary><c>Shadow.Accumulate</c> closed over a type.</summary>
    public MethodHandle Accumulate(IRType type) => Generic("Accumulate", type);

    /// <summary><c>Shadow.Clear</c> closed over the type of an array.</summary>
    public MethodHandle ClearShadow(IRType type) => Generic("Clear", type);

    /// <summary><c>Shadow.OnEntry</c> closed over a type.</summary>
    public MethodHandle ShadowOnEntry(IRType type) => Generic("OnEntry", type);

    /// <summary><c>Shadow.TakeSeed</c> closed over a type.</summary>
    public MethodHandle TakeSeed(IRType type) => Generic("TakeSeed", type);

    /// <summary><c>Dispatch.IsExactly</c> closed over a type.</summary>
    public MethodHandle IsExactly(IRType type) => Generic("IsExactly", type, "Dispatch");

    /// <summary><c>Dispatch.TypeOf</c>.</summary>
    public MethodHandle TypeOf => Method(types.Of(runtime.GetType("ILDiff.Dispatch")), "TypeOf");

    /// <summary><c>Dispatch.NotSeen</c>.</summary>
    public MethodHandle NotSeen => Method(types.Of(runtime.GetType("ILDiff.Dispatch")), "NotSeen");

    /// <summary><c>Dispatch.LeftOut</c>.</summary>
    public MethodHandle LeftOut => Method(types.Of(runtime.GetType("ILDiff.Dispatch")), "LeftOut");

    private MethodHandle Generic(string name, IRType type, string home = "Shadow")
    {
        var closed = new GenericInstanceMethod(runtime.GetType("ILDiff." + home).Methods.Single(m => m.Name == name));
        closed.GenericArguments.Add(type.Reference);
        return types.Method(closed, GenericContext.Empty);
    }

    private static IRField Field(IRType type, string name) => type.Fields.Single(f => f.Name == name);

    private MethodHandle Method(IRType type, string name)
    {
        var definition = type.Definition!.Methods.Single(m => m.Name == name);
        if (type.Arguments.TypeArguments.Count == 0) return types.Method(definition, GenericContext.Empty);
        var reference = new MethodReference(definition.Name, definition.ReturnType, type.Reference) { HasThis = definition.HasThis };
        foreach (var parameter in definition.Parameters) reference.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        return types.Method(reference, type.Arguments);
    }
}
