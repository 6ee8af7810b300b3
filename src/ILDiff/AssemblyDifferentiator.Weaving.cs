namespace ILDiff;

using ILDiff.Diagnostics;
using ILDiff.Differentiation;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;

/// <content>Methods that stand between a call of <c>Diff</c> and the members it asks for.</content>
public sealed partial class AssemblyDifferentiator
{
    internal TypeUniverse Types => types;

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
