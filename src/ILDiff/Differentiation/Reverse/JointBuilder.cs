namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Both sweeps in one method: the shape of <c>MVjp</c>. What is recorded outside loops is a local; a method that
/// returns on no path is its forward sweep alone.
/// </summary>
internal static class JointBuilder
{
    /// <param name="handle">The method being made: each parameter followed by its adjoint if active, then the seed.</param>
    public static IRMethod Build(ReversePlan plan, MethodHandle handle)
    {
        var primal = plan.Primal.Method;
        var (target, prologue, parameters) = DerivativeMethods.Begin(handle);
        var slots = new IRBuilder(target, prologue);
        var values = AdjointParameters.Primal(plan, parameters);
        var passed = AdjointParameters.Of(plan, parameters, slots, (adjoint, type) => plan.IsRepeated ? slots.Zero(type) : adjoint);
        var variables = ReferenceVariable.Of(plan, slots, values, passed.Shadows);
        TapeAccess? tape = null;
        if (plan.UsesTape) tape = new TapeAccess(target.Types, slots.Call(RuntimeMembers.Of(target.Types).CurrentTape), prologue);

        var visits = new LoopVisitSlots();
        var body = target.AddBlock();
        var back = target.AddBlock();
        Value? result = null;
        Value? resultShadow = null;
        var forward = new ForwardSweep(plan.Primal, target, plan.Activity, plan.Closure, plan.Recording, plan.Layout, tape, (sweep, returned) =>
        {
            if (returned.Operands.Length == 1)
            {
                result = sweep.CopyOf(returned.Operand(0));
                if (passed.ShadowSeed is not null) resultShadow = sweep.DualOf(returned.Operand(0));
            }

            sweep.Builder.Jump(back);
        });
        forward.Emit(values, passed.Shadows, body);
        slots.Jump(body);
        if (plan.Primal.ReturnBlock is null)
        {
            target.Blocks.Remove(back);
            return target;
        }

        var seeds = plan.IsRepeated ? new SeveralSeeds(target, back, parameters[plan.Signature.Parameters.ToList().IndexOf(true) + 1]) : null;
        if (seeds is not null) passed = AdjointParameters.Of(plan, parameters, seeds.Body, seeds.Of);
        Value? Given(IRBuilder builder, Item item) => item switch
        {
            PrimalItem { Value: BlockParameter parameter } when parameter.Block == primal.Entry => forward.CopyOf(parameter),
            ShadowItem { Value: BlockParameter parameter } when parameter.Block == primal.Entry => passed.Shadows[parameter.Index] ?? forward.DualOf(parameter),
            PrimalItem { Value: Slot slot } => forward.CopyOf(slot),
            _ => plan.Recording.Recorded.Contains(item) ? forward.Local(builder, item) : null,
        };

        var reviver = new Reviver(plan.Primal, plan.Recomputation, plan.Recording, plan.Layout, tape, visits,
            Given, (_, slot) => forward.DualOf(slot), null, slots);
        var finish = seeds?.Next ?? target.AddBlock();
        var reverse = new ReverseSweep(
            plan.Primal, plan.Activity, plan.Closure, reviver, target, prologue, visits, tape?.Tape, plan.IsRepeated);
        if (plan.Fused is not null) reverse.EmitVisits(plan.Fused, passed.Seed, forward.Turns);
        var start = reverse.Emit(passed.Seed, passed.Places, finish);
        var entry = seeds?.Body ?? new IRBuilder(target, back);
        if (passed.ShadowSeed is not null) SeedShadow(entry, resultShadow!, passed.ShadowSeed, primal.ReturnType);
        ReferenceVariable.MoveSeeds(entry, variables);
        entry.Jump(start);
        var exit = seeds?.End ?? new IRBuilder(target, finish);
        foreach (var variable in variables) variable.Restore(exit);
        exit.Return(result is null ? [] : [result]);
        return target;
    }

    /// <summary>
    /// The seed of a reference result comes in the caller's shadow; it is added to the shadow that the forward sweep made.
    /// Where a struct holds several references, they may lead to one object, which one call adds to once.
    /// </summary>
    private static void SeedShadow(IRBuilder builder, Value shadow, Value seed, IRType type)
    {
        while (type.Kind == TypeKind.Struct && type.Fields.Where(f => f.Type.HoldsShadowedReference()).Take(2).ToList() is [var only])
        {
            (shadow, seed, type) = (builder.ExtractField(shadow, only), builder.ExtractField(seed, only), only.Type);
        }

        builder.Call(RuntimeMembers.Of(builder.Types).Accumulate(type), shadow, seed);
    }
}
