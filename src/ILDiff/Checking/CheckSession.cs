namespace ILDiff.Checking;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Reading;

/// <summary>A rewritten assembly loaded for checks, apart from everything else in the process.</summary>
public sealed class CheckSession : IDisposable
{
    private readonly Context context;
    private readonly Assembly assembly;

    /// <summary>Loads the assembly.</summary>
    /// <param name="image">Its rewritten bytes.</param>
    /// <param name="inputPath">The file that it was made from; references are found as they were for it.</param>
    /// <param name="referenceDirectories">Where to look for references, after the file's own directory.</param>
    public CheckSession(byte[] image, string inputPath, IEnumerable<string> referenceDirectories)
    {
        context = new Context(new ReferenceSearch(inputPath, referenceDirectories));
        assembly = context.LoadFromStream(new MemoryStream(image, writable: false));
        context.Input = assembly;
    }

    /// <summary>Checks one method.</summary>
    /// <param name="token">Its metadata token in the rewritten assembly.</param>
    /// <param name="typeArguments">Full names of the arguments of a generic method.</param>
    /// <param name="options">How.</param>
    /// <param name="derivativeRuns">Told before each call of a derivative (true) and after it (false).</param>
    public CheckResult Check(int token, IReadOnlyList<string> typeArguments, CheckOptions options, Action<bool>? derivativeRuns = null)
    {
        MethodInfo method;
        try
        {
            if (assembly.ManifestModule.ResolveMethod(token) is not MethodInfo found) return Skipped("constructors are not checked");
            method = typeArguments.Count == 0 ? found : found.MakeGenericMethod([.. typeArguments.Select(FindType)]);
            if (method.ContainsGenericParameters) return Skipped("the method is in an open generic type");
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException or BadImageFormatException or ArgumentException)
        {
            return Skipped($"the method cannot be loaded: {e.Message}");
        }

        return DerivativeChecker.Check(method, options, derivativeRuns);
    }

    /// <summary>Lets the runtime unload the assembly.</summary>
    public void Dispose() => context.Unload();

    private static CheckResult Skipped(string reason) => new(0, 0, Verdict.Skipped, reason);

    private Type FindType(string name) => assembly.GetType(name) ?? Type.GetType(name)
        ?? assembly.GetReferencedAssemblies().Select(r => context.LoadFromAssemblyName(r).GetType(name)).FirstOrDefault(t => t is not null)
        ?? throw new TypeLoadException($"the type {name} was not found");

    /// <summary>Resolves like the loader does, but for the framework, which is the running one.</summary>
    private sealed class Context(ReferenceSearch search) : AssemblyLoadContext("check", isCollectible: true)
    {
        private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        public Assembly? Input { get; set; }

        protected override Assembly? Load(AssemblyName name)
        {
            if (name.Name is null or Writing.RuntimeLibrary.Name || File.Exists(Path.Combine(Framework, name.Name + ".dll"))) return null;
            if (Input?.GetName().Name == name.Name) return Input;
            foreach (var path in search.Candidates(name.Name))
            {
                try
                {
                    return LoadFromAssemblyPath(path);
                }
                catch (Exception e) when (e is BadImageFormatException or FileLoadException)
                {
                    // The next place may have one that loads.
                }
            }

            return null;
        }
    }
}
