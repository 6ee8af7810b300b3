namespace ILDiff;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.Differentiation;
using ILDiff.Differentiation.Members;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;

/// <content>Methods that stand between a call of <c>Diff</c> and the members it asks for.</content>
public sealed partial class AssemblyDifferentiator
{
    private readonly Dictionary<(MethodHandle Function, ActivitySignature Signature, bool IsJvp), MethodHandle?> inner = [];
    private readonly List<(MethodHandle, ActivitySignature, bool)> innerMade = [];

    internal TypeUniverse Types => types;

    /// <summary>
    /// A derivative that a function to be differentiated takes itself; null if it cannot be made. It has no strong zeros, whose
    /// branches have the derivative zero.
    /// </summary>
    internal MethodHandle? Inner(MethodHandle function, bool isClosed, bool isJvp)
    {
        var (declared, guarded, plain, read, others) = (sink.Declared.Count, closure.Begun, unguarded.Begun, Bodies.Count, innerMade.Count);
        try
        {
            var signature = RequestActivity.Of(function, [], isClosed ? [ParameterNames.Of(function, 0)] : []);
            var key = (function, signature, isJvp);
            if (inner.TryGetValue(key, out var known)) return known;
            innerMade.Add(key);
            inner.Add(key, null);
            var made = isJvp ? unguarded.Tangent(function, signature) : new InnerGradient(unguarded, sink, function, signature).Make();
            return inner[key] = types.Method(made.Reference, GenericContext.Empty);
        }
        catch (DiagnosticException)
        {
            closure.Rollback(guarded);
            unguarded.Rollback(plain);
            sink.Rollback(declared);
            Bodies.Forget(read);
            foreach (var taken in innerMade.Skip(others).Where(k => inner[k] is not null)) inner[taken] = null;
            return null;
        }
    }

    /// <summary>After a request failed: what was taken back must not be called from bodies that are kept.</summary>
    private void ForgetInner()
    {
        if (innerMade.Count == 0) return;
        foreach (var key in innerMade) inner.Remove(key);
        innerMade.Clear();
        Bodies.Forget(readBefore);
    }

    /// <summary>Adds an internal static method beside a primal.</summary>
    /// <param name="primal">Whose members the body calls.</param>
    /// <param name="shape">The method's shape.</param>
    /// <param name="write">Writes the body, given the method's parameters.</param>
    /// <exception cref="DiagnosticException">The method fails verification; nothing is kept.</exception>
    internal MethodDefinition AddStatic(MethodHandle primal, DerivativeSignature shape, Action<IRBuilder, IReadOnlyList<Value>> write)
    {
        sink.Begin();
        try
        {
            var method = sink.Declare(primal, shape);
            var (body, prologue, parameters) = DerivativeMethods.Begin(method);
            write(new IRBuilder(body, prologue), parameters);
            sink.Define(method, body);
            sink.AddAccessAttributes();
            VerifyGenerated(primal);
            return sink.Definition(method);
        }
        catch
        {
            sink.Rollback();
            throw;
        }
    }
}
