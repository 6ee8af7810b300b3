namespace ILDiff.Resolution;

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

/// <summary>
/// Finds the derivative of a function: a member that was generated into the function's own assembly, else one that the
/// registered provider makes.
/// </summary>
internal static class MemberSearch
{
    /// <summary>The key of the mark that ILDiff puts on an assembly that it rewrote.</summary>
    private const string Mark = "ILDiff";

    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>A generated member that differentiates what the function's delegate leaves open; null if there is none.</summary>
    public static Member? Generated(Function function, DerivativeKind kind)
    {
        var primal = function.Method;
        if (primal.DeclaringType is not { } home || !IsMarked(home.Assembly)) return null;
        var name = primal.Name + kind;
        var holder = home.Assembly.GetType("ILDiff.Generated." + string.Concat(MetadataName(home).Select(c => char.IsLetterOrDigit(c) ? c : '_')));
        return (from method in home.GetMethods(All).Concat(holder is null ? [] : holder.GetMethods(All))
                where method.Name == name && !method.ContainsGenericParameters
                let member = Member.Match(function, method, kind)
                where member is not null && Serves(member, function)
                select member).FirstOrDefault();
    }

    /// <summary>The derivative from the provider.</summary>
    /// <exception cref="NoDerivativeException">There is no provider, or it refuses.</exception>
    public static Member Made(Function function, DerivativeKind kind)
    {
        var provider = DerivativeProvider.Current ?? Engine.Load() ?? throw new NoDerivativeException(
            $"No derivative of {function.Name} was made at build time, and no engine is there to make it now. "
            + "Add the package ILDiff.MSBuild to the project that calls Diff or declares the method (it makes derivatives when the project is built), or the package ILDiff (it makes them while the program runs).");
        var method = provider.Find(function.Method, [.. function.Roots.Select(r => r.IsTarget)], kind);
        return Member.Match(function, method, kind) ?? throw new NoDerivativeException($"The engine's {kind} of {function.Name} has an unexpected signature; the packages ILDiff and ILDiff.Runtime are of different versions.");
    }

    /// <summary>
    /// What the delegate leaves open must be differentiated if it carries floats: a member that takes it for a constant
    /// would give another derivative than the one asked for.
    /// </summary>
    private static bool Serves(Member member, Function function) => member.Kind == DerivativeKind.Gradient
        ? GradientServes(member, function)
        : !function.Roots.Where((root, i) => !member.Active[i] && !root.IsTarget && FloatCarriers.Contains(root.Type)).Any();

    /// <summary>The signature of a gradient does not say by what it is: by everything, if there are so many parts, else the pullback beside it tells.</summary>
    private static bool GradientServes(Member member, Function function)
    {
        var carriers = function.Roots.Where(r => FloatCarriers.Contains(r.Type)).ToList();
        if (!carriers.Any(r => r.IsTarget) && member.Method.ReturnType.GetGenericArguments().Length == 1 + carriers.Count) return true;
        return Generated(function, DerivativeKind.Vjp) is { } pullback && !function.Roots.Where((root, i) => pullback.Active[i] && root.IsTarget).Any();
    }

    /// <summary>The name by which the static class is called that stands for a generic type or an interface.</summary>
    private static string MetadataName(Type type) => !type.IsConstructedGenericType ? type.FullName ?? type.Name
        : $"{type.GetGenericTypeDefinition().FullName}<{string.Join(",", type.GetGenericArguments().Select(MetadataName))}>";

    private static bool IsMarked(Assembly assembly) => assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(a => a.Key == Mark);
}
