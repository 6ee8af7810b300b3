namespace ILDiff.Differentiation.Forward;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>Forward mode: the primal with the tangent of each active value beside it, in one pass.</summary>
internal sealed class TangentBuilder : DualSweep
{
    private readonly DerivativeClosure closure;
    private readonly ActivitySignature signature;

    private TangentBuilder(IRMethod primal, IRMethod target, Activity activity, ActivitySignature signature, DerivativeClosure closure)
        : base(primal, target, activity)
    {
        this.closure = closure;
        this.signature = signature;
    }

    protected override bool HasTangents => true;

    /// <summary>The body of the pushforward.</summary>
    /// <param name="body">The simplified primal; not changed.</param>
    /// <param name="handle">The method that is being made, with the shape of <see cref="TangentSignature"/>.</param>
    public static IRMethod Build(IRMethod body, MethodHandle handle, ActivitySignature signature, DerivativeClosure closure)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(handle);
        var activity = new Activity(body, signature, closure);
        CaughtExceptions.Check(body, activity);
        closure.Remarks.NoteSteps(body, activity);
        closure.Remarks.NoteLeftOut(body);
        var builder = new TangentBuilder(body, target, activity, signature, closure);
        var next = 0;
        for (var i = 0; i < body.Parameters.Count; i++)
        {
            builder.Copier.Values[body.Parameters[i]] = parameters[next++];
            if (signature.Parameters[i]) builder.SetDual(body.Parameters[i], parameters[next++]);
        }

        var start = target.AddBlock();
        new IRBuilder(target, prologue).Jump(start);
        builder.Sweep(start);
        return target;
    }

    protected override Value TangentOf(Instruction instruction) => instruction switch
    {
        Binary binary when RuleBook.Find(binary.Operator) is { } rule => Combine(binary, rule.Partials),
        Unary { Operator: UnaryOperator.Neg } => Builder.Neg(DualOf(instruction.Operand(0))),
        Convert => Builder.Convert(DualOf(instruction.Operand(0)), instruction.Type),
        _ => throw Refuse(instruction, DiagnosticId.UnsupportedConstruct, DerivativeRefusal.Passed(instruction)),
    };

    protected override void VisitCall(Call call)
    {
        if (!closure.IsActiveCall(call, Activity))
        {
            closure.CheckCutChain(call, Activity, Primal);
            CopyPlain(call);
            foreach (var place in closure.Reset(call, Activity)) Builder.Store(DualOf(place), Builder.Zero(place.Type.Element!), place.Type.Element!);
        }
        else if (closure.FormulaOf(call) is { } formula)
        {
            CopyPlain(call);
            SetDual(call, Combine(call, formula.Partials));
        }
        else if (closure.TupleFormulaOf(call) is { } tuple)
        {
            CopyPlain(call);
            Value dual = Builder.Zero(call.Type);
            for (var i = 0; i < tuple.Partials.Count; i++) dual = Builder.InsertField(dual, call.Type.Fields[i], Combine(call, tuple.Partials[i]));
            SetDual(call, dual);
        }
        else
        {
            CallTangent(call);
        }
    }

    protected override void VisitNewObject(NewObject made)
    {
        if (Activity.IsActive(made) || made.Operands.ToArray().Any(Activity.IsActive))
        {
            throw Refuse(made, DiagnosticId.UnsupportedConstruct,
                DerivativeRefusal.Made(made.Type));
        }

        CopyPlain(made);
    }

    protected override void VisitReturn(Return returned)
    {
        if (!signature.Result)
        {
            Builder.Return([.. returned.Operands.ToArray().Select(CopyOf)]);
            return;
        }

        var pair = Target.ReturnType;
        var result = returned.Operand(0);
        var tuple = Builder.InsertField(Builder.Zero(pair), pair.Fields[0], CopyOf(result));
        Builder.Return(Builder.InsertField(tuple, pair.Fields[1], DualOf(result)));
    }

    private void CallTangent(Call call)
    {
        closure.RequireBody(call, Primal, isJvp: true);
        var callee = DerivativeClosure.SignatureOf(call, Activity);
        var arguments = new List<Value>();
        for (var i = 0; i < call.Operands.Length; i++)
        {
            arguments.Add(CopyOf(call.Operand(i)));
            if (callee.Parameters[i]) arguments.Add(DualOf(call.Operand(i)));
        }

        var result = Builder.Call(closure.Tangent(call, callee), [.. arguments]);
        if (callee.Result)
        {
            Copier.Values[call] = Builder.ExtractField(result, result.Type.Fields[0]);
            SetDual(call, Builder.ExtractField(result, result.Type.Fields[1]));
        }
        else
        {
            Copier.Values[call] = result;
        }
    }

    /// <summary>The sum of partials times tangents.</summary>
    private Value Combine(Instruction instruction, IReadOnlyList<Formula?> partials)
    {
        var operands = instruction.Operands.ToArray();
        var copies = operands.Select(CopyOf).ToArray();
        var width = instruction is Call call ? FormulaRule.WorkingType(call.Method) : instruction.Type;
        Value sum = Builder.Zero(width);
        for (var i = 0; i < operands.Length; i++)
        {
            if (partials[i] is not { } open || !Activity.IsActive(operands[i])) continue;
            var partial = open.Bind(operands);
            if (partial.IsZero) continue;
            var tangent = DualOf(operands[i]);
            if (tangent.Type != width) tangent = Builder.Convert(tangent, width);
            sum = Builder.Accumulate(sum, StrongZero.Multiply(
                Builder, partial, tangent, copies, CopyOf(instruction), width, instruction is Call && closure.Options.StrongZero));
        }

        return sum.Type == instruction.Type || instruction.Type.Kind == TypeKind.Struct ? sum : Builder.Convert(sum, instruction.Type);
    }
}
