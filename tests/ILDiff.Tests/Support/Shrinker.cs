namespace ILDiff.Tests.Support;

using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Simplification;
using ILDiff.Types;

/// <summary>
/// Makes a method that shows a defect small: takes out stores and calls, branches and results, in ever smaller groups, as
/// long as the defect shows. Delta debugging after Zeller and Hildebrandt (2002).
/// </summary>
internal sealed class Shrinker(TypeUniverse types, Func<IRMethod, bool> shows)
{
    /// <summary>The smallest method found within the time, as text.</summary>
    public string Shrink(IRMethod method, TimeSpan limit)
    {
        var text = IRPrinter.Print(method);
        var deadline = DateTime.UtcNow + limit;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var size = 64; size >= 1; size /= 2)
            {
                for (var first = 0; Without(text, first, size, out var candidate); first += size)
                {
                    if (DateTime.UtcNow > deadline) return text;
                    if (candidate is null || candidate == text || !Shows(candidate)) continue;
                    text = candidate;
                    changed = true;
                    first -= size;
                }
            }
        }

        return text;
    }

    private bool Shows(string text)
    {
        try
        {
            return shows(IRParser.Parse(text, types));
        }
        catch (Exception)
        {
            // Another defect, or none.
            return false;
        }
    }

    /// <summary>The method without some of what can be taken out; null if it is not sound then. False past the end.</summary>
    private bool Without(string text, int first, int count, out string? result)
    {
        var method = IRParser.Parse(text, types);
        var position = 0;
        bool Chosen() => position++ >= first && position <= first + count;
        foreach (var block in method.Blocks)
        {
            foreach (var step in block.Instructions.Where(i => i is Store or Call).ToList())
            {
                if (!Chosen()) continue;
                block.Instructions.Remove(step);
                if (step.Type.Kind != TypeKind.Void) Replace(method, step, method.Zero(step.Type));
            }

            for (var i = 0; i < block.Edges.Count && block.Edges.Count > 1; i++)
            {
                if (Chosen()) block.Terminate(new Jump(block.Edges[i], types.Void));
            }
        }

        foreach (var step in method.Instructions.Where(i => i.Type.Kind is TypeKind.Float64 or TypeKind.Int32).ToList())
        {
            if (Chosen()) Replace(method, step, method.Constant(step.Type, step.Type.IsFloat ? 0.5 : 1));
        }

        result = Cleaned(method);
        return position > first;
    }

    private static void Replace(IRMethod method, Value old, Value replacement)
    {
        var replacements = new Replacement();
        replacements.Add(old, replacement);
        replacements.Apply(method);
    }

    private static string? Cleaned(IRMethod method)
    {
        try
        {
            new PassRunner(new DiffOptions(), new RuleBook(), new NoBodies()).Run(method, [new SimplifyFlow(), new DeadCode()]);
            return IRVerifier.Check(method).Count == 0 ? IRPrinter.Print(method) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
