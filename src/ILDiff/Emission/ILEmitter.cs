namespace ILDiff.Emission;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;
using ILDiff.Writing;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Turns a method in SSA form into IL. Values with one use stay on the evaluation stack
/// (<see cref="StackSchedule"/>), blocks get an order (<see cref="BlockOrder"/>), what is left gets few variables
/// (<see cref="LocalAssignment"/>), and <see cref="BodyWriter"/> writes it down.
/// </summary>
internal static class ILEmitter
{
    /// <summary>
    /// Fills the body of a method whose signature is already that of the IR, receiver included for an instance method.
    /// The IR is left as it is.
    /// </summary>
    public static EmissionReport Emit(IRMethod ir, MethodDefinition target, ReferenceImporter importer)
    {
        var body = new MethodBody(target);
        VariableDefinition Declare(IRType type)
        {
            var variable = new VariableDefinition(importer.Import(type, target));
            body.Variables.Add(variable);
            return variable;
        }

        var flow = new FlowGraph(ir);
        var loops = new LoopForest(flow, new Dominators(flow));
        var schedule = new StackSchedule(flow, loops);
        var threading = new JumpThreading(flow, schedule);
        var order = new BlockOrder(flow, loops, threading.IsSkipped);
        var liveness = new Liveness(flow, schedule, threading, order, v => v is BlockParameter p && Arguments.IsOverwritable(target, p));
        var coldCalls = new ColdCalls(flow, loops, schedule, liveness);
        var locals = new LocalAssignment(flow, loops, schedule, liveness, Declare, v => Arguments.Of(target, (BlockParameter)v));
        var code = new CodeBuffer();
        var writer = new BodyWriter(target, importer, code, schedule, locals, threading, order, coldCalls, Declare);
        writer.WriteAll();
        code.BindJumps();

        foreach (var instruction in code.Instructions) body.Instructions.Add(instruction);
        writer.Regions.AddTo(body);
        ShortForms.Apply(body);

        // Without initialised locals a method cannot be verified, and the JIT omits what it can see is written first.
        body.InitLocals = body.Variables.Count > 0;
        body.MaxStackSize = code.MaxDepth;
        target.Body = body;
        writer.Points.AddTo(target);
        return new EmissionReport(ShortForms.Size(body), body.Variables.Count, code.LocalReferences, order.Blocks.Count, code.MaxDepth);
    }
}
