namespace ILDiff.Benchmarks;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Reading;
using ILDiff.Writing;
using Mono.Cecil;

/// <summary>The derivatives of a row's methods: the problems' assembly is differentiated, written and loaded in this process.</summary>
internal sealed class GeneratedMembers
{
    private readonly Dictionary<string, MethodOutcome> outcomes = [];
    private readonly Assembly loaded;

    /// <summary>Differentiates the row's methods.</summary>
    public GeneratedMembers(Row row)
    {
        var path = row.Methods[0].Method.Method.DeclaringType!.Assembly.Location;
        using var assembly = AssemblyLoader.Load(path, [Path.GetDirectoryName(typeof(object).Assembly.Location)!]);
        foreach (var (method, withRespectTo) in row.Methods)
        {
            var options = new DiffOptions { Modes = row.Modes, WithRespectTo = withRespectTo.Split(',', StringSplitOptions.RemoveEmptyEntries) };
            var outcome = new AssemblyDifferentiator(assembly.Module, options)
                .Differentiate((MethodReference)assembly.Module.LookupToken(method.Method.MetadataToken));
            if (!outcome.Differentiated) throw new InvalidOperationException(string.Join("; ", outcome.Diagnostics));
            outcomes.Add(method.Method.Name, outcome);
        }
        var image = AssemblyWriter.ToBytes(assembly).Image;
        loaded = new AssemblyLoadContext(row.Name).LoadFromStream(new MemoryStream(image));
    }

    /// <summary>The pullback of the method of this name.</summary>
    public TDelegate Vjp<TDelegate>(string method)
        where TDelegate : Delegate => Member<TDelegate>(method, "Vjp");

    /// <summary>The pullback of several seeds.</summary>
    public TDelegate Vjps<TDelegate>(string method)
        where TDelegate : Delegate => Member<TDelegate>(method, "Vjps");

    private TDelegate Member<TDelegate>(string method, string suffix)
        where TDelegate : Delegate
    {
        var generated = outcomes[method].Generated.Single(g => g.Name == method + suffix);
        var declaring = loaded.GetType(generated.DeclaringType.FullName, throwOnError: true)!;
        return declaring.GetMethod(generated.Name)!.CreateDelegate<TDelegate>();
    }
}
