namespace ILDiff.Differentiation.Members;

using ILDiff.Analyses;
using ILDiff.Differentiation.Forward;
using ILDiff.Differentiation.Reverse;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>Makes the members of the contract for one method, in a given type.</summary>
internal sealed class MemberBuilder(DerivativeClosure closure, DerivativeSink sink, MethodHandle primal, ActivitySignature signature, TypeDefinition home)
{
    private readonly bool isStatic = DerivativeSink.IsStatic(primal, home);

    private TypeUniverse Types => closure.Types;

    public MemberSignature JvpShape() => MemberSignature.Jvp(primal, signature, isStatic, Types);

    public MemberSignature VjpShape() => MemberSignature.Vjp(primal, signature, isStatic, Types);

    public MemberSignature VjpsShape() => MemberSignature.Vjps(primal, signature, isStatic, Types);

    /// <summary>The gradient's shape; null where the result is no float.</summary>
    public MemberSignature? GradientShape() => MemberSignature.Gradient(primal, signature, isStatic, Types);

    public MethodDefinition Jvp(MemberSignature shape)
    {
        var member = sink.DeclareMember(primal, home, shape);
        sink.Define(member, closure.RuleOf(primal, isJvp: true) is { } rule
            ? CustomDerivative.Tangent(member, rule, primal, signature)
            : TangentBuilder.Build(closure.Called(primal, signature), member, signature, closure));
        return sink.Definition(member);
    }

    /// <summary>
    /// The pullback. If it uses the tape, the sweeps stand in a method of their own and the member guards it: whatever
    /// happens, the tape is as it was. If it pays to know that the arrays passed are different ones, there is a version
    /// for that, chosen by comparing references.
    /// </summary>
    /// <param name="shape">The member's shape; null makes a pullback that is no member, for others to call.</param>
    public MethodHandle Vjp(MemberSignature? shape)
    {
        var member = shape is not null ? sink.DeclareMember(primal, home, shape) : sink.Declare(primal, Whole(VjpShape()));
        if (closure.RuleOf(primal, isJvp: false) is { } rule)
        {
            sink.Define(member, CustomDerivative.Pullback(member, rule, primal, signature));
            return member;
        }

        Define(member, isRepeated: false);
        return member;
    }

    /// <summary>The pullback of several seeds.</summary>
    public MethodDefinition Vjps(MemberSignature shape)
    {
        var member = sink.DeclareMember(primal, home, shape);
        Define(member, isRepeated: true);
        return sink.Definition(member);
    }

    private void Define(MethodHandle member, bool isRepeated)
    {
        var body = closure.Called(primal, signature);
        var plan = new ReversePlan(body, signature, closure, isSplit: false, [], isRepeated);
        var fast = PlanForDistinct(body, plan);
        if (!plan.UsesTape && fast is null)
        {
            sink.Define(member, JointBuilder.Build(plan, member));
            return;
        }

        var general = Sweeps(plan, member, "Sweeps");
        var distinct = fast is null ? null : Sweeps(fast, member, "SweepsDistinct");
        sink.Define(member, Guard(member, general, distinct, plan.UsesTape || fast is { UsesTape: true }));
    }

    public MethodDefinition Gradient(MemberSignature shape, MethodHandle pullback)
    {
        var member = sink.DeclareMember(primal, home, shape);
        sink.Define(member, GradientBody(member, pullback));
        return sink.Definition(member);
    }

    /// <summary>A static method's shape: with the receiver, if there is one, among the parameters.</summary>
    internal DerivativeSignature Whole(MemberSignature shape) =>
        new("Pullback", MemberSignature.PullbackParameters(primal, signature, Types), shape.ReturnType);

    private MethodHandle Sweeps(ReversePlan plan, MethodHandle member, string suffix)
    {
        var parameters = member.Parameters.Select((type, i) => (ParameterNames.Of(member, i), type)).ToList();
        var core = sink.Declare(primal, new DerivativeSignature(suffix, parameters, member.ReturnType));
        sink.Define(core, JointBuilder.Build(plan, core));
        return core;
    }

    private ReversePlan? PlanForDistinct(IRMethod body, ReversePlan general)
    {
        var groups = ArrayGroups();
        if (groups.Count == 0 || closure.Options.RecordEverything || general.Recording.Recorded.Count == 0) return null;
        var fast = new ReversePlan(body, signature, closure, isSplit: false, [.. groups.SelectMany(g => g)], general.IsRepeated);
        return fast.Recording.Recorded.SetEquals(general.Recording.Recorded) || Weight(fast) >= Weight(general) ? null : fast;
    }

    private static int Weight(ReversePlan plan) => plan.Layout.Slabs.Sum(s => s.Banks.Sum(s.Stride));

    /// <summary>Positions of parameters that could be one array: of the same type, two or more.</summary>
    private List<List<int>> ArrayGroups() => [.. Enumerable.Range(0, primal.Parameters.Count)
        .Where(i => primal.Parameters[i] is { Kind: TypeKind.Array, Element.IsObject: false })
        .GroupBy(i => primal.Parameters[i]).Where(g => g.Count() > 1).Select(g => g.ToList())];

    private IRMethod Guard(MethodHandle member, MethodHandle general, MethodHandle? distinct, bool usesTape)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(member);
        var builder = new IRBuilder(target, prologue);
        Value[] arguments = [.. parameters];
        var returned = member.ReturnType.Kind == TypeKind.Void ? null : builder.Slot(member.ReturnType);
        Value? tape = null;
        Value? mark = null;
        Region? guarded = null;
        if (usesTape)
        {
            var runtime = RuntimeMembers.Of(Types);
            tape = builder.Call(runtime.CurrentTape);
            mark = builder.Call(runtime.MarkTape, tape);
            guarded = new Region(RegionKind.Try, null);
            target.Regions.Add(guarded);
        }

        var enter = target.AddBlock(guarded);
        if (guarded is not null) guarded.Entry = enter;
        builder.Jump(enter);
        builder.Block = enter;
        var exit = target.AddBlock();

        void Run(MethodHandle core)
        {
            Value result = builder.Call(core, arguments);
            if (returned is not null) builder.Store(returned, result, member.ReturnType);
            if (guarded is not null) builder.Leave(new Edge(exit, []));
            else builder.Jump(exit);
        }

        if (distinct is not null)
        {
            var same = target.AddBlock(guarded);
            foreach (var group in DistinctPairs(parameters))
            {
                var next = target.AddBlock(guarded);
                builder.Branch(builder.Compare(CompareOperator.Eq, group.First, group.Second), new Edge(same, []), new Edge(next, []));
                builder.Block = next;
            }

            Run(distinct);
            builder.Block = same;
        }

        Run(general);
        if (guarded is not null)
        {
            var handler = new Region(RegionKind.Finally, null) { Guarded = guarded };
            target.Regions.Add(handler);
            handler.Entry = builder.Block = target.AddBlock(handler);
            builder.Call(RuntimeMembers.Of(Types).ResetTape, tape!, mark!);
            builder.EndHandler();
        }

        builder.Block = exit;
        builder.Return(returned is null ? [] : [builder.Load(returned, member.ReturnType)]);
        return target;
    }

    private IEnumerable<(Value First, Value Second)> DistinctPairs(IReadOnlyList<Value> parameters)
    {
        var position = new Dictionary<int, int>();
        for (int i = 0, next = 0; i < primal.Parameters.Count; i++, next++)
        {
            position[i] = next;
            if (signature.Parameters[i]) next++;
        }

        foreach (var group in ArrayGroups())
        {
            for (var i = 0; i < group.Count; i++)
            {
                for (var j = i + 1; j < group.Count; j++) yield return (parameters[position[group[i]]], parameters[position[group[j]]]);
            }
        }
    }

    internal IRMethod GradientBody(MethodHandle member, MethodHandle pullback)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(member);
        var builder = new IRBuilder(target, prologue);
        var adjoints = new FreshAdjoints(builder);
        var arguments = new List<Value>();
        for (var i = 0; i < primal.Parameters.Count; i++)
        {
            arguments.Add(parameters[i]);
            if (signature.Parameters[i]) arguments.Add(adjoints.For(parameters[i], primal.Parameters[i]));
        }

        arguments.Add(builder.Float(primal.ReturnType, 1));
        Value result = builder.Call(pullback, [.. arguments]);
        builder.Return(adjoints.Tuple(target.ReturnType, result));
        return target;
    }
}
