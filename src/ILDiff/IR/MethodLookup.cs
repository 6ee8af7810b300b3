namespace ILDiff.IR;

using ILDiff.Types;
using Mono.Cecil;

/// <summary>Finds methods of a closed type by name, as the text form names them.</summary>
internal static class MethodLookup
{
    /// <summary>
    /// The one method of that name whose parameters have exactly the stack types of the arguments, the receiver
    /// included; null if there is none or more than one.
    /// </summary>
    public static MethodHandle? ByArguments(IRType declaring, string name, IReadOnlyList<IRType> typeArguments, IReadOnlyList<IRType> arguments)
    {
                MethodHandle? found = null;
        foreach (var method in Named(declaring, name, typeArguments))
        {
            if (!Fit(method.Parameters, arguments)) continue;
            if (found is not null) return null;
            found = method;
        }

        return found;
    }

    /// <summary>The method with exactly this signature (parameters without the receiver), or null.</summary>
    public static MethodHandle? BySignature(IRType declaring, string name, IReadOnlyList<IRType> typeArguments, bool instance, IReadOnlyList<IRType> parameters, IRType returnType) =>
        Named(declaring, name, typeArguments).FirstOrDefault(m =>
            m.HasThis == instance && m.ReturnType == returnType && m.Parameters.Skip(instance ? 1 : 0).SequenceEqual(parameters));

    private static IEnumerable<MethodHandle> Named(IRType declaring, string name, IReadOnlyList<IRType> typeArguments)
    {
        if (declaring.Definition is not { } definition) yield break;
        foreach (var method in definition.Methods)
        {
            if (method.Name != name || method.GenericParameters.Count != typeArguments.Count) continue;
            yield return declaring.Universe.Method(Close(method, declaring, typeArguments), GenericContext.Empty);
        }
    }

    private static MethodReference Close(MethodDefinition method, IRType declaring, IReadOnlyList<IRType> typeArguments)
    {
        MethodReference closed = method;
        if (declaring.Arguments.TypeArguments.Count > 0)
        {
            closed = new MethodReference(method.Name, method.ReturnType, declaring.Reference)
            {
                HasThis = method.HasThis, ExplicitThis = method.ExplicitThis, CallingConvention = method.CallingConvention,
            };
            foreach (var parameter in method.GenericParameters) closed.GenericParameters.Add(new GenericParameter(parameter.Name, closed));
            foreach (var parameter in method.Parameters) closed.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        }

        if (typeArguments.Count == 0) return closed;
        var instance = new GenericInstanceMethod(closed);
        foreach (var argument in typeArguments) instance.GenericArguments.Add(argument.Reference);
        return instance;
    }

    /// <summary>Value types by identity of the stack type; references and addresses by kind, since an argument may be of a derived type.</summary>
    private static bool Fit(IReadOnlyList<IRType> parameters, IReadOnlyList<IRType> arguments)
    {
        if (parameters.Count != arguments.Count) return false;
        for (var i = 0; i < parameters.Count; i++)
        {
            var (parameter, argument) = (parameters[i].OnStack, arguments[i]);
            if (parameter != argument && !(parameter.IsObject && argument.IsObject) && !(parameter.IsAddress && argument.IsAddress)) return false;
        }

        return true;
    }
}
