namespace ILDiff.Differentiation;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>One implementation of a dispatched method.</summary>
/// <param name="Method">The method that runs.</param>
/// <param name="Receivers">The exact types of the objects on which it does.</param>
/// <param name="Refusal">Why it has no derivative, if so.</param>
internal sealed record DispatchTarget(MethodHandle Method, IReadOnlyList<IRType> Receivers, string? Refusal);

/// <summary>
/// Makes a virtual call a choice: tests of the exact run-time type of the receiver, each before a direct call of what that
/// type runs, and an exception for any other type. The first test fails on null as the call does.
/// </summary>
internal static class DispatchChain
{
    /// <summary>What the call's value is replaced by is only noted.</summary>
    public static void Replace(IRMethod method, Call call, IReadOnlyList<DispatchTarget> targets, Replacement results)
    {
        var block = call.Block!;
        var rest = FlowEdits.SplitAt(block, call);
        if (call.Type.Kind != TypeKind.Void) results.Add(call, rest.AddParameter(call.Type, call.Name));

        var runtime = RuntimeMembers.Of(method.Types);
        var receiver = call.Operand(0);
        var builder = new IRBuilder(method, block) { Origin = call.Origin };
        foreach (var target in targets)
        {
            var taken = method.AddBlock(block.Region);
            foreach (var type in target.Receivers)
            {
                var next = method.AddBlock(block.Region);
                builder.Branch(builder.Call(runtime.IsExactly(type), receiver), new Edge(taken, []), new Edge(next, []));
                builder.Block = next;
            }

            Take(new IRBuilder(method, taken) { Origin = call.Origin }, call, target, rest, runtime);
        }

        builder.Throw(builder.Call(runtime.NotSeen, builder.Call(runtime.TypeOf, receiver), Text(builder, call.Method.ToString())));
    }

    private static void Take(IRBuilder builder, Call call, DispatchTarget target, Block rest, RuntimeMembers runtime)
    {
        if (target.Refusal is { } refusal)
        {
            builder.Throw(builder.Call(runtime.LeftOut, builder.Call(runtime.TypeOf, call.Operand(0)), Text(builder, refusal)));
            return;
        }

        var arguments = call.Operands.ToArray();
        arguments[0] = Receiver(builder, arguments[0], target.Method.DeclaringType);
        if (call.Origin is { } origin) builder.Origin = origin with { Implementation = target.Method };
        var made = builder.Call(target.Method, arguments);
        builder.Origin = call.Origin;
        builder.Jump(rest, call.Type.Kind == TypeKind.Void ? [] : [made]);
    }

    private static Constant Text(IRBuilder builder, string text) => builder.Method.Constant(builder.Types.String, text);

    private static Value Receiver(IRBuilder builder, Value receiver, IRType declaring) =>
        !declaring.IsObject ? builder.Unbox(receiver, declaring)
        : Assignability.IsAssignable(receiver.Type, declaring) ? receiver
        : builder.Cast(receiver, declaring, throws: false);
}
