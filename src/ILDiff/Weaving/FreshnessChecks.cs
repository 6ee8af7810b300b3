namespace ILDiff.Weaving;

using ILDiff.Differentiation;
using ILDiff.Types;
using ILDiff.Writing;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Lets the derivatives in a debug build throw once hot reload has changed what they were made from. A release build is
/// not hot reloaded and gets no checks.
/// </summary>
public static class FreshnessChecks
{
    private const string Space = "ILDiff.Generated";
    private const string Name = "Freshness";
    private const int DisableOptimizations = 0x100;

    /// <summary>Puts a check at the start of each member, if the assembly is a debug build that has none yet.</summary>
    /// <param name="differentiator">What made the members.</param>
    /// <param name="members">The members.</param>
    public static void Add(AssemblyDifferentiator differentiator, IEnumerable<MethodDefinition> members)
    {
        var module = differentiator.Module;
        var guarded = members.Distinct().ToList();
        if (guarded.Count == 0 || !IsDebugBuild(module.Assembly) || module.GetType(Space, Name) is not null) return;
        var runtime = RuntimeMembers.Of(differentiator.Types).Module;
        var importer = new ReferenceImporter(module);
        var guard = new TypeDefinition(Space, Name,
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, module.TypeSystem.Object);
        var stale = new FieldDefinition("Stale", FieldAttributes.Assembly | FieldAttributes.Static, module.TypeSystem.Boolean);
        guard.Fields.Add(stale);
        module.Types.Add(guard);
        var thrower = differentiator.Types.Method(runtime.GetType("ILDiff.StaleDerivatives").Methods.Single(m => m.Name == "Throw"), GenericContext.Empty);
        foreach (var member in guarded) Guard(member, stale, importer.Import(thrower, member));
        var marker = differentiator.Types.Method(runtime.GetType("ILDiff.DerivativeSourcesAttribute").Methods.Single(m => m.IsConstructor), GenericContext.Empty);
        guard.CustomAttributes.Add(Sources(differentiator, importer.Import(marker, guarded[0])));
    }

    private static bool IsDebugBuild(AssemblyDefinition assembly) => assembly.CustomAttributes.Any(a =>
        a.AttributeType.FullName == "System.Diagnostics.DebuggableAttribute" && a.ConstructorArguments is [{ Value: int modes }] && (modes & DisableOptimizations) != 0);

    private static void Guard(MethodDefinition member, FieldDefinition stale, MethodReference thrower)
    {
        var code = member.Body.GetILProcessor();
        var first = member.Body.Instructions[0];
        code.InsertBefore(first, code.Create(OpCodes.Ldsfld, stale));
        code.InsertBefore(first, code.Create(OpCodes.Brfalse, first));
        code.InsertBefore(first, code.Create(OpCodes.Call, thrower));
    }

    private static CustomAttribute Sources(AssemblyDifferentiator differentiator, MethodReference constructor)
    {
        var text = differentiator.Module.TypeSystem.String;
        var names = differentiator.Bodies.Read.Select(m => m.Definition!.DeclaringType).Distinct()
            .Select(t => $"{t.Module.Assembly.Name.Name}:{t.FullName.Replace('/', '+')}").Order(StringComparer.Ordinal);
        var attribute = new CustomAttribute(constructor);
        attribute.ConstructorArguments.Add(new CustomAttributeArgument(new ArrayType(text), names.Select(n => new CustomAttributeArgument(text, n)).ToArray()));
        return attribute;
    }
}
