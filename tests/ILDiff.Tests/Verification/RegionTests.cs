namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>The structure of protected regions, filters and handlers.</summary>
public class RegionTests
{
    private static Instruction Add(Body body, Instruction instruction)
    {
        body.IL.Append(instruction);
        return instruction;
    }

    private static Instruction Add(Body body, OpCode code) => Add(body, Instruction.Create(code));

    /// <summary>try { leave } handler { … } ret, with the handler's instructions given.</summary>
    private static Body Guarded(ExceptionHandlerType kind, Action<Body, Instruction> handler, Action<Body, Instruction>? guarded = null)
    {
        var body = new Body();
        var ret = Instruction.Create(OpCodes.Ret);
        var start = Add(body, OpCodes.Nop);
        guarded?.Invoke(body, ret);
        Add(body, Instruction.Create(OpCodes.Leave, ret));
        var last = body.Last;
        handler(body, ret);
        Add(body, ret);
        body.Method.Body.ExceptionHandlers.Add(new ExceptionHandler(kind)
        {
            TryStart = start, TryEnd = last.Next, HandlerStart = last.Next, HandlerEnd = ret,
            CatchType = kind == ExceptionHandlerType.Catch ? body.Of<Exception>() : null,
        });
        return body;
    }

    [Test]
    public void Catch_and_finally_are_entered_and_left_properly()
    {
        Guarded(ExceptionHandlerType.Catch, (b, ret) => b.Emit(OpCodes.Pop).Emit(OpCodes.Leave, ret)).IsValid();
        Guarded(ExceptionHandlerType.Finally, (b, _) => b.Emit(OpCodes.Endfinally)).IsValid();
        Guarded(ExceptionHandlerType.Fault, (b, _) => b.Emit(OpCodes.Endfinally)).IsValid();
        Guarded(ExceptionHandlerType.Catch, (b, _) => b.Emit(OpCodes.Throw)).IsValid();
        Guarded(ExceptionHandlerType.Catch, (b, _) => b.Emit(OpCodes.Pop).Emit(OpCodes.Rethrow)).IsValid();
    }

    [Test]
    public void The_caught_exception_has_the_type_of_the_clause() =>
        Guarded(ExceptionHandlerType.Catch, (b, ret) => b.Emit(OpCodes.Callvirt, b.Call(typeof(ArgumentException), "get_ParamName")).Emit(OpCodes.Pop).Emit(OpCodes.Leave, ret))
            .Gives(VerificationCode.StackUnexpected);

    [Test]
    public void Handlers_are_left_in_their_own_way()
    {
        Guarded(ExceptionHandlerType.Catch, (b, _) => b.Emit(OpCodes.Pop).Emit(OpCodes.Endfinally)).Gives(VerificationCode.Endfinally);
        Guarded(ExceptionHandlerType.Catch, (b, ret) => b.Emit(OpCodes.Pop).Emit(OpCodes.Br, ret)).Gives(VerificationCode.BranchOutOfHandler);
        Guarded(ExceptionHandlerType.Catch, (b, _) => b.Emit(OpCodes.Pop).Emit(OpCodes.Ret)).Gives(VerificationCode.ReturnFromHandler);
        Guarded(ExceptionHandlerType.Catch, (b, _) => b.Emit(OpCodes.Pop)).Gives(VerificationCode.FallthroughException);
        Guarded(ExceptionHandlerType.Finally, (b, ret) => b.Emit(OpCodes.Leave, ret)).Gives(VerificationCode.BranchOutOfFinally);
        Guarded(ExceptionHandlerType.Finally, (b, ret) => b.Emit(OpCodes.Br, ret)).Gives(VerificationCode.BranchOutOfFinally);
        Guarded(ExceptionHandlerType.Finally, (b, _) => b.Emit(OpCodes.Rethrow)).Gives(VerificationCode.Rethrow);
    }

    [Test]
    public void Regions_are_not_jumped_into()
    {
        Guarded(ExceptionHandlerType.Finally, (b, _) => b.Emit(OpCodes.Endfinally), (b, _) => b.Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Pop)).IsValid();
        var body = Guarded(ExceptionHandlerType.Finally, (b, _) => b.Emit(OpCodes.Nop).Emit(OpCodes.Endfinally), (b, _) => b.Emit(OpCodes.Nop));
        var handler = body.Method.Body.ExceptionHandlers[0];
        body.IL.InsertBefore(handler.TryStart, Instruction.Create(OpCodes.Br, handler.HandlerStart.Next));
        Assert.That(body.Errors().Select(e => e.Code), Does.Contain(VerificationCode.BranchIntoHandler));
    }

    [Test]
    public void Leave_empties_the_stack() =>
        Guarded(ExceptionHandlerType.Finally, (b, _) => b.Emit(OpCodes.Endfinally), (b, _) => b.Emit(OpCodes.Ldc_I4_0)).IsValid();

    [Test]
    public void A_filter_ends_in_a_decision()
    {
        Filtered(b => b.Emit(OpCodes.Pop).Emit(OpCodes.Ldc_I4_1).Emit(OpCodes.Endfilter)).IsValid();
        Filtered(b => b.Emit(OpCodes.Pop).Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Endfilter)).Gives(VerificationCode.StackUnexpected);
        Filtered(b => b.Emit(OpCodes.Ldc_I4_1).Emit(OpCodes.Endfilter)).Gives(VerificationCode.StackUnexpected);
        Filtered(b => b.Emit(OpCodes.Nop)).Gives(VerificationCode.Endfilter);
        Filtered(b => b.Emit(OpCodes.Pop).Emit(OpCodes.Ret)).Gives(VerificationCode.ReturnFromFilter);
        Filtered(b => b.Emit(OpCodes.Callvirt, b.Call(typeof(Exception), "get_Message")).Emit(OpCodes.Pop).Emit(OpCodes.Ldc_I4_1).Emit(OpCodes.Endfilter)).Gives(VerificationCode.StackUnexpected);

        static Body Filtered(Action<Body> filter)
        {
            var body = new Body();
            var ret = Instruction.Create(OpCodes.Ret);
            var start = Add(body, OpCodes.Nop);
            var last = Add(body, Instruction.Create(OpCodes.Leave, ret));
            filter(body);
            var handler = Add(body, OpCodes.Pop);
            Add(body, Instruction.Create(OpCodes.Leave, ret));
            Add(body, ret);
            body.Method.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Filter)
            {
                TryStart = start, TryEnd = last.Next, FilterStart = last.Next, HandlerStart = handler, HandlerEnd = ret,
            });
            return body;
        }
    }

    [Test]
    public void Regions_nest()
    {
        var body = new Body();
        var ret = Instruction.Create(OpCodes.Ret);
        var instructions = Enumerable.Range(0, 6).Select(_ => Add(body, OpCodes.Nop)).ToArray();
        Add(body, ret);
        body.Method.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally) { TryStart = instructions[0], TryEnd = instructions[2], HandlerStart = instructions[4], HandlerEnd = instructions[5] });
        body.Method.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally) { TryStart = instructions[1], TryEnd = instructions[3], HandlerStart = instructions[5], HandlerEnd = ret });
        body.Gives(VerificationCode.RegionStructure);
    }
}
