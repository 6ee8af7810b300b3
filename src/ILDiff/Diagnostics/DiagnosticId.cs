namespace ILDiff.Diagnostics;

/// <summary>
/// Every diagnostic. The number is the code: 1xxx reading, 2xxx activity and differentiation, 3xxx rules,
/// 4xxx emission and writing, 9xxx internal. A test holds this list against <c>docs/error-codes.md</c>.
/// </summary>
public enum DiagnosticId
{
    /// <summary>The input cannot be read: missing, empty, a directory, no permission.</summary>
    InputUnreadable = 1001,

    /// <summary>The input is no .NET assembly, or a damaged one.</summary>
    InputMalformed = 1002,

    /// <summary>The assembly mixes native and managed code.</summary>
    MixedModeInput = 1003,

    /// <summary>Precompiled (ReadyToRun) code was dropped; the IL is kept.</summary>
    PrecompiledCodeDropped = 1004,

    /// <summary>A referenced assembly, type or member is missing.</summary>
    ReferenceMissing = 1005,

    /// <summary>Reading ran past its time or memory limit.</summary>
    ReadingLimit = 1006,

    /// <summary>No method matches the pattern.</summary>
    NoSuchMethod = 1007,

    /// <summary>The method has no IL body (abstract, native, runtime-implemented).</summary>
    NoBody = 1008,

    /// <summary>The IL of the method is invalid.</summary>
    InvalidIL = 1009,

    /// <summary>A pattern without instantiation named a generic method.</summary>
    OpenGeneric = 1010,

    /// <summary>The debugging symbols are damaged, do not belong to the assembly, or have another format.</summary>
    SymbolsUnusable = 1011,

    /// <summary>Nothing in the signature carries floats, or nothing active reaches the result.</summary>
    NothingToDifferentiate = 2001,

    /// <summary>An IL construct that cannot be differentiated yet.</summary>
    UnsupportedConstruct = 2002,

    /// <summary>A call with active arguments to a method without rule or readable body.</summary>
    UnsupportedCall = 2003,

    /// <summary>Active data would be stored in a place that cannot have a shadow.</summary>
    UntypedStorage = 2004,

    /// <summary>A virtual, interface or delegate call with active data whose target is not known.</summary>
    UnknownTarget = 2005,

    /// <summary>A protected region in a method with active data.</summary>
    ProtectedRegion = 2006,

    /// <summary>A parameter named by <c>--wrt</c> does not exist or carries no floats.</summary>
    UnknownParameter = 2007,

    /// <summary>A type that cannot carry derivatives (decimal, pointers without extent, …).</summary>
    UnsupportedType = 2008,

    /// <summary>Active data are rounded, or reduced to a sign or an integer, and used again as a number.</summary>
    StepFunction = 2009,

    /// <summary>A call of <c>Diff</c> whose function is not known at build time is left to the run time.</summary>
    CallLeftToRuntime = 2010,

    /// <summary>The reverse sweep cannot be run for several seeds after one forward sweep.</summary>
    SeveralSeeds = 2011,

    /// <summary>One of several implementations of a virtual method cannot be differentiated; meeting it is an exception.</summary>
    ImplementationLeftOut = 2012,

    /// <summary>A method is listed as having no usable derivative.</summary>
    UnsupportedRule = 3001,

    /// <summary>A user-supplied rule has the wrong shape.</summary>
    InvalidRule = 3002,

    /// <summary>A user-supplied rule covers one mode only.</summary>
    HalfRule = 3003,

    /// <summary>A member of the generated name and signature already exists.</summary>
    MemberExists = 4001,

    /// <summary>The output cannot be written.</summary>
    OutputUnwritable = 4002,

    /// <summary>The input is strong-named and no key was given.</summary>
    SignatureDropped = 4003,

    /// <summary>Generated IL failed verification; nothing was written.</summary>
    VerificationFailed = 4004,

    /// <summary>The output would overwrite the input or a shared package.</summary>
    OutputRefused = 4005,

    /// <summary>A generated method passes a limit of the JIT.</summary>
    CodeTooLarge = 4006,

    /// <summary>A defect of ILDiff itself.</summary>
    InternalError = 9001,
}
