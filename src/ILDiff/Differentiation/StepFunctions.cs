namespace ILDiff.Differentiation;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Rules;

/// <summary>
/// Finds where active data go on as steps only: rounded, reduced to a sign, or converted to an integer, and then used
/// again as a number that reaches an output. The derivative of a step is zero, which is right between two steps and
/// says nothing of the trend over many; branches, indices and counts are not meant.
/// </summary>
internal static class StepFunctions
{
    /// <summary>The instructions that make steps of varied floats.</summary>
    public static IEnumerable<Instruction> Find(IRMethod method, Activity activity, RuleBook rules)
    {
        var steps = method.Instructions.Where(i => IsStep(i, activity, rules)).ToList();
        if (steps.Count == 0) return [];
        var uses = UsesOf(method);
        return steps.Where(s => ReachesOutput(s, uses, activity));
    }

    private static bool IsStep(Instruction instruction, Activity activity, RuleBook rules) => instruction switch
    {
        Convert { Type.IsFloat: false } convert => activity.IsVaried(convert.Operand(0)),
        Call call => rules.Find(call.Method) is InactiveRule { IsMemoryFree: true, CutsChain: false } && call.Operands.ToArray().Any(activity.IsVaried),
        _ => false,
    };

    /// <summary>The arithmetic and the block parameters that take each value.</summary>
    private static ILookup<Value, Value> UsesOf(IRMethod method)
    {
        var arithmetic = method.Instructions.Where(i => i is Binary or Unary or Convert).SelectMany(i => i.Operands.ToArray().Select(o => (Operand: o, User: (Value)i)));
        var passed = method.Blocks.SelectMany(b => b.Edges).SelectMany(e => e.Arguments.Select((a, i) => (Operand: a, User: (Value)e.Target.Parameters[i])));
        return arithmetic.Concat(passed).ToLookup(u => u.Operand, u => u.User);
    }

    private static bool ReachesOutput(Instruction step, ILookup<Value, Value> uses, Activity activity)
    {
        var seen = new HashSet<Value>();
        var work = new Stack<Value>([step]);
        while (work.TryPop(out var value))
        {
            if (!seen.Add(value)) continue;
            if (value.Type.IsFloat && activity.IsUseful(value)) return true;
            foreach (var user in uses[value]) work.Push(user);
        }

        return false;
    }
}
