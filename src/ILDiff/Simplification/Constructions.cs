namespace ILDiff.Simplification;

using ILDiff.IR;
using ILDiff.Rules;
using Mono.Cecil;

/// <summary>
/// Which constructions can be taken apart into an allocation and a call of the constructor: those of classes that may
/// hold floats and whose constructors can be read up to <c>object</c>'s, so that the framework never meets an object that
/// it did not construct; none with a finalizer.
/// </summary>
internal static class Constructions
{
    public static bool CanSplit(NewObject made, PassContext context)
    {
        if (made.IsDelegate || made.Type.Kind != Types.TypeKind.Reference || !Analyses.TypeShape.MayCarryFloat(made.Type)) return false;
        for (var type = made.Type.Definition; type is not { FullName: "System.Object" }; type = Base(type))
        {
            if (type is null || BodyStore.IsFramework(type, made.Type.Universe.Module)) return false;
            if (type.Methods.Any(m => m is { Name: "Finalize", IsVirtual: true, Parameters.Count: 0 })) return false;
        }

        return context.Rules.Find(made.Constructor) is CustomRule || (context.Rules.Find(made.Constructor) is null && context.Bodies.Failure(made.Constructor) is null);
    }

    /// <summary>Takes it apart where it stands; gives the call of the constructor.</summary>
    public static Call Split(NewObject made, Replacement replacement)
    {
        var block = made.Block!;
        var at = block.Instructions.IndexOf(made);
        var allocated = new Allocate(made.Type) { Origin = made.Origin, Name = made.Name };
        var call = new Call(made.Constructor, CallKind.Direct, [allocated, .. made.Operands]) { Origin = made.Origin };
        block.Instructions.RemoveAt(at);
        block.Insert(at, allocated);
        block.Insert(at + 1, call);
        replacement.Add(made, allocated);
        return call;
    }

    private static TypeDefinition? Base(TypeDefinition type)
    {
        try
        {
            return type.BaseType?.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
