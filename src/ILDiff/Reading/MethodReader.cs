namespace ILDiff.Reading;

using ILDiff.ControlFlow;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Reads the IL of a method to IR in SSA form. Locals and changed arguments become slots first, which
/// <see cref="PromoteSlots"/> then turns into values.
/// </summary>
internal static class MethodReader
{
    /// <summary>The body under the method's closed generic arguments. Throws <see cref="DiagnosticException"/> and nothing else.</summary>
    public static IRMethod Read(MethodHandle method, TypeUniverse types)
    {
        var place = new ReadingPlace(method);
        try
        {
            return Read(method, types, place);
        }
        catch (DiagnosticException e) when (e.Diagnostic.Location.Method is null)
        {
            throw new DiagnosticException(e.Diagnostic with { Location = place.Location });
        }
        catch (AssemblyResolutionException e)
        {
            throw place.Fail(DiagnosticId.ReferenceMissing, $"the assembly {e.AssemblyReference} is missing");
        }
        catch (ResolutionException e)
        {
            throw place.Fail(DiagnosticId.ReferenceMissing, $"{e.Member} is missing");
        }
        catch (InsufficientExecutionStackException)
        {
            throw place.Fail(DiagnosticId.ReadingLimit, "a type in it nests too deeply");
        }
        catch (Exception e) when (place.IsDecoding && e is not (DiagnosticException or OutOfMemoryException))
        {
            throw place.Invalid($"it cannot be decoded ({e.Message})");
        }
        catch (Exception e) when (e is not (DiagnosticException or OutOfMemoryException))
        {
            throw place.Fail(DiagnosticId.InternalError, $"reading failed: {e.Message}");
        }
    }

    private static IRMethod Read(MethodHandle method, TypeUniverse types, ReadingPlace place)
    {
        if (method.Definition is not { } definition) throw place.Fail(DiagnosticId.ReferenceMissing, $"{method} is missing");
        place.IsDecoding = true;
        var body = definition.HasBody ? definition.Body : null;
        if (body is null || body.Instructions.Count == 0) throw place.Fail(DiagnosticId.NoBody, $"{method} has no IL body (abstract, native, trimmed, or implemented by the run time)");
        place.IsDecoding = false;

        var result = new IRMethod(types, method.ToString(), method.ReturnType) { Source = method };
        var flow = new ILFlow(body, (at, problem) => throw place.At(at).Invalid(problem));
        var regions = new ExceptionRegions(body, flow, r => types.Of(r, method.Context), place.Invalid);
        var entry = result.AddBlock();
        MakeBlocks(result, flow, regions);
        var locals = new LocalVariables(result, method, body, flow, new IRBuilder(result, entry));
        new StackSimulator(result, method, body, flow, regions, locals, place).Run();
        PromoteSlots.Promote(result);
        return result;
    }

    /// <summary>Makes the blocks that control can reach, in the order of the code, and numbers them in reverse postorder.</summary>
    private static void MakeBlocks(IRMethod method, ILFlow flow, ExceptionRegions regions)
    {
        var seen = new bool[flow.Blocks.Count];
        var entered = new HashSet<Region>();
        var postorder = new List<ILBlock>();
        var walk = new Stack<(ILBlock Block, IEnumerator<ILBlock> Next)>();
        Visit(flow.Blocks[0]);
        while (walk.TryPeek(out var top))
        {
            if (top.Next.MoveNext()) Visit(top.Next.Current);
            else postorder.Add(walk.Pop().Block);
        }

        for (var i = 0; i < postorder.Count; i++) postorder[i].Order = postorder.Count - 1 - i;
        foreach (var block in flow.Blocks)
        {
            if (seen[block.Index]) block.Block = method.AddBlock(block.Region);
        }

        foreach (var region in regions.Regions)
        {
            if (!entered.Contains(region)) continue;
            region.Entry = regions.EntryOf(region).Block;
            method.Regions.Add(region);
        }

        void Visit(ILBlock block)
        {
            if (seen[block.Index]) return;
            seen[block.Index] = true;
            walk.Push((block, Next(block).GetEnumerator()));
        }

        IEnumerable<ILBlock> Next(ILBlock block)
        {
            for (var region = block.Region; region is not null && entered.Add(region); region = region.Parent)
            {
                foreach (var handler in regions.HandlersOf(region)) yield return regions.EntryOf(handler);
            }

            foreach (var successor in flow.Successors(block)) yield return successor;
        }
    }
}
