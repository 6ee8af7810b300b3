namespace ILDiff.Weaving;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>A call of a method of <c>Diff</c>.</summary>
/// <param name="Caller">The method that it stands in.</param>
/// <param name="Instruction">The call.</param>
public sealed record DiffCall(MethodDefinition Caller, Instruction Instruction)
{
    /// <summary>The method called.</summary>
    public MethodReference Callee => (MethodReference)Instruction.Operand;

    /// <summary>As reports name it.</summary>
    public override string ToString() => $"Diff.{Callee.Name} in {Caller.DeclaringType.FullName}.{Caller.Name}, IL_{Instruction.Offset:x4}";
}
