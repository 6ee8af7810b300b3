namespace ILDiff.Rules;

using ILDiff.Types;

/// <summary>
/// Framework methods through which no derivative passes, by namespace, by type and by method. Each either gives
/// something that is not a float, or a float that depends on nothing active.
/// </summary>
internal static class InactiveMethods
{
    /// <summary>Namespaces, with those below them.</summary>
    public static readonly IReadOnlyList<string> Namespaces =
    [
        "System.Diagnostics", "System.Globalization", "System.Resources", "System.Text", "System.IO", "System.Reflection",
        "System.Security", "Microsoft.Extensions.Logging",
    ];

    /// <summary>Types, all of whose methods.</summary>
    public static readonly IReadOnlySet<string> Types = new HashSet<string>
    {
        "System.AppContext", "System.AppDomain", "System.Attribute", "System.Boolean", "System.Buffers.Binary.BinaryPrimitives", "System.Byte",
        "System.Char", "System.Console", "System.Enum", "System.Environment", "System.FormattableString", "System.GC", "System.Guid", "System.HashCode",
        "System.Int16", "System.Int32", "System.Int64", "System.Int128", "System.IntPtr", "System.OperatingSystem", "System.Random",
        "System.RuntimeFieldHandle", "System.RuntimeMethodHandle", "System.RuntimeTypeHandle", "System.SByte", "System.String",
        "System.SR", "System.StringComparer", "System.StringNormalizationExtensions", "System.ThrowHelper", "System.Collections.ThrowHelper", "System.Linq.ThrowHelper",
        "System.TimeZoneInfo", "System.Type", "System.UInt16",
        "System.UInt32", "System.UInt64", "System.UInt128", "System.UIntPtr", "System.Uri", "System.Version",
        "System.IComparable", "System.IComparable`1", "System.IEquatable`1", "System.IFormattable", "System.ISpanFormattable",
        "System.IFormatProvider", "System.ICustomFormatter",
        "System.Collections.Comparer", "System.Collections.IComparer", "System.Collections.IEqualityComparer",
        "System.Collections.StructuralComparisons", "System.Collections.Generic.Comparer`1", "System.Collections.Generic.EqualityComparer`1",
        "System.Collections.Generic.IComparer`1", "System.Collections.Generic.IEqualityComparer`1",
        "System.Numerics.BigInteger", "System.Numerics.BitOperations",
        "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler", "System.Runtime.CompilerServices.FormattableStringFactory",
        "System.Runtime.CompilerServices.RuntimeFeature", "System.Runtime.InteropServices.RuntimeInformation",
        "System.Threading.CancellationToken", "System.Threading.CancellationTokenSource", "System.Threading.Lock", "System.Threading.Monitor",
        "System.Threading.ManualResetEventSlim", "System.Threading.Mutex", "System.Threading.ReaderWriterLockSlim",
        "System.Threading.SemaphoreSlim", "System.Threading.SpinLock", "System.Threading.SpinWait", "System.Threading.WaitHandle",
        "Microsoft.FSharp.Core.LanguagePrimitives/HashCompare",
        "Microsoft.VisualBasic.CompilerServices.Conversions", "Microsoft.VisualBasic.CompilerServices.ProjectData", "Microsoft.VisualBasic.ErrObject",
        "Microsoft.VisualBasic.Strings", "Microsoft.VisualBasic.VBMath",
    };

    /// <summary>Single methods of types whose others may carry derivatives, or have a body to differentiate.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Methods = new Dictionary<string, string[]>
    {
        ["System.Array"] =
        [
            "get_IsReadOnly", "get_IsFixedSize", "get_IsSynchronized", "get_SyncRoot", "IndexOf", "LastIndexOf", "BinarySearch", "Empty",
        ],
        ["System.Object"] = ["Equals", "GetHashCode", "ToString", "Finalize"],
        ["System.ValueType"] = ["Equals", "GetHashCode", "ToString"],
        ["System.Runtime.CompilerServices.RuntimeHelpers"] =
        [
            "InitializeArray", "CreateSpan", "GetHashCode", "Equals", "EnsureSufficientExecutionStack", "TryEnsureSufficientExecutionStack",
            "RunClassConstructor", "RunModuleConstructor", "PrepareConstrainedRegions", "PrepareMethod",
        ],
        ["System.Runtime.InteropServices.Marshal"] = ["GetLastWin32Error", "GetHRForException"],
        ["System.Threading.Thread"] =
        [
            "get_CurrentThread", "get_ManagedThreadId", "Sleep", "SpinWait", "Yield", "MemoryBarrier", "get_CurrentCulture", "set_CurrentCulture",
            "get_CurrentUICulture", "set_CurrentUICulture", "get_Name", "set_Name", "BeginCriticalRegion", "EndCriticalRegion",
        ],
        ["Microsoft.VisualBasic.DateAndTime"] = ["get_Timer", "get_Now", "get_Today", "get_DateString", "get_TimeString"],
        ["Microsoft.VisualBasic.Information"] =
        [
            "Err", "Erl", "IsArray", "IsDate", "IsDBNull", "IsError", "IsNothing", "IsNumeric", "IsReference", "QBColor", "RGB", "TypeName", "VarType",
        ],
        ["Microsoft.VisualBasic.Interaction"] = ["Beep", "Command", "Environ", "InputBox", "MsgBox", "Shell"],
        ["System.Threading.Interlocked"] = ["MemoryBarrier", "MemoryBarrierProcessWide", "Increment", "Decrement"],
    };

    /// <summary>Those that touch no memory that changes, though they throw on null.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> MemoryFree = new Dictionary<string, string[]>
    {
        ["System.Array"] = ["get_Length", "get_LongLength", "get_Rank", "GetLength", "GetLongLength", "GetLowerBound", "GetUpperBound"],
        ["System.Object"] = ["GetType"],
        ["Microsoft.VisualBasic.Conversion"] = ["Fix", "Int"],
        ["Microsoft.VisualBasic.Information"] = ["LBound", "UBound"],
        ["System.String"] = ["get_Length", "get_Chars"],
    };

    /// <summary>Those that only compute from their arguments, and never throw.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Pure = new Dictionary<string, string[]>
    {
        ["System.Array"] = ["get_MaxLength"],
        ["System.Numerics.BitOperations"] =
        [
            "IsPow2", "LeadingZeroCount", "Log2", "PopCount", "RotateLeft", "RotateRight", "RoundUpToPowerOf2", "TrailingZeroCount",
        ],
        ["System.Object"] = [".ctor", "ReferenceEquals"],
        ["System.Runtime.CompilerServices.RuntimeHelpers"] = ["IsReferenceOrContainsReferences", "get_OffsetToStringData"],
        ["System.Runtime.CompilerServices.Unsafe"] = ["SizeOf", "AreSame", "IsNullRef", "IsAddressLessThan", "IsAddressGreaterThan", "ByteOffset"],
        ["System.Runtime.InteropServices.Marshal"] = ["SizeOf"],
        ["System.Type"] = ["GetTypeFromHandle", "op_Equality", "op_Inequality"],
        ["System.ValueType"] = [".ctor"],
    };

    /// <summary>Of <c>System.BitConverter</c>: the bits of a float, as an integer; meant for tests of sign and exponent.</summary>
    public static readonly IReadOnlySet<string> ToBits = new HashSet<string>
    {
        "DoubleToInt64Bits", "DoubleToUInt64Bits", "SingleToInt32Bits", "SingleToUInt32Bits", "HalfToInt16Bits", "HalfToUInt16Bits",
    };

    /// <summary>Of <c>System.BitConverter</c>: a float from the bits of an integer.</summary>
    public static readonly IReadOnlySet<string> FromBits = new HashSet<string>
    {
        "Int64BitsToDouble", "UInt64BitsToDouble", "Int32BitsToSingle", "UInt32BitsToSingle", "Int16BitsToHalf", "UInt16BitsToHalf",
    };

    private static readonly InactiveRule Plain = new(SideEffects.Any);
    private static readonly InactiveRule MemoryFreeRule = new(SideEffects.MayThrow);
    private static readonly InactiveRule PureRule = new(SideEffects.None);
    private static readonly InactiveRule Cut = new(SideEffects.Any, "makes a float from data that carry no derivative") { CutsChain = true };
    private static readonly InactiveRule ToBitsRule = new(SideEffects.None, "the bits of a float carry no derivative; right for tests of sign and exponent");
    private static readonly InactiveRule FromBitsRule = new(SideEffects.None, "makes a float from bits; a derivative is lost here") { CutsChain = true };

    public static InactiveRule? Find(MethodHandle method, string type)
    {
        if (IsMarked(method)) return Plain;
        if (type == "System.BitConverter") return OfBits(method);
        if (Lists(Pure)) return PureRule;
        if (Lists(MemoryFree)) return MemoryFreeRule;
        if (Lists(Methods)) return Plain;
        if (Types.Contains(type)) return OfKind(method, type);
        if (IsException(method.DeclaringType)) return Plain;
        if (Namespaces.Any(n => type.StartsWith(n, StringComparison.Ordinal) && type.Length > n.Length && type[n.Length] == '.')) return OfKind(method, type);
        return IsObjectOverride(method) ? Plain : null;

        bool Lists(IReadOnlyDictionary<string, string[]> methods) => methods.TryGetValue(type, out var names) && names.Contains(method.Name);
    }

    /// <summary>Whether the user says so, with <c>[ILDiff.Inactive]</c>.</summary>
    private static bool IsMarked(MethodHandle method) =>
        method.Definition is { HasCustomAttributes: true } definition
        && definition.CustomAttributes.Any(a => a.AttributeType.FullName == "ILDiff.InactiveAttribute");

    /// <summary>Random numbers, clocks and conversions of integers depend on nothing active; what is read back from elsewhere may.</summary>
    private static InactiveRule OfKind(MethodHandle method, string type) =>
        method.ReturnType.IsFloat && (type.StartsWith("System.IO.", StringComparison.Ordinal) || type.Contains("Conversions") || type.Contains("Binary"))
            ? Cut
            : Plain;

    private static InactiveRule OfBits(MethodHandle method) =>
        ToBits.Contains(method.Name) ? ToBitsRule
        : FromBits.Contains(method.Name) ? FromBitsRule
        : method.ReturnType.IsFloat ? Cut
        : Plain;

    /// <summary>
    /// A member of an exception, of the framework or of a user whose own fields hold no floats: once thrown, what was
    /// computed is lost.
    /// </summary>
    internal static bool IsException(IRType type)
    {
        for (var definition = type.Definition; definition is not null; definition = Parent(definition))
        {
            if (definition.FullName == "System.Exception") return true;
            var isUsers = definition.Namespace != "System" && !definition.Namespace.StartsWith("System.", StringComparison.Ordinal);
            if (isUsers && type.Fields.Any(f => f.Definition.DeclaringType == definition && f.Type.CarriesFloat)) return false;
        }

        return false;
    }

    private static Mono.Cecil.TypeDefinition? Parent(Mono.Cecil.TypeDefinition definition)
    {
        try
        {
            return definition.BaseType?.Resolve();
        }
        catch (Mono.Cecil.AssemblyResolutionException)
        {
            return null;
        }
    }

    /// <summary><c>ToString()</c>, <c>GetHashCode()</c> and <c>Equals(object)</c> of any type: no float comes out.</summary>
    private static bool IsObjectOverride(MethodHandle method) => method.HasThis && (method.Name, method.Parameters.Count) switch
    {
        ("ToString", 1) => method.ReturnType.Name == "System.String",
        ("GetHashCode", 1) => method.ReturnType.Kind == TypeKind.Int32,
        ("Equals", 2) => method.Parameters[1].Name == "System.Object",
        _ => false,
    };
}
