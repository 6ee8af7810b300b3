namespace ILDiff.Writing;

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ILDiff.Reading;
using Mono.Cecil;

/// <summary>
/// Marks a rewritten assembly: an <c>AssemblyMetadata</c> attribute with the tool's version, and a resource that says
/// from which input and with which options each derivative was made. No paths or times, so that equal inputs give equal bytes.
/// </summary>
public static class Provenance
{
    /// <summary>Name of the resource; a JSON array with one entry per run.</summary>
    public const string ResourceName = "ILDiff.Provenance.json";

    private const string AttributeKey = "ILDiff";

    /// <summary>Name and version of the tool, as reports and rewritten assemblies give it.</summary>
    public static string Tool { get; } = $"ILDiff {typeof(Provenance).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>Adds or extends the marks.</summary>
    /// <param name="assembly">The assembly, extended and not yet written.</param>
    /// <param name="options">The options of this run.</param>
    /// <param name="outcomes">What was differentiated.</param>
    public static void Mark(LoadedAssembly assembly, DiffOptions options, IEnumerable<MethodOutcome> outcomes)
    {
        var module = assembly.Module;
        var runs = TakeEarlier(module);
        runs.Add(new JsonObject
        {
            ["tool"] = Tool,
            ["input"] = new JsonObject { ["name"] = Path.GetFileName(assembly.Path), ["sha256"] = assembly.Sha256 },
            ["options"] = new JsonObject
            {
                ["modes"] = options.Modes.ToString(),
                ["withRespectTo"] = new JsonArray([.. options.WithRespectTo.Select(name => (JsonNode)name)]),
                ["optimize"] = options.Optimize,
                ["strongZero"] = options.StrongZero,
            },
            ["methods"] = new JsonArray([.. outcomes.Where(o => o.Generated.Count > 0).Select(o => (JsonNode)new JsonObject
            {
                ["method"] = o.Method,
                ["generated"] = new JsonArray([.. o.Generated.Select(g => (JsonNode)g.Name)]),
            })]),
        });
        var json = runs.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        module.Resources.Add(new EmbeddedResource(ResourceName, ManifestResourceAttributes.Private, Encoding.UTF8.GetBytes(json)));
        AddAttribute(module);
    }

    private static JsonArray TakeEarlier(ModuleDefinition module)
    {
        if (module.Resources.OfType<EmbeddedResource>().FirstOrDefault(r => r.Name == ResourceName) is not { } earlier) return [];
        module.Resources.Remove(earlier);
        try
        {
            return JsonNode.Parse(earlier.GetResourceData()) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static void AddAttribute(ModuleDefinition module)
    {
        var type = new TypeReference("System.Reflection", "AssemblyMetadataAttribute", module, module.TypeSystem.CoreLibrary);
        if (!Exists(type) || module.Assembly.CustomAttributes.Any(IsMark)) return;
        var constructor = new MethodReference(".ctor", module.TypeSystem.Void, type) { HasThis = true };
        constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.String));
        constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.String));
        var attribute = new CustomAttribute(constructor);
        attribute.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, AttributeKey));
        attribute.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, Tool));
        module.Assembly.CustomAttributes.Add(attribute);
    }

    private static bool IsMark(CustomAttribute attribute)
    {
        if (attribute.AttributeType.FullName != "System.Reflection.AssemblyMetadataAttribute") return false;
        try
        {
            return attribute.ConstructorArguments.Count == 2 && attribute.ConstructorArguments[0].Value is AttributeKey;
        }
        catch (Exception e) when (e is AssemblyResolutionException or ArgumentException or BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>The attribute came with .NET Framework 4.5; an older target goes without.</summary>
    private static bool Exists(TypeReference type)
    {
        try
        {
            return type.Resolve() is not null;
        }
        catch (AssemblyResolutionException)
        {
            return false;
        }
    }
}
