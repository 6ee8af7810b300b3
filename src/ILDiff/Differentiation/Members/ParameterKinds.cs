namespace ILDiff.Differentiation.Members;

using Mono.Cecil;

/// <summary>Carries <c>in</c> and <c>out</c> of the primal's parameters over to those of the same name.</summary>
internal static class ParameterKinds
{
    public static void Copy(MethodDefinition primal, MethodDefinition member)
    {
        foreach (var source in primal.Parameters)
        {
            if (member.Parameters.FirstOrDefault(p => p.Name == source.Name) is not { } target) continue;
            target.Attributes |= source.Attributes & (ParameterAttributes.In | ParameterAttributes.Out);
        }
    }
}
