namespace ILDiff.IR;

using ILDiff.Types;

internal enum CallKind
{
    /// <summary><c>call</c>: exactly this method.</summary>
    Direct,

    /// <summary><c>callvirt</c>: by the receiver's run-time type, with a null check.</summary>
    Virtual,
}

/// <summary>Calls a method; operands line up with <see cref="MethodHandle.Parameters"/>.</summary>
internal sealed class Call(MethodHandle method, CallKind kind, Value[] arguments, IRType? constrained = null)
    : Instruction(method.ReturnType.OnStack, arguments)
{
    public MethodHandle Method { get; } = method;

    public CallKind Kind { get; } = kind;

    /// <summary>The type of a <c>constrained.</c> prefix that reading could not resolve away.</summary>
    public IRType? Constrained { get; } = constrained;

    /// <summary>
    /// Whether the method that runs depends on the run-time type of the receiver. A virtual call that does not is a
    /// direct one with a null check.
    /// </summary>
    public bool IsDispatched => Kind == CallKind.Virtual
        && !(Method.Definition is { IsRuntime: false, IsAbstract: false } method && (!method.IsVirtual || method.IsFinal || method.DeclaringType.IsSealed));

    /// <summary>
    /// Whether rules say that it is a function of its scalar operands and nothing else. Then it may be moved,
    /// merged, dropped and repeated.
    /// </summary>
    public bool IsPureFunction { get; init; }

    public override bool IsPure => IsPureFunction;

    public override bool ReadsMemory => !IsPureFunction;

    public override bool WritesMemory => !IsPureFunction;

    protected override Instruction Clone(Value[] o) => new Call(Method, Kind, o, Constrained) { IsPureFunction = IsPureFunction };
}

/// <summary>An opcode that is read but neither differentiated nor emitted (<c>calli</c>, <c>mkrefany</c>, <c>arglist</c>, …).</summary>
internal sealed class Opaque(string opcode, Value[] operands, IRType type) : Instruction(type, operands)
{
    public string Opcode { get; } = opcode;

    public override bool ReadsMemory => true;

    public override bool WritesMemory => true;

    protected override Instruction Clone(Value[] o) => new Opaque(Opcode, o, Type);
}
