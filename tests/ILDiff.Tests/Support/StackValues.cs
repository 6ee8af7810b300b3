namespace ILDiff.Tests.Support;

using System.Runtime.CompilerServices;
using ILDiff.Types;

/// <summary>
/// How the interpreter represents values. On the evaluation stack: <c>int</c>, <c>long</c>, <c>nint</c>, <c>float</c>,
/// <c>double</c>, a boxed struct that nobody mutates, an object, or a <see cref="Place"/> for an address. In memory and in
/// calls: what the run time has, such as <c>bool</c> or an enum.
/// </summary>
internal static class StackValues
{
    /// <summary>From memory or a call's result to the stack.</summary>
    public static object? ToStack(object? raw, IRType type) => raw switch
    {
        Enum e => ToStack(System.Convert.ChangeType(e, Enum.GetUnderlyingType(e.GetType()), null), type),
        bool b when !type.IsObject => b ? 1 : 0,
        char c when !type.IsObject => (int)c,
        sbyte v when !type.IsObject => (int)v,
        byte v when !type.IsObject => (int)v,
        short v when !type.IsObject => (int)v,
        ushort v when !type.IsObject => (int)v,
        uint v when !type.IsObject => (int)v,
        ulong v when !type.IsObject => (long)v,
        nuint v when !type.IsObject => (nint)v,
        System.Reflection.Pointer p => Address(p),
        _ => raw,
    };

    /// <summary>From the stack to memory, a call's argument or a box.</summary>
    public static object? FromStack(object? value, IRType type)
    {
        if (type.IsInteger && type.Definition is { IsEnum: true }) return Enum.ToObject(RuntimeBinding.Of(type), FromStack(value, type.Kind)!);
        return type.Kind == TypeKind.Pointer && value is nint p ? Pointer(p, RuntimeBinding.Of(type)) : FromStack(value, type.Kind);
    }

    /// <summary>The stack value after a trip through memory of the type: truncated and extended.</summary>
    public static object? Narrow(object? value, IRType type) => type.IsInteger ? ToStack(FromStack(value, type.Kind), type) : value;

    /// <summary>What uninitialised memory of the type holds, as a stack value.</summary>
    public static object? Zero(IRType type) => type.OnStack.Kind switch
    {
        TypeKind.Int32 => 0,
        TypeKind.Int64 => 0L,
        TypeKind.NativeInt or TypeKind.Pointer => (nint)0,
        TypeKind.Float32 => 0f,
        TypeKind.Float64 => 0d,
        TypeKind.Span => default(InterpretedSpan),
        TypeKind.Struct when Nullable.GetUnderlyingType(RuntimeBinding.Of(type)) is not null => null,
        TypeKind.Struct => RuntimeBinding.Of(type) is { IsByRefLike: false } bound
            ? RuntimeHelpers.GetUninitializedObject(bound)
            : throw new NotInterpretedException($"{type} cannot be boxed"),
        _ => null,
    };

    private static object? FromStack(object? value, TypeKind kind) => unchecked((kind, value) switch
    {
        (TypeKind.Bool, int v) => (byte)v != 0,
        (TypeKind.Char, int v) => (char)v,
        (TypeKind.Int8, int v) => (sbyte)v,
        (TypeKind.UInt8, int v) => (byte)v,
        (TypeKind.Int16, int v) => (short)v,
        (TypeKind.UInt16, int v) => (ushort)v,
        (TypeKind.UInt32, int v) => (uint)v,
        (TypeKind.UInt64, long v) => (ulong)v,
        (TypeKind.NativeUInt, nint v) => (nuint)v,
        _ => value,
    });

    private static unsafe object Address(System.Reflection.Pointer pointer) => (nint)System.Reflection.Pointer.Unbox(pointer);

    private static unsafe object Pointer(nint address, Type type) => System.Reflection.Pointer.Box((void*)address, type);
}
