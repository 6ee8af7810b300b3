namespace ILDiff.Resolution;

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

/// <summary>
/// A derivative of a function and how its parameters correspond to the function's roots: each root is followed by its
/// tangent or adjoint where it has one.
/// </summary>
internal sealed class Member
{
    private Member(MethodInfo method, DerivativeKind kind, IReadOnlyList<bool> active, bool takesReceiver, bool hasSeed)
    {
        Method = method;
        Kind = kind;
        Active = active;
        TakesReceiver = takesReceiver;
        HasSeed = hasSeed;
    }

    /// <summary>The generated method.</summary>
    public MethodInfo Method { get; }

    /// <summary>Which derivative it is.</summary>
    public DerivativeKind Kind { get; }

    /// <summary>For each root whether it is differentiated. Unknown for a gradient, whose signature does not say.</summary>
    public IReadOnlyList<bool> Active { get; }

    /// <summary>Whether the function's receiver is the member's first parameter and not its receiver.</summary>
    public bool TakesReceiver { get; }

    /// <summary>Whether the last parameter is the adjoint of the result.</summary>
    public bool HasSeed { get; }

    /// <summary>The correspondence, or null if the signature is not the contract's for this function.</summary>
    public static Member? Match(Function function, MethodInfo method, DerivativeKind kind)
    {
        var primal = function.Method;
        if (!method.IsStatic && primal.IsStatic) return null;
        var takesReceiver = method.IsStatic && !primal.IsStatic;
        var given = method.GetParameters();
        var suffix = kind switch { DerivativeKind.Vjp => "Adjoint", DerivativeKind.Vjps => "Adjoints", DerivativeKind.Gradient => null, _ => "Tangent" };
        var active = new List<bool>();
        var next = 0;
        foreach (var root in function.Roots)
        {
            var isReceiver = !primal.IsStatic && active.Count == 0;
            if (!isReceiver || takesReceiver)
            {
                if (next >= given.Length || Target(given[next].ParameterType) != Target(root.Type)) return null;
                next++;
            }

            var hasDerivative = suffix is not null && next < given.Length && given[next].Name == root.Name + suffix;
            if (hasDerivative) next++;
            active.Add(hasDerivative);
        }

        var hasSeed = next < given.Length && (kind switch
        {
            DerivativeKind.Vjp => given[next].Name == "resultAdjoint" && given[next].ParameterType == primal.ReturnType,
            DerivativeKind.Vjps => given[next].Name == "resultAdjoints" && given[next].ParameterType.IsArray && given[next].ParameterType.GetElementType() == primal.ReturnType,
            _ => false,
        });
        if (hasSeed) next++;
        if (next != given.Length) return null;
        var isPlain = method.ReturnType == primal.ReturnType;
        var fits = kind switch
        {
            DerivativeKind.Vjp or DerivativeKind.Vjps => isPlain,
            DerivativeKind.Jvp => isPlain || IsTuple(method.ReturnType, primal.ReturnType, 2),
            _ => IsTuple(method.ReturnType, primal.ReturnType, 0),
        };
        return fits ? new Member(method, kind, active, takesReceiver, hasSeed) : null;
    }

    private static bool IsTuple(Type type, Type first, int length) =>
        type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal)
        && type.GetGenericArguments() is var elements && elements[0] == first && (length == 0 || (elements.Length == length && elements.All(e => e == first)));

    private static Type Target(Type type) => type.IsByRef ? type.GetElementType()! : type;
}
