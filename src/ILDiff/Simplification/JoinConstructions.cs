namespace ILDiff.Simplification;

using ILDiff.Analyses;
using ILDiff.Differentiation;
using ILDiff.IR;

/// <summary>
/// Where the first thing that happens to an allocated object is that its constructor runs, makes that one step again;
/// other allocations become calls of the runtime library.
/// </summary>
internal sealed class JoinConstructions : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var allocations = method.Instructions.OfType<Allocate>().ToList();
        if (allocations.Count == 0) return false;
        var uses = new Uses(method);
        var replacement = new Replacement();
        foreach (var allocated in allocations)
        {
            var block = allocated.Block!;
            if (FirstUse(allocated, uses) is Call { Kind: CallKind.Direct, Method.Name: ".ctor" } call
                && call.Operand(0) == allocated && call.Method.DeclaringType == allocated.Type && !call.Operands[1..].Contains(allocated))
            {
                var made = new NewObject(call.Method, call.Operands[1..].ToArray()) { Origin = allocated.Origin, Name = allocated.Name };
                block.Insert(block.Instructions.IndexOf(call), made);
                block.Instructions.Remove(call);
                replacement.Add(allocated, made);
            }
            else
            {
                var made = new Call(RuntimeMembers.Of(method.Types).Allocate(allocated.Type), CallKind.Direct, []) { Origin = allocated.Origin, Name = allocated.Name };
                block.Insert(block.Instructions.IndexOf(allocated), made);
                replacement.Add(allocated, made);
            }

            block.Instructions.Remove(allocated);
        }

        replacement.Apply(method);
        context.Invalidate();
        return true;
    }

    /// <summary>The first instruction of its own block that reads the object; null if that is none.</summary>
    private static Instruction? FirstUse(Allocate allocated, Uses uses)
    {
        var block = allocated.Block!;
        var users = uses.Of(allocated).Where(u => u.Block == block).Select(u => u.User).ToHashSet();
        return block.Instructions.Skip(block.Instructions.IndexOf(allocated) + 1).FirstOrDefault(users.Contains);
    }
}
