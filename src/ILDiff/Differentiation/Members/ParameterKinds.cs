namespace ILDiff.Differentiation.Members;

using Mono.Cecil;

/// <summary>Carries <c>in</c>, <c>ref readonly</c> and <c>out</c> of the primal's parameters over to those of the same name.</summary>
internal static class ParameterKinds
{
    /// <summary>By these compilers know <c>in</c> and <c>ref readonly</c>.</summary>
    private static readonly string[] Marks =
        ["System.Runtime.CompilerServices.IsReadOnlyAttribute", "System.Runtime.CompilerServices.RequiresLocationAttribute"];

    public static void Copy(MethodDefinition primal, MethodDefinition member)
    {
        foreach (var source in primal.Parameters)
        {
            if (member.Parameters.FirstOrDefault(p => p.Name == source.Name) is not { } target) continue;
            target.Attributes |= source.Attributes & (ParameterAttributes.In | ParameterAttributes.Out);

            // In another assembly the attribute may be one that its compiler embedded for itself.
            if (primal.Module != member.Module) continue;
            foreach (var mark in source.CustomAttributes.Where(a => Marks.Contains(a.AttributeType.FullName))) target.CustomAttributes.Add(new CustomAttribute(mark.Constructor));
        }
    }
}
