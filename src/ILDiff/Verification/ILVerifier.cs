namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>
/// Verifies method bodies after ECMA-335 III.1.8 and the verification rules of each opcode. Generic methods are verified
/// open, by the constraints of their type parameters. Never throws: a failure of its own is an error with the code
/// <see cref="VerificationCode.Internal"/>. It remembers what it resolved: see <see cref="Refresh"/>. Not thread-safe.
/// </summary>
/// <param name="module">The module whose methods are verified; its assembly resolver finds the others.</param>
internal sealed class ILVerifier(ModuleDefinition module)
{
    private VerifierContext? context;

    /// <summary>
    /// To be called once members or assembly attributes were added or removed. A type that changed its base or its
    /// interfaces needs a new verifier.
    /// </summary>
    public void Refresh() => context?.Refresh();

    /// <summary>The errors of one body, by offset; none for a method without a body.</summary>
    public IReadOnlyList<VerificationError> Verify(MethodDefinition method)
    {
        try
        {
            if (!method.HasBody || IsProvidedByRuntime(method)) return [];
            context ??= new VerifierContext(module);
            context.Relations.Enter(method);
            return new MethodVerifier(context, method).Run();
        }
        catch (VerificationFailure failure)
        {
            return [new VerificationError(failure.Code, method, 0, failure.Message)];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [new VerificationError(VerificationCode.Internal, method, 0, $"{e.GetType().Name}: {e.Message}")];
        }
    }

    /// <summary>An accessor that the runtime binds to a member by name: it has neither a body nor a mark in its flags.</summary>
    private static bool IsProvidedByRuntime(MethodDefinition method) =>
        method.HasCustomAttributes && method.Body.Instructions.Count == 0
        && method.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.UnsafeAccessorAttribute");

    /// <summary>The errors of all bodies of the module, in the order of its metadata.</summary>
    public IReadOnlyList<VerificationError> VerifyAll() => [.. module.GetTypes().SelectMany(t => t.Methods).SelectMany(Verify)];
}
