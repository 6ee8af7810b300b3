namespace ILDiff.Differentiation;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.IR;

/// <summary>Refuses to take floats out of exceptions: what was put into one when it was thrown is not followed.</summary>
internal static class CaughtExceptions
{
    public static void Check(IRMethod method, Activity activity)
    {
        foreach (var region in method.Regions.Where(r => r.Kind is RegionKind.Catch or RegionKind.Filter or RegionKind.FilterHandler))
        {
            if (region.Entry is not { Parameters: [var exception] } entry) continue;
            if (!activity.IsActive(exception) && !LeadsToUseful(activity.Memory.Of(exception))) continue;
            throw DerivativeRefusal.At(entry.Terminator, method, DiagnosticId.ProtectedRegion,
                "floats that reach a result are read out of a caught exception, or it is kept where active data are, and their derivative is not known; return them in another way");
        }
    }

    private static bool LeadsToUseful(MemoryClass exception)
    {
        var seen = new HashSet<MemoryClass>();
        var work = new Stack<MemoryClass>([exception]);
        while (work.TryPop(out var next))
        {
            var place = next.Find();
            if (!seen.Add(place)) continue;
            if (place.IsUseful) return true;
            foreach (var (_, part) in place.Parts) work.Push(part);
            if (place.KnownTarget is { } target) work.Push(target);
        }

        return false;
    }
}
