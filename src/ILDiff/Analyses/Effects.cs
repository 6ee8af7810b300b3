namespace ILDiff.Analyses;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>What a call may do to memory that existed before it.</summary>
internal enum CallEffect
{
    Nothing, Reads, Anything,
}

/// <summary>What instructions of one method may read and write. A snapshot.</summary>
internal sealed class Effects(IRMethod method, Alias alias, Func<MethodHandle, CallEffect>? summaries = null)
{
    private readonly bool constructs = method.Source is { } source ? IsConstructor(source) : method.Instructions.OfType<Call>().Any(c => IsConstructor(c.Method));

    public Alias Alias { get; } = alias;

    /// <summary>With what the rule book knows of methods that touch no memory.</summary>
    public static Effects Of(IRMethod method, PassContext context, IReadOnlySet<Value>? assumeDistinct = null) =>
        new(method, new Alias(method, assumeDistinct), callee => context.Rules.Find(callee)?.IsMemoryFree == true ? CallEffect.Nothing : CallEffect.Anything);

    /// <summary>Whether running the instruction may change what a load of that type at that address reads.</summary>
    public bool MayWrite(Instruction instruction, Value address, IRType accessed, AccessRole role = AccessRole.Plain) => instruction switch
    {
        Store { IsVolatile: false } store when store.Role.IsApartFrom(role) => false,
        Store { IsVolatile: false } store => Alias.MayAlias(store.Address, store.Accessed, address, accessed),
        _ => MayWriteUnknown(instruction) && !Alias.IsPrivate(address) && !(instruction is Call or NewObject && IsReadOnly(address)),
    };

    /// <summary>Whether the instruction may read what a store of that type to that address writes.</summary>
    public bool MayRead(Instruction instruction, Value address, IRType accessed, AccessRole role = AccessRole.Plain) => instruction switch
    {
        Load { IsVolatile: false } load when load.Role.IsApartFrom(role) => false,
        Load { IsVolatile: false } load => Alias.MayAlias(load.Address, load.Accessed, address, accessed),
        Load or Store { IsVolatile: true } => !Alias.IsPrivate(address),
        Call call => EffectOf(call) != CallEffect.Nothing && !Alias.IsPrivate(address),
        Leave or Throw or EndHandler => true,
        _ => instruction.ReadsMemory && !Alias.IsPrivate(address),
    };

    /// <summary>Whether it may write somewhere that cannot be told from its operands, other than this method's private memory.</summary>
    public bool MayWriteUnknown(Instruction instruction) => instruction switch
    {
        Store store => store.IsVolatile,
        Load load => load.IsVolatile,
        Call call => EffectOf(call) == CallEffect.Anything,
        NewObject made => summaries is null || summaries(made.Constructor) == CallEffect.Anything,
        Leave => true,
        Terminator => false,
        _ => instruction.WritesMemory,
    };

    private CallEffect EffectOf(Call call) =>
        call.IsPureFunction ? CallEffect.Nothing
        : !call.IsDispatched && summaries is not null ? summaries(call.Method)
        : CallEffect.Anything;

    /// <summary>A field that only constructors may set, in a method that runs none on an object which it already holds.</summary>
    private bool IsReadOnly(Value address) =>
        !constructs && Place.Of(address) is { Kind: PlaceKind.Field, Field.Definition.IsInitOnly: true };

    private static bool IsConstructor(MethodHandle method) => method.Name is ".ctor" or ".cctor";
}
