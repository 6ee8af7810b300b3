namespace ILDiff.Differentiation.Members;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>
/// Makes the Hessian-vector product: reverse mode over forward mode, the gradient of the directional derivative with the
/// direction held constant. The pushforward is an ordinary method by then, read and differentiated like any other.
/// </summary>
/// <param name="first">
/// Makes the pushforward, without strong zeros: a branch that skips a product where the tangent is zero would skip the
/// derivative of that tangent with it.
/// </param>
/// <param name="second">Differentiates it.</param>
internal sealed class ProductBuilder(
    DerivativeClosure first, DerivativeClosure second, DerivativeSink sink, MethodHandle primal, ActivitySignature signature, TypeDefinition home)
{
    private TypeUniverse Types => second.Types;

    /// <summary>The product's shape; null where the result is no float.</summary>
    public MemberSignature? Shape() => MemberSignature.Hvp(primal, signature, DerivativeSink.IsStatic(primal, home), Types);

    public MethodDefinition Build(MemberSignature shape)
    {
        var pushforward = Types.Method(first.Tangent(primal, signature).Reference, GenericContext.Empty);
        List<bool> active = [.. signature.Parameters.SelectMany(isActive => isActive ? (bool[])[true, false] : [false])];
        var pullback = new MemberBuilder(second, sink, pushforward, new ActivitySignature(active, true), home).Vjp(null);
        var member = sink.DeclareMember(primal, home, shape);
        sink.Define(member, Body(member, pushforward, pullback));
        return sink.Definition(member);
    }

    private IRMethod Body(MethodHandle member, MethodHandle pushforward, MethodHandle pullback)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(member);
        var builder = new IRBuilder(target, prologue);
        var adjoints = new FreshAdjoints(builder);
        var arguments = new List<Value>();
        var next = 0;
        for (var i = 0; i < primal.Parameters.Count; i++)
        {
            var value = parameters[next++];
            arguments.Add(value);
            if (!signature.Parameters[i]) continue;
            arguments.Add(adjoints.For(value, primal.Parameters[i]));
            arguments.Add(parameters[next++]);
        }

        var pair = pushforward.ReturnType;
        var tangent = pair.Fields[1];
        arguments.Add(builder.InsertField(builder.Zero(pair), tangent, builder.Float(tangent.Type, 1)));
        var result = builder.Call(pullback, [.. arguments]);
        builder.Return(adjoints.Tuple(target.ReturnType, builder.ExtractField(result, pair.Fields[0])));
        return target;
    }
}
