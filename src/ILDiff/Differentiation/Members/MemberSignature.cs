namespace ILDiff.Differentiation.Members;

using ILDiff.Analyses;
using ILDiff.Types;

/// <summary>The contract's shape of a generated member, without the receiver.</summary>
/// <param name="Name">Such as <c>MVjp</c>.</param>
/// <param name="Parameters">Names and types; the receiver, if any, is not among them.</param>
/// <param name="ReturnType">What it returns.</param>
/// <param name="ElementNames">Names of the elements if that is a tuple.</param>
internal sealed record MemberSignature(
    string Name, IReadOnlyList<(string Name, IRType Type)> Parameters, IRType ReturnType, IReadOnlyList<string>? ElementNames)
{
    public static MemberSignature Jvp(MethodHandle primal, ActivitySignature signature, bool isStatic, TypeUniverse types)
    {
        var shape = Forward.TangentSignature.Of(primal, signature, types);
        return new MemberSignature(primal.Name + "Jvp", [.. shape.Parameters.Skip(isStatic ? 0 : 1)], shape.ReturnType,
            signature.Result ? ["Value", "Tangent"] : null);
    }

    public static MemberSignature Vjp(MethodHandle primal, ActivitySignature signature, bool isStatic, TypeUniverse types)
    {
        var parameters = PullbackParameters(primal, signature, types);
        return new MemberSignature(primal.Name + "Vjp", [.. parameters.Skip(isStatic ? 0 : 1)], primal.ReturnType, null);
    }

    /// <summary>The pullback of several seeds: each adjoint is an array with an entry for each seed.</summary>
    public static MemberSignature Vjps(MethodHandle primal, ActivitySignature signature, bool isStatic, TypeUniverse types)
    {
        var parameters = PullbackParameters(primal, signature, types, (name, type) => (name + "s", types.ArrayOf(PartType(type, types))));
        return new MemberSignature(primal.Name + "Vjps", [.. parameters.Skip(isStatic ? 0 : 1)], primal.ReturnType, null);
    }

    /// <summary>The parameters of a pullback, the receiver first.</summary>
    public static IReadOnlyList<(string Name, IRType Type)> PullbackParameters(MethodHandle primal, ActivitySignature signature, TypeUniverse types) =>
        PullbackParameters(primal, signature, types, (name, type) => (name, type));

    private static List<(string Name, IRType Type)> PullbackParameters(
        MethodHandle primal, ActivitySignature signature, TypeUniverse types, Func<string, IRType, (string Name, IRType Type)> adjoint)
    {
        var parameters = new List<(string, IRType)>();
        for (var i = 0; i < primal.Parameters.Count; i++)
        {
            var (name, type) = (ParameterNames.Of(primal, i), primal.Parameters[i]);
            parameters.Add((name, type));
            if (signature.Parameters[i]) parameters.Add(adjoint(name + "Adjoint", AdjointType(type, types)));
        }

        if (signature.Result) parameters.Add(adjoint("resultAdjoint", primal.ReturnType));
        return parameters;
    }

    /// <summary>The gradient member; null where the result is no float.</summary>
    public static MemberSignature? Gradient(MethodHandle primal, ActivitySignature signature, bool isStatic, TypeUniverse types)
    {
        if (!primal.ReturnType.IsFloat) return null;
        var parameters = Enumerable.Range(0, primal.Parameters.Count).Select(i => (ParameterNames.Of(primal, i), primal.Parameters[i]));
        var (type, names) = ValueAndParts(primal, signature, "Gradient", types);
        return new MemberSignature(primal.Name + "Gradient", [.. parameters.Skip(isStatic ? 0 : 1)], type, names);
    }

    /// <summary>The Hessian-vector product; null where the result is no float.</summary>
    public static MemberSignature? Hvp(MethodHandle primal, ActivitySignature signature, bool isStatic, TypeUniverse types)
    {
        if (!primal.ReturnType.IsFloat) return null;
        var shape = Forward.TangentSignature.Of(primal, signature, types);
        var (type, names) = ValueAndParts(primal, signature, "Product", types);
        return new MemberSignature(primal.Name + "Hvp", [.. shape.Parameters.Skip(isStatic ? 0 : 1)], type, names);
    }

    /// <summary>The value and a part for each differentiated parameter, named after it or, if it is the only one, as told.</summary>
    private static (IRType Tuple, IReadOnlyList<string> Names) ValueAndParts(MethodHandle primal, ActivitySignature signature, string only, TypeUniverse types)
    {
        var active = Enumerable.Range(0, primal.Parameters.Count).Where(i => signature.Parameters[i]).ToList();
        IRType[] elements = [primal.ReturnType, .. active.Select(i => PartType(primal.Parameters[i], types))];
        return (types.Tuple(elements), ["Value", .. active.Count == 1 ? [only] : active.Select(i => ParameterNames.Of(primal, i))]);
    }

    /// <summary>What a gradient gives back for a parameter: for a variable its value, for a span an array.</summary>
    public static IRType PartType(IRType parameter, TypeUniverse types)
    {
        var type = parameter.IsAddress ? parameter.Element! : parameter;
        return type.IsSpan ? types.ArrayOf(type.Element!) : type;
    }

    /// <summary>Floats and structs are adjoined by reference, everything else by its shadow; that of a span can be written to.</summary>
    private static IRType AdjointType(IRType type, TypeUniverse types) => type.IsFloat || type.Kind == TypeKind.Struct ? types.ByRefTo(type) : type.Shadow;
}
