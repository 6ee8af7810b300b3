namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Simplification;

/// <summary>
/// Moves what gives the same result in every iteration before the loop: pure instructions, and loads of memory that
/// the loop does not change. What may throw moves only if the loop would begin with it anyway. Addresses move only with
/// the loads of them: alone, they cost nothing where they are.
/// </summary>
internal sealed class LoopInvariants : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        if (context.Loops.Loops.Count == 0) return false;
        var changed = new HoistSlots().Run(method, context);
        if (AddPreheaders(method, context))
        {
            context.Invalidate();
            changed = true;
        }

        var effects = Effects.Of(method, context);
        var hoisting = new Hoisting(context.Flow, context.Dominators, effects, new Faults(method, effects.Alias.Origins));
        foreach (var loop in context.Loops.Loops.Reverse()) changed |= hoisting.Run(loop);
        return changed;
    }

    private static bool AddPreheaders(IRMethod method, PassContext context)
    {
        var changed = false;
        foreach (var loop in context.Loops.Loops)
        {
            if (loop.Entries is not [{ From.Terminator: Jump }]) changed |= FlowEdits.Funnel(method, loop.Header, loop.Entries) is not null;
        }

        return changed;
    }

    private sealed class Hoisting(FlowGraph flow, Dominators dominators, Effects effects, Faults faults)
    {
        private readonly HashSet<Value> inside = [];
        private readonly List<Instruction> writes = [];
        private bool anyWrite;

        public bool Run(Loop loop)
        {
            if (loop.Entries is not [{ From: { Terminator: Jump } preheader }]) return false;
            var blocks = flow.ReversePostorder.Where(loop.Contains).ToList();
            Collect(loop, blocks);
            var changed = false;
            var certain = Certain(loop);
            foreach (var block in blocks)
            {
                var everyTime = loop.Latches.All(l => dominators.Dominates(block, l.From));
                for (var i = 0; i < block.Instructions.Count; i++)
                {
                    var instruction = block.Instructions[i];
                    if (instruction.Block != block || !IsInvariant(instruction) || !MayMove(instruction, block, preheader, everyTime, certain.Contains(instruction))) continue;
                    Move(instruction, preheader);
                    changed = true;
                }
            }

            if (changed) blocks.ForEach(b => b.Instructions.RemoveAll(i => i.Block != b));
            return changed;
        }

        private void Collect(Loop loop, List<Block> blocks)
        {
            inside.Clear();
            writes.Clear();

            // Finally handlers run between the blocks of the loop without being among them.
            anyWrite = blocks.Any(b => b.Region != loop.Header.Region);
            foreach (var block in blocks)
            {
                inside.UnionWith(block.Parameters);
                inside.UnionWith(block.Instructions);
                writes.AddRange(block.All.Where(i => i is Store || effects.MayWriteUnknown(i)));
            }
        }

        /// <summary>
        /// What runs first in the loop, before anything that can be seen from outside: up to the first instruction that
        /// has an effect, or may throw and may stay.
        /// </summary>
        private HashSet<Instruction> Certain(Loop loop)
        {
            var certain = new HashSet<Instruction>();
            var seen = new HashSet<Block>();
            for (var block = loop.Header; seen.Add(block); block = block.Edges[0].Target)
            {
                foreach (var instruction in block.Instructions)
                {
                    certain.Add(instruction);
                    if (!faults.IsSafe(instruction) && instruction is not (Slot or NewArray or Allocate or Box) && !(instruction is ArrayLength && IsInvariant(instruction))) return certain;
                }

                if (block.Terminator is not Jump || !loop.Contains(block.Edges[0].Target)) break;
            }

            return certain;
        }

        /// <summary>Whether all it reads is settled before the loop; an address is where its parts are.</summary>
        private bool IsInvariant(Instruction instruction)
        {
            foreach (var operand in instruction.Operands)
            {
                if (inside.Contains(operand) && !(IsAddress(operand) && IsInvariant((Instruction)operand))) return false;
            }

            return true;
        }

        private static bool IsAddress(Value value) => value is ElementAddress or FieldAddress or StaticFieldAddress;

        /// <summary>Appends to the preheader, after the addresses that it reads; it is taken out of its old block later.</summary>
        private void Move(Instruction instruction, Block preheader)
        {
            foreach (var operand in instruction.Operands)
            {
                if (inside.Contains(operand)) Move((Instruction)operand, preheader);
            }

            preheader.Append(instruction);
            inside.Remove(instruction);
        }

        private bool MayMove(Instruction instruction, Block block, Block preheader, bool everyTime, bool isCertain)
        {
            switch (instruction)
            {
                case Slot or NewArray or Allocate or Box or Terminator:
                case ElementAddress or FieldAddress or StaticFieldAddress:
                    return false;
                case Call or InsertField:
                    return instruction.IsPure && everyTime;
                case Load load:
                    if (load.IsVolatile || anyWrite || writes.Any(w => effects.MayWrite(w, load.Address, load.Accessed, load.Role))) return false;
                    return faults.IsSafe(load) || (isCertain && block.Region == preheader.Region);
                case ArrayLength:
                    return faults.IsSafe(instruction) || (isCertain && block.Region == preheader.Region);
                default:
                    return faults.IsSafe(instruction);
            }
        }
    }
}
