namespace ILDiff.Tests.Rules;

using System.Reflection;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>Turns methods of the running framework into the library's handles.</summary>
internal static class Methods
{
    private static readonly Lazy<TypeUniverse> Shared = new(() => new TypeUniverse(ModuleDefinition.ReadModule(typeof(Methods).Assembly.Location)));

    public static TypeUniverse Types => Shared.Value;

    public static MethodHandle Handle(MethodBase method) => Types.Method(Types.Module.ImportReference(method), GenericContext.Empty);
}
