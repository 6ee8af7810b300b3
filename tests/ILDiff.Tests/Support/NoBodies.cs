namespace ILDiff.Tests.Support;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>For passes under test: there is nothing to inline.</summary>
internal sealed class NoBodies : IBodySource
{
    public IRMethod? Simplified(MethodHandle method) => null;

    public IRMethod? Normalized(MethodHandle method) => null;

    public void Renormalize(IRMethod body)
    {
    }

    public MethodHandle? Substitute(MethodHandle method, IReadOnlyList<IRType> operands) => null;

    public Value? Derivative(Call call, NewObject function, Value held, IRBuilder builder) => null;

    public string? Failure(MethodHandle method) => "it has no body";
}
