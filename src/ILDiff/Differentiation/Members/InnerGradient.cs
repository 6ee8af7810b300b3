namespace ILDiff.Differentiation.Members;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.Differentiation.Reverse;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// A gradient that is to be differentiated itself. It does not use the tape, whose records would be lost in the derivative:
/// where reverse mode needs one, the partials are taken by forward mode, one run for each.
/// </summary>
internal sealed class InnerGradient(DerivativeClosure closure, DerivativeSink sink, MethodHandle primal, ActivitySignature signature)
{
    private readonly IDerivativeSink whole = sink.Uncut;

    private TypeUniverse Types => closure.Types;

    /// <exception cref="DiagnosticException">There is none that can be differentiated.</exception>
    public MethodHandle Make()
    {
        var builder = new MemberBuilder(closure, sink, primal, signature, sink.HomeOf(primal));
        var shape = builder.GradientShape() ?? throw Fail("it returns no float");
        if (closure.RuleOf(primal, isJvp: false) is not null) throw Fail("it has a custom pullback");
        if (primal.Parameters.Where((_, i) => signature.Parameters[i]).Any(p => !p.IsFloat && p is not { Kind: TypeKind.Array, Element.IsFloat: true })) throw Fail("it takes other data than floats and arrays of floats");
        if (signature.Parameters.Count(a => a) > 6) throw Fail("it has more than six arguments");
        var plan = new ReversePlan(closure.Body(primal, signature), signature, closure, isSplit: false, []);
        var parameters = primal.Parameters.Select((type, i) => (ParameterNames.Of(primal, i), type)).ToList();
        DerivativeSignature ofGradient = new("Gradient", parameters, shape.ReturnType);
        if (plan.UsesTape && WritesOutside(plan)) throw Fail("it records on the tape and writes to what it is given");
        if (!plan.UsesTape)
        {
            var pullback = sink.Declare(primal, builder.Whole(builder.VjpShape()));
            whole.Define(pullback, JointBuilder.Build(plan, pullback));
            var gradient = sink.Declare(primal, ofGradient);
            whole.Define(gradient, builder.GradientBody(gradient, pullback));
            return gradient;
        }

        var pushforward = closure.Tangent(primal, signature);
        var partials = sink.Declare(primal, ofGradient);
        whole.Define(partials, PartialsBody(partials, pushforward));
        return partials;
    }

    /// <summary>Whether a second run would not find what the first one found.</summary>
    private static bool WritesOutside(ReversePlan plan)
    {
        var memory = plan.Activity.Memory;
        return plan.Primal.Method.Instructions.Any(i => i is Store { Address: not Slot } store ? memory.Of(store.Address).IsExternal
            : i is Call && memory.Touched(i).Any(p => p.IsWritten && p.IsExternal));
    }

    private IRMethod PartialsBody(MethodHandle member, MethodHandle pushforward)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(member);
        var builder = new IRBuilder(target, prologue);
        var tuple = member.ReturnType;
        List<Value> parts = [builder.Call(primal, [.. parameters])];
        for (var by = 0; by < parameters.Count; by++)
        {
            if (!signature.Parameters[by]) continue;
            var type = primal.Parameters[by];
            if (type.IsFloat)
            {
                parts.Add(Along(builder, pushforward, parameters, by, builder.Float(type, 1), type));
                continue;
            }

            var length = builder.Convert(builder.ArrayLength(parameters[by]), Types.Int32);
            var gradient = builder.NewArray(type, length);
            var (head, body, next) = (target.AddBlock(), target.AddBlock(), target.AddBlock());
            var index = head.AddParameter(Types.Int32);
            builder.Jump(head, builder.Int(0));
            builder.Block = head;
            builder.Branch(builder.Compare(CompareOperator.Lt, index, length), new Edge(body, []), new Edge(next, []));
            builder.Block = body;
            var direction = builder.NewArray(type, length);
            builder.Store(builder.ElementAddress(direction, type.Element!, index), builder.Float(type.Element!, 1), type.Element!);
            var partial = Along(builder, pushforward, parameters, by, direction, type.Element!);
            builder.Store(builder.ElementAddress(gradient, type.Element!, index), partial, type.Element!);
            builder.Jump(head, builder.Add(index, builder.Int(1)));
            builder.Block = next;
            parts.Add(gradient);
        }

        Value result = builder.Zero(tuple);
        for (var i = 0; i < parts.Count; i++) result = builder.InsertField(result, tuple.Fields[i], parts[i]);
        builder.Return(result);
        return target;
    }

    /// <summary>The derivative along a direction in one argument.</summary>
    private Value Along(IRBuilder builder, MethodHandle pushforward, IReadOnlyList<Value> parameters, int by, Value direction, IRType type)
    {
        var arguments = new List<Value>();
        for (var i = 0; i < parameters.Count; i++)
        {
            arguments.Add(parameters[i]);
            if (!signature.Parameters[i]) continue;
            arguments.Add(i == by ? direction : primal.Parameters[i].IsFloat ? builder.Zero(primal.Parameters[i]) : builder.NewArray(primal.Parameters[i], builder.Convert(builder.ArrayLength(parameters[i]), Types.Int32)));
        }

        var pair = builder.Call(pushforward, [.. arguments]);
        var tangent = builder.ExtractField(pair, pair.Type.Fields[1]);
        return tangent.Type == type ? tangent : builder.Convert(tangent, type);
    }

    private DiagnosticException Fail(string why) =>
        new(new Diagnostic(DiagnosticId.UnsupportedRule, Severity.Error, why, new SourceLocation(Types.Module.Name, primal.ToString())));
}
