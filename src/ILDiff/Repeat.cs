namespace ILDiff;

using ILDiff.IR;

/// <summary>Runs passes in order, again and again until none changes anything: each makes work for the ones before it.</summary>
/// <param name="most">How often at the most, for code that would grow for ever.</param>
/// <param name="passes">The passes.</param>
internal sealed class Repeat(int most, params IPass[] passes) : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = false;
        for (var round = 0; round < most && Once(method, context); round++) changed = true;
        return changed;
    }

    private bool Once(IRMethod method, PassContext context)
    {
        var changed = false;
        foreach (var pass in passes)
        {
            if (!pass.Run(method, context)) continue;
            context.Invalidate();
            changed = true;
        }

        return changed;
    }
}
