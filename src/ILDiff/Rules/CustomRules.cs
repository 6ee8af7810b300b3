namespace ILDiff.Rules;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>A derivative that the user supplies.</summary>
/// <param name="jvp">The pushforward of all parameters that carry floats, or null.</param>
/// <param name="vjp">The pullback of the same, or null.</param>
internal sealed class CustomRule(MethodHandle? jvp, MethodHandle? vjp) : Rule
{
    public MethodHandle? Jvp { get; } = jvp;

    public MethodHandle? Vjp { get; } = vjp;

    /// <summary>What rules differentiate: everything that carries floats.</summary>
    public static ActivitySignature SignatureOf(MethodHandle primal) =>
        new([.. primal.Parameters.Select(p => p.CarriesFloat)], primal.ReturnType.CarriesFloat);
}

/// <summary>
/// Finds the methods marked with <c>[CustomJvp]</c> and <c>[CustomVjp]</c> in the module, in what it references, and in
/// the modules of the methods asked for.
/// </summary>
/// <param name="expected">The parameter types and the return type that a rule for a primal must have, in either mode.</param>
internal sealed class CustomRules(TypeUniverse types, Func<MethodHandle, bool, (IReadOnlyList<IRType> Parameters, IRType ReturnType)> expected)
{
    private const string JvpAttribute = "ILDiff.CustomJvpAttribute";
    private const string VjpAttribute = "ILDiff.CustomVjpAttribute";

    private readonly Dictionary<MethodHandle, CustomRule> rules = [];
    private readonly HashSet<ModuleDefinition> scanned = [];
    private bool isScanning;
    private DiagnosticException? wrong;

    /// <summary>The rule for a method, or null.</summary>
    /// <exception cref="DiagnosticException">Some rule has the wrong shape, or is for a method that is not there.</exception>
    public CustomRule? Find(MethodHandle method)
    {
        // Binding a rule makes method handles, and may ask here for others.
        if (!isScanning) ScanFor(method);
        return wrong is null ? rules.GetValueOrDefault(method) : throw wrong;
    }

    private void ScanFor(MethodHandle method)
    {
        isScanning = true;
        try
        {
            if (Scan(types.Module)) foreach (var module in Referenced()) Scan(module);
            if (method.Definition is { } definition) Scan(definition.Module);
        }
        catch (DiagnosticException e)
        {
            wrong = e;
        }
        finally
        {
            isScanning = false;
        }
    }

    private IEnumerable<ModuleDefinition> Referenced()
    {
        foreach (var reference in types.Module.AssemblyReferences.ToList())
        {
            AssemblyDefinition? assembly = null;
            try
            {
                assembly = types.Module.AssemblyResolver.Resolve(reference);
            }
            catch (Exception e) when (e is AssemblyResolutionException or DiagnosticException)
            {
                // What is missing is reported where it is needed.
            }

            if (assembly is not null) yield return assembly.MainModule;
        }
    }

    private bool Scan(ModuleDefinition module)
    {
        if (!scanned.Add(module)) return false;
        if (!module.AssemblyReferences.Any(r => r.Name == Writing.RuntimeLibrary.Name)) return true;
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasCustomAttributes))
        {
            foreach (var attribute in method.CustomAttributes)
            {
                if (attribute.AttributeType.FullName is JvpAttribute or VjpAttribute) Bind(method, attribute, attribute.AttributeType.FullName == JvpAttribute);
            }
        }

        return true;
    }

    private void Bind(MethodDefinition method, CustomAttribute attribute, bool isJvp)
    {
        var (type, name) = attribute.ConstructorArguments is [{ Value: TypeReference t }, { Value: string n }] ? (t, n) : throw Wrong(method, "names no type and method");
        if (!method.IsStatic || method.HasGenericParameters || method.DeclaringType.HasGenericParameters) throw Wrong(method, "is not a static method without type parameters");
        var primals = (type.Resolve()?.Methods.Where(m => m.Name == name && !m.HasGenericParameters).ToList() ?? [])
            .Select(m => types.MethodOn(types.Of(type), m, [])).ToList();
        if (primals.Count == 0) throw Wrong(method, $"is for '{type.FullName}.{name}', which does not exist or has type parameters");
        var rule = types.Method(method, GenericContext.Empty);
        var primal = primals.FirstOrDefault(p => Fits(rule, expected(p, isJvp)))
            ?? throw Wrong(method, $"does not fit '{name}'; expected is {string.Join(" or ", primals.Select(p => Describe(expected(p, isJvp))))}");
        var known = rules.GetValueOrDefault(primal);
        if ((isJvp ? known?.Jvp : known?.Vjp) is { } other) throw Wrong(method, $"is a second rule for {primal}, besides {other}");
        rules[primal] = isJvp ? new CustomRule(rule, known?.Vjp) : new CustomRule(known?.Jvp, rule);
    }

    private static bool Fits(MethodHandle rule, (IReadOnlyList<IRType> Parameters, IRType ReturnType) shape) =>
        rule.Parameters.SequenceEqual(shape.Parameters) && rule.ReturnType == shape.ReturnType;

    private static string Describe((IReadOnlyList<IRType> Parameters, IRType ReturnType) shape) => $"{shape.ReturnType}({string.Join(", ", shape.Parameters)})";

    private static DiagnosticException Wrong(MethodDefinition method, string what) => new(new Diagnostic(DiagnosticId.InvalidRule, Severity.Error,
        $"the rule {method.DeclaringType.FullName}.{method.Name} {what}; correct it, or take its attribute away", SourceLines.Of(method, 0)));
}
