namespace ILDiff.Tests.Support;

using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>From the types and members of the IR to those of this process, by module version and metadata token.</summary>
internal static class RuntimeBinding
{
    private static readonly ConcurrentDictionary<IRType, Type> Types = [];
    private static readonly ConcurrentDictionary<MethodHandle, MethodBase> Methods = [];
    private static readonly ConcurrentDictionary<Type, int> Sizes = [];
    private static readonly ConcurrentDictionary<Guid, Module> Modules = [];

    public static Type Of(IRType type) => Types.GetOrAdd(type, Bind);

    public static FieldInfo Of(IRField field) =>
        Of(field.DeclaringType).GetField(field.Name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        ?? throw new MissingFieldException($"{field}");

    public static MethodBase Of(MethodHandle method) => Methods.GetOrAdd(method, Bind);

    /// <summary>Bytes that a value of the type takes in memory.</summary>
    public static int SizeOf(Type type) => Sizes.GetOrAdd(type, t =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(t).Invoke(null, null)!);

    private static Type Bind(IRType type)
    {
        switch (type.Kind)
        {
            case TypeKind.Array: return Of(type.Element!).MakeArrayType();
            case TypeKind.MultiArray: return Of(type.Element!).MakeArrayType(((ArrayType)type.Reference).Rank);
            case TypeKind.ByRef: return Of(type.Element!).MakeByRefType();
            case TypeKind.Pointer: return Of(type.Element!).MakePointerType();
        }

        var definition = type.Definition ?? throw new NotInterpretedException($"{type} cannot be resolved");
        var open = Loaded(definition.Module).ResolveType(definition.MetadataToken.ToInt32());
        return type.Arguments.TypeArguments.Count == 0 ? open : open.MakeGenericType([.. type.Arguments.TypeArguments.Select(Of)]);
    }

    private static MethodBase Bind(MethodHandle method)
    {
        var declaring = Of(method.DeclaringType);
        if (method.Definition is not { } definition)
        {
            var parameters = method.Parameters.Skip(method.HasThis ? 1 : 0).Select(Of).ToArray();
            return declaring.GetMethod(method.Name, parameters) ?? throw new MissingMethodException($"{method}");
        }

        var open = Loaded(definition.Module).ResolveMethod(definition.MetadataToken.ToInt32())!;
        if (declaring.IsGenericType) open = MethodBase.GetMethodFromHandle(open.MethodHandle, declaring.TypeHandle)!;
        return method.Context.MethodArguments.Count == 0 ? open : ((MethodInfo)open).MakeGenericMethod([.. method.Context.MethodArguments.Select(Of)]);
    }

    /// <summary>The loaded module with the same version id; loads it if need be.</summary>
    private static Module Loaded(ModuleDefinition module) => Modules.GetOrAdd(module.Mvid, mvid =>
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!assembly.IsDynamic && assembly.ManifestModule.ModuleVersionId == mvid) return assembly.ManifestModule;
        }

        var loaded = Assembly.LoadFrom(module.FileName).ManifestModule;
        return loaded.ModuleVersionId == mvid ? loaded : throw new FileLoadException($"another version of {module.Name} is loaded");
    });
}
