namespace ILDiff.Emission;

using ILDiff.IR;
using Mono.Cecil;

/// <summary>The parameters of the entry block as arguments of the method.</summary>
internal static class Arguments
{
    public static ParameterDefinition Of(MethodDefinition method, BlockParameter parameter)
    {
        var index = parameter.Index - (method.HasThis ? 1 : 0);
        return index < 0 ? method.Body.ThisParameter : method.Parameters[index];
    }

    /// <summary>
    /// Whether other values may be put in its place: an argument narrower than the stack would cut them, and
    /// <c>this</c> is not to be assigned.
    /// </summary>
    public static bool IsOverwritable(MethodDefinition method, BlockParameter parameter) =>
        (parameter.Index > 0 || !method.HasThis) && parameter.Block.Method.ParameterTypes[parameter.Index] == parameter.Type;
}
