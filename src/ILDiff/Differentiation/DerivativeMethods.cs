namespace ILDiff.Differentiation;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>Common steps in making the IR of a derivative.</summary>
internal static class DerivativeMethods
{
    /// <summary>An empty method with the handle's signature: its prologue block, which takes variables, and its parameters.</summary>
    public static (IRMethod Method, Block Prologue, IReadOnlyList<BlockParameter> Parameters) Begin(MethodHandle handle)
    {
        var method = new IRMethod(handle.DeclaringType.Universe, handle.Name, handle.ReturnType) { Source = handle };
        var prologue = method.AddBlock();
        for (var i = 0; i < handle.Parameters.Count; i++)
        {
            method.ParameterTypes.Add(handle.Parameters[i]);
            prologue.AddParameter(handle.Parameters[i].OnStack, ParameterNames.Of(handle, i));
        }

        return (method, prologue, prologue.Parameters);
    }
}

/// <summary>The names of a method's parameters, the receiver's being <c>this</c>.</summary>
internal static class ParameterNames
{
    public static string Of(MethodHandle method, int parameter)
    {
        var position = method.HasThis ? parameter - 1 : parameter;
        if (position < 0) return "this";
        var source = method.Definition ?? method.Reference;
        var name = position < source.Parameters.Count ? source.Parameters[position].Name : null;
        return string.IsNullOrEmpty(name) ? $"p{position}" : name;
    }
}
