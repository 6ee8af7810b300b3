namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Simplification;
using ILDiff.Types;

/// <summary>
/// Computes each value once: simplifies instructions, replaces one by an equal one that dominates it, loads of
/// unchanged memory included, forwards what was stored to the load that reads it, uses what a branch taken tells, and
/// merges block parameters that always agree.
/// </summary>
internal sealed class ValueNumbering(IReadOnlySet<Value>? assumeDistinct = null) : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = Reachability.Prune(method);
        changed |= new HoistSlots().Run(method, context);
        if (changed) context.Invalidate();
        var run = new Numbering(method, context, assumeDistinct);
        foreach (var block in context.Dominators.Preorder()) run.Visit(block);
        changed |= run.Finish();
        if (changed) context.Invalidate();
        return changed;
    }

    private sealed class Numbering
    {
        private readonly IRMethod method;
        private readonly FlowGraph flow;
        private readonly Dominators dominators;
        private readonly IRBuilder builder;
        private readonly Effects effects;
        private readonly MemoryVersions memory;
        private readonly Replacement replacement = new();
        private readonly HashSet<BlockParameter> merged = [];
        private readonly Dictionary<InstructionKey, Instruction> known = [];
        private readonly Dictionary<Value, (Constant Value, Block From)> decided = [];
        private bool changed;

        public Numbering(IRMethod method, PassContext context, IReadOnlySet<Value>? assumeDistinct)
        {
            this.method = method;
            flow = context.Flow;
            dominators = context.Dominators;
            builder = new IRBuilder(method, method.Entry);
            effects = Effects.Of(method, context, assumeDistinct);
            memory = new MemoryVersions(method, flow, effects);
        }

        public void Visit(Block block)
        {
            Learn(block);
            if (CongruentParameters.Find(block, flow, replacement) is { Count: > 0 } same)
            {
                foreach (var (parameter, equal) in same) replacement.Add(parameter, equal);
                merged.UnionWith(same.Select(s => s.Parameter));
            }

            for (var i = 0; i < block.Instructions.Count; i++)
            {
                var instruction = block.Instructions[i];
                replacement.Apply(instruction);
                while (Simpler(instruction) is { } simpler)
                {
                    changed = true;
                    simpler = replacement.Of(simpler);
                    replacement.Add(instruction, simpler);
                    block.Instructions.RemoveAt(i);
                    if (simpler is not Instruction { Block: null } made)
                    {
                        i--;
                        break;
                    }

                    made.Origin ??= instruction.Origin;
                    instruction = block.Insert(i, made);
                }
            }

            replacement.Apply(block.Terminator);
            Decide(block);
        }

        public bool Finish()
        {
            if (replacement.IsEmpty) return changed;
            BlockParameters.Remove(flow, flow.ReversePostorder.Where(b => b.Parameters.Any(merged.Contains)), merged.Contains);
            replacement.Apply(method);
            return true;
        }

        /// <summary>What may stand for an instruction: an older value, or a new instruction in no block.</summary>
        private Value? Simpler(Instruction instruction)
        {
            if (instruction is Select { Operands: [var condition, ..] } && Known(condition, instruction.Block!) is { } constant) instruction.SetOperand(0, constant);
            if (Peephole.Simplify(builder, instruction) is { } simple) return simple;
            if (instruction is Load load) return load.IsVolatile ? null : OfLoad(load);
            return InstructionKey.Of(instruction) is { } key ? Older(key, instruction) : null;
        }

        private Value? OfLoad(Load load)
        {
            var state = memory.StateFor(load);
            if (state is Store { IsVolatile: false } store && store.Accessed == load.Accessed && effects.Alias.MustAlias(store.Address, load.Address))
            {
                if (Forwarded(replacement.Of(store.Value), load) is { } stored) return stored;
            }

            if (state is null && Place.Of(load.Address).Kind == PlaceKind.Slot && effects.Alias.IsPrivate(load.Address)) return builder.Zero(load.Accessed);
            return Older(InstructionKey.Of(load, state), load);
        }

        /// <summary>What a load gives of a value that was stored: small integers are cut to what fits.</summary>
        private static Value? Forwarded(Value stored, Load load)
        {
            if (stored.Type != load.Type && !(stored.Type.IsObject && load.Type.IsObject && Assignability.IsAssignable(stored.Type, load.Type))) return null;
            return load.Accessed.Kind switch
            {
                TypeKind.Bool when stored is not Compare and not Load { Accessed.Kind: TypeKind.Bool } and not Constant { Literal: 0 or 1 } => null,
                TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16 or TypeKind.Char => new Convert(stored, load.Accessed),
                _ => stored,
            };
        }

        private Instruction? Older(InstructionKey key, Instruction instruction)
        {
            if (known.TryGetValue(key, out var older) && dominators.Dominates(older.Block!, instruction.Block!))
            {
                older.Name ??= instruction.Name;
                return older;
            }

            known[key] = instruction;
            return null;
        }

        /// <summary>On the way from a branch its condition is known, as long as no other way leads here.</summary>
        private void Learn(Block block)
        {
            if (flow.Incoming(block) is not [{ From: { Terminator: Branch { Condition: not Constant } branch } from }]) return;
            if (block == branch.WhenFalse.Target) decided[branch.Condition] = (builder.Int(0), block);
            else if (branch.Condition is Compare) decided[branch.Condition] = (builder.Int(1), block);
        }

        private Constant? Known(Value condition, Block block) =>
            decided.TryGetValue(condition, out var fact) && dominators.Dominates(fact.From, block) ? fact.Value : null;

        private void Decide(Block block)
        {
            if (block.Terminator is not Branch branch) return;
            if (Known(branch.Condition, block) is { } constant)
            {
                branch.SetOperand(0, constant);
                changed = true;
            }
            else if (branch.Condition is Compare { Operator: CompareOperator.Eq or CompareOperator.Ne, Right: Constant { IsZero: true }, Left.Type.Kind: TypeKind.Int32 } test)
            {
                var (yes, no) = test.Operator == CompareOperator.Ne ? (branch.WhenTrue, branch.WhenFalse) : (branch.WhenFalse, branch.WhenTrue);
                block.Terminate(new Branch(test.Left, yes, no, branch.Type) { Origin = branch.Origin });
                changed = true;
            }
        }
    }
}
