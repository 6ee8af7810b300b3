namespace ILDiff.Weaving;

using ILDiff.Diagnostics;
using ILDiff.Differentiation;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Turns calls of <c>Diff</c> into calls of generated members: the call's target becomes a static method of the same
/// shape, made for the function that the call is given. A call whose function is not known is left as it is; so is one of
/// a shape that has no static form, for which the run time then finds the members.
/// </summary>
/// <param name="differentiator">Makes the members; its module is changed in memory.</param>
public sealed class DiffCallWeaver(AssemblyDifferentiator differentiator)
{
    private const string TypeName = "ILDiff.Diff";

    private readonly DelegateResolver resolver = new(differentiator.Types);
    private readonly Dictionary<(string Call, MethodHandle Function, bool IsClosed), (MethodDefinition? Woven, MethodOutcome Outcome)> known = [];

    private TypeUniverse Types => differentiator.Types;

    /// <summary>The calls of the module, in the order of the metadata.</summary>
    public IReadOnlyList<DiffCall> Calls() => !differentiator.Module.GetTypeReferences().Any(t => t.FullName == TypeName) ? [] : [..
        from type in differentiator.Module.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.OpCode.Code == Code.Call && instruction.Operand is MethodReference { DeclaringType.FullName: TypeName }
        select new DiffCall(method, instruction)];

    /// <summary>Weaves one call. Members that cannot be made are errors at the call's line, and the call is left as it is.</summary>
    /// <param name="call">The call.</param>
    /// <param name="engineIsThere">Whether the program can make derivatives while it runs.</param>
    /// <param name="strict">Whether a call whose function is not known is an error.</param>
    /// <returns>The members that the call needed, and what there is to say.</returns>
    public MethodOutcome Weave(DiffCall call, bool engineIsThere, bool strict)
    {
        var (name, callee, place) = (call.ToString(), call.Callee, SourceLines.Of(call.Caller, call.Instruction.Offset));
        if (resolver.Body(call.Caller) is not { } body) return Left("the call stands in a generic method, or in one that cannot be read");
        var found = body.Instructions.OfType<Call>().FirstOrDefault(c => c.Origin?.ILOffset == call.Instruction.Offset && c.Method.DeclaringType.Name == TypeName);
        if (found is null) return new MethodOutcome(name, [], []);
        if (resolver.Resolve(found.Operand(0)) is not { } target) return Left("its function is not known there: it comes from a parameter, a field or a call, or is one of several");
        var key = (callee.FullName, target.Method, target.IsClosed);
        if (!known.TryGetValue(key, out var result)) known.Add(key, result = Make(found, target));
        if (result.Woven is not null) call.Instruction.Operand = result.Woven;
        return result.Outcome with { Method = name, Diagnostics = [.. result.Outcome.Diagnostics.Select(d => d.At(place))] };

        MethodOutcome Left(string why) => new(name, [], [new Diagnostic(DiagnosticId.CallLeftToRuntime, strict ? Severity.Error : Severity.Info,
            $"this call of Diff.{callee.Name} is not bound at build time, because {why}; when it runs, it takes the members that the function's own assembly has"
            + (engineIsThere ? ", else the just-in-time engine makes them" : ", else it throws: mark the function with [Differentiable], or add the package ILDiff"), place)]);
    }

    private (MethodDefinition? Woven, MethodOutcome Outcome) Make(Call call, DelegateTarget target)
    {
        var modes = Modes(call);
        var primal = target.Method;
        var request = new DerivativeRequest(primal.Reference) { WithRespectTo = [], Constants = target.IsClosed ? [ParameterNames.Of(primal, 0)] : [], Modes = modes };
        var outcome = differentiator.Differentiate(request);
        if (outcome.Diagnostics.Any(d => d.Id == DiagnosticId.MemberExists))
        {
            // A member of that signature is somebody else's, or takes another parameter for a constant.
            outcome = differentiator.Differentiate(request with { Holder = NewHolder() });
        }

        if (!outcome.Differentiated) return (null, outcome);
        var form = new StaticForm(Types, call, target, outcome.Generated);
        var woven = form.CanBeWritten ? differentiator.AddStatic(primal, form.Signature, form.Write) : null;
        return (woven, outcome);
    }

    private TypeDefinition NewHolder()
    {
        var module = differentiator.Module;
        var name = Enumerable.Range(1, int.MaxValue).Select(i => $"Calls{i}").First(n => module.GetType("ILDiff.Generated", n) is null);
        var holder = new TypeDefinition("ILDiff.Generated", name,
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, module.TypeSystem.Object);
        module.Types.Add(holder);
        return holder;
    }

    private static DerivativeModes Modes(Call call) => call.Method.Name switch
    {
        "Gradient" or "ValueAndGradient" => DerivativeModes.Vjp | DerivativeModes.Gradient,
        "Jvp" => DerivativeModes.Jvp,
        "Vjp" => DerivativeModes.Vjp,
        "Jacobian" => DerivativeModes.Jvp | DerivativeModes.Vjp,
        "Hvp" or "Hessian" => DerivativeModes.Hvp,
        "Derivative" when call.Operands is [_, Constant { Literal: int kind }] => (DerivativeKind)kind switch
        {
            DerivativeKind.Jvp => DerivativeModes.Jvp,
            DerivativeKind.Hvp => DerivativeModes.Hvp,
            DerivativeKind.Vjps => DerivativeModes.Vjps,
            _ => DerivativeModes.Vjp | DerivativeModes.Gradient,
        },
        _ => DerivativeModes.All,
    };
}
