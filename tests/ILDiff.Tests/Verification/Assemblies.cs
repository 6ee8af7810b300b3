namespace ILDiff.Tests.Verification;

using Mono.Cecil;
using NUnit.Framework;

/// <summary>Opens assemblies beside the tests, with the running framework's assemblies as references.</summary>
internal static class Assemblies
{
    /// <summary>For modules made or damaged in memory: the references are read once.</summary>
    public static IAssemblyResolver SharedResolver { get; } = Resolver(TestContext.CurrentContext.TestDirectory);

    public static string Directory => TestContext.CurrentContext.TestDirectory;

    public static string Framework => Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static IAssemblyResolver Resolver(params string[] directories)
    {
        var resolver = new DefaultAssemblyResolver();
        foreach (var standard in resolver.GetSearchDirectories()) resolver.RemoveSearchDirectory(standard);
        foreach (var directory in directories) resolver.AddSearchDirectory(directory);
        resolver.AddSearchDirectory(Framework);
        return resolver;
    }

    public static ModuleDefinition Open(string path) =>
        ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = Resolver(Path.GetDirectoryName(path)!, Directory) });
}
