namespace ILDiff.Differentiation.Forward;

using ILDiff.Analyses;
using ILDiff.Types;

/// <summary>The shape of a pushforward: each active parameter followed by its tangent; value and tangent returned as a pair.</summary>
internal static class TangentSignature
{
    public static DerivativeSignature Of(MethodHandle primal, ActivitySignature signature, TypeUniverse types)
    {
        var parameters = new List<(string, IRType)>();
        for (var i = 0; i < primal.Parameters.Count; i++)
        {
            parameters.Add((ParameterNames.Of(primal, i), primal.Parameters[i]));
            if (signature.Parameters[i]) parameters.Add((ParameterNames.Of(primal, i) + "Tangent", primal.Parameters[i]));
        }

        var result = signature.Result ? types.Tuple([primal.ReturnType, primal.ReturnType]) : primal.ReturnType;
        return new DerivativeSignature("Tangent", parameters, result);
    }
}
