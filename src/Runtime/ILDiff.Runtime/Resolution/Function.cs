namespace ILDiff.Resolution;

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

/// <summary>A method together with where its receiver and its parameters, its roots, come from when a delegate calls it.</summary>
internal sealed class Function
{
    /// <summary>Reads a delegate that <see cref="Unwrap"/> has returned.</summary>
    public Function(Delegate f)
    {
        Method = f.Method;
        var roots = new List<Root>();
        var closed = f.Target is not null;
        if (!Method.IsStatic) roots.Add(new Root("this", Method.DeclaringType!, closed));
        var parameters = Method.GetParameters();
        var declared = f.GetType().GetMethod("Invoke")!.GetParameters().Length;
        foreach (var parameter in parameters)
        {
            // A static method may be closed over its first argument, as extension methods are.
            var isTarget = Method.IsStatic && closed && roots.Count == 0 && parameters.Length == declared + 1;
            roots.Add(new Root(parameter.Name ?? $"p{parameter.Position}", parameter.ParameterType, isTarget));
        }

        Roots = roots;
    }

    /// <summary>The method.</summary>
    public MethodInfo Method { get; }

    /// <summary>The receiver, if there is one, then the parameters.</summary>
    public IReadOnlyList<Root> Roots { get; }

    /// <summary>The method's name for messages.</summary>
    public string Name => $"{Method.DeclaringType?.FullName}.{Method.Name}({string.Join(",", Method.GetParameters().Select(p => p.ParameterType))})";

    /// <summary>The delegate that is meant by one that only calls another, as <c>new Func&lt;…&gt;(other)</c> makes it.</summary>
    /// <exception cref="NoDerivativeException">The delegate calls several methods.</exception>
    public static Delegate Unwrap(Delegate f)
    {
        if (f is null) throw new ArgumentNullException(nameof(f));
        while (true)
        {
#if NET
            var isSingle = f.HasSingleTarget;
#else
            var isSingle = f.GetInvocationList().Length == 1;
#endif
            if (!isSingle) throw new NoDerivativeException("The delegate calls several methods one after the other; differentiate one of them.");
            if (f.Target is not Delegate inner || f.Method.Name != "Invoke") return f;
            f = inner;
        }
    }

    /// <summary>The receiver or a parameter.</summary>
    public sealed class Root(string name, Type type, bool isTarget)
    {
        /// <summary>Its name; the receiver's is <c>this</c>.</summary>
        public string Name { get; } = name;

        /// <summary>Its type.</summary>
        public Type Type { get; } = type;

        /// <summary>Whether the delegate holds it, so that it is a constant.</summary>
        public bool IsTarget { get; } = isTarget;
    }
}
