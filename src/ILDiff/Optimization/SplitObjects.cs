namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Turns an object that nobody but this method knows, and that is used only by its fields, into one variable per field:
/// closures, records and parameter objects whose methods were inlined. Nobody can tell that it was there.
/// </summary>
internal sealed class SplitObjects : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var uses = new Uses(method);
        var candidates = method.Instructions.OfType<Allocate>().Where(a => IsKnownByFieldsOnly(a, uses)).ToList();
        if (candidates.Count == 0) return false;
        var replacement = new Replacement();
        foreach (var allocated in candidates) Split(method, allocated, uses.Of(allocated), replacement);
        replacement.Apply(method);
        context.Invalidate();
        return true;
    }

    private static bool IsKnownByFieldsOnly(Allocate allocated, Uses uses) => uses.Of(allocated).All(u => u.Edge is null && u.User switch
    {
        FieldAddress => true,
        Compare { Operator: CompareOperator.Eq or CompareOperator.Ne or CompareOperator.GtUn } compare => compare.Operands.ToArray().Any(o => o is Constant { IsZero: true }),
        _ => false,
    });

    private static void Split(IRMethod method, Allocate allocated, IReadOnlyList<Use> uses, Replacement replacement)
    {
        var block = allocated.Block!;
        var builder = new IRBuilder(method, block) { Origin = allocated.Origin };
        var at = block.Instructions.IndexOf(allocated);
        var behind = block.Instructions.Skip(at + 1).ToList();
        block.Instructions.RemoveRange(at, block.Instructions.Count - at);
        var variables = new Dictionary<IRField, Value>();
        foreach (var field in uses.Select(u => u.User).OfType<FieldAddress>().Select(f => f.Field).Distinct())
        {
            variables[field] = builder.Slot(field.Type, field.Name);
            builder.Store(variables[field], builder.Zero(field.Type), field.Type);
        }

        foreach (var instruction in behind) block.Append(instruction);
        foreach (var use in uses)
        {
            if (use.User is FieldAddress field) replacement.Add(field, variables[field.Field]);
            else if (use.User is Compare compare) replacement.Add(compare, builder.Int(compare.Operator == CompareOperator.Eq ? 0 : 1));
            use.User.Block!.Instructions.Remove(use.User);
        }
    }
}
