namespace ILDiff.Differentiation;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>Makes the diagnostics of differentiation, at the user's source line where symbols tell it.</summary>
internal static class DerivativeRefusal
{
    public static DiagnosticException At(Instruction instruction, IRMethod method, DiagnosticId id, string message) =>
        Of(new Diagnostic(id, Severity.Error, message, Locate(instruction.Origin, method)), id == DiagnosticId.SeveralSeeds ? null : instruction.Origin?.Implementation);

    /// <summary>
    /// Stops work; where it is about one of several implementations of a dispatched method, the others can go on without it.
    /// That several seeds cannot be served is about the whole method.
    /// </summary>
    public static DiagnosticException Of(Diagnostic diagnostic, MethodHandle? implementation) =>
        implementation is null ? new DiagnosticException(diagnostic) : new ImplementationException(diagnostic, implementation);

    public static DiagnosticException In(IRMethod method, DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, Locate(null, method)));

    /// <summary>Something worth knowing that stops nothing.</summary>
    public static Diagnostic Note(Instruction instruction, IRMethod method, DiagnosticId id, string message) =>
        new(id, Severity.Info, message, Locate(instruction.Origin, method));

    /// <summary>Whether a type is one of delegates.</summary>
    public static bool IsDelegate(IRType type) => type.Definition?.BaseType is { FullName: "System.MulticastDelegate" };

    /// <summary>That active data meet an instruction that has no derivative, in the user's words.</summary>
    public static string Passed(Instruction instruction) => instruction switch
    {
        Opaque { Opcode: "calli" } => "active data pass through a call by a function pointer, which cannot be differentiated; call the method itself, or a lambda",
        Opaque opaque => $"active data pass through the instruction {opaque.Opcode}, which cannot be differentiated",
        Convert { Type.Kind: TypeKind.Pointer or TypeKind.NativeInt } => "a pointer to active data is made, which cannot be followed; use arrays, references or spans",
        _ => $"active data pass through '{instruction.GetType().Name}', which cannot be differentiated yet",
    };

    /// <summary>That an object with active data is made of which nothing more can be known.</summary>
    public static string Made(IRType type) => IsDelegate(type)
        ? $"a delegate of type {type} that holds active data is made, and it is not known which calls run it; pass lambdas directly to the methods that call them"
        : $"an object of type {type} that holds active data is made, whose class derives from one of the framework, has a finalizer, or has a constructor that cannot be read; use a class of your own, arrays or structs";

    private static SourceLocation Locate(Origin? origin, IRMethod method) => origin is null
        ? new SourceLocation(method.Types.Module.Name, method.Source?.ToString() ?? method.Name)
        : SourceLines.Of(origin.Method, origin.ILOffset);
}

/// <summary>Stops work on one of several implementations of a dispatched method.</summary>
/// <param name="diagnostic">Why.</param>
/// <param name="implementation">Which.</param>
internal sealed class ImplementationException(Diagnostic diagnostic, MethodHandle implementation) : DiagnosticException(diagnostic)
{
    public MethodHandle Implementation { get; } = implementation;
}
