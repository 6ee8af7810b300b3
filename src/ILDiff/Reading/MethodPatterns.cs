namespace ILDiff.Reading;

using System.Text.RegularExpressions;
using ILDiff.Diagnostics;
using Mono.Cecil;

/// <summary>
/// Finds the methods that a pattern of the command line means: <c>Ns.Type.Method</c>, <c>*</c> for any characters, an
/// optional parameter list, <c>+</c> or <c>.</c> before a nested type, <c>M&lt;System.Double&gt;</c> for an instantiation.
/// </summary>
public static class MethodPatterns
{
    /// <summary>
    /// All methods that a pattern means, in metadata order; a <see cref="DiagnosticException"/> if there are none. A
    /// pattern with <c>*</c> takes only methods that a derivative can be asked of as they are: no open generic ones.
    /// </summary>
    public static IReadOnlyList<MethodReference> Find(LoadedAssembly assembly, string pattern)
    {
        var module = assembly.Module;
        var (name, typeArguments, parameters) = Parse(pattern);
        var isWild = name.Contains('*');
        var regex = new Regex($"^{Regex.Escape(name).Replace("\\*", ".*")}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        var candidates = isWild ? new Candidates(module) : null;
        var found = new List<MethodReference>();
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods))
        {
            if (!regex.IsMatch(FullName(method)) || !HasParameters(method, parameters)) continue;
            if (typeArguments is null && isWild && (IsOpen(method) || !candidates!.Accepts(method))) continue;
            if (typeArguments is null) found.Add(method);
            else if (method.GenericParameters.Count == typeArguments.Count) found.Add(Close(module, method, typeArguments, pattern));
        }

        return found.Count > 0 ? found : throw NoMatch(assembly, pattern, name);
    }

    /// <summary>The method's name as patterns spell it, without parameters.</summary>
    internal static string FullName(MethodReference method) => $"{TypeNotation.Of(method.DeclaringType.GetElementType())}.{method.Name}";

    /// <summary>The method as reports spell it, <c>Ns.T.M(System.Double)</c>.</summary>
    internal static string Display(MethodReference method)
    {
        var arguments = method is GenericInstanceMethod instance ? $"<{string.Join(",", instance.GenericArguments.Select(a => a.FullName))}>" : "";
        return $"{method.DeclaringType.FullName}.{method.Name}{arguments}({string.Join(",", method.Parameters.Select(p => p.ParameterType.FullName.Replace("0...", "", StringComparison.Ordinal)))})";
    }

    private static (string Name, List<string>? TypeArguments, List<string>? Parameters) Parse(string pattern)
    {
        var text = pattern.Trim();
        List<string>? parameters = null;
        if (text.EndsWith(')') && text.IndexOf('(') is >= 0 and var open)
        {
            parameters = [.. TypeNotation.Split(text[(open + 1)..^1]).Select(TypeNotation.Of)];
            text = text[..open];
        }

        List<string>? typeArguments = null;
        if (text.EndsWith('>') && text.LastIndexOf('.') >= 0 && GenericStart(text) is >= 0 and var start)
        {
            typeArguments = TypeNotation.Split(text[(start + 1)..^1]);
            text = text[..start];
        }

        return (TypeNotation.Of(text.Replace('+', '.')), typeArguments, parameters);
    }

    /// <summary>Where the bracket that the last character closes was opened.</summary>
    private static int GenericStart(string text)
    {
        var depth = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '>') depth++;
            if (text[i] == '<' && --depth == 0) return i;
        }

        return -1;
    }

    private static bool IsOpen(MethodDefinition method) => method.HasGenericParameters || method.DeclaringType.HasGenericParameters;

    private static bool HasParameters(MethodDefinition method, List<string>? written) =>
        written is null || (method.Parameters.Count == written.Count &&
            method.Parameters.Zip(written).All(pair => TypeNotation.Matches(TypeNotation.Of(pair.First.ParameterType), pair.Second)));

    private static GenericInstanceMethod Close(ModuleDefinition module, MethodDefinition method, List<string> arguments, string pattern)
    {
        var instance = new GenericInstanceMethod(method);
        foreach (var argument in arguments)
        {
            instance.GenericArguments.Add(TypeLookup.Find(module, argument) ?? throw new DiagnosticException(new Diagnostic(
                DiagnosticId.NoSuchMethod, Severity.Error, $"the type argument '{argument}' of the pattern '{pattern}' names no type", new SourceLocation(module.Name))));
        }

        return instance;
    }

    private static DiagnosticException NoMatch(LoadedAssembly assembly, string pattern, string name)
    {
        var all = assembly.Module.GetTypes().SelectMany(t => t.Methods).Where(m => !m.Name.StartsWith('<') && !m.Name.StartsWith('.')).ToList();
        var sameName = all.Where(m => FullName(m) == name).Select(Display).ToList();
        var near = sameName.Count > 0 ? sameName : [.. all.Select(FullName).Distinct()
            .Select(n => (Name: n, Distance: Distance(n, name))).Where(n => n.Distance <= Math.Max(3, name.Length / 3))
            .GroupBy(n => n.Distance, n => n.Name).OrderBy(g => g.Key).Take(1).SelectMany(g => g.Order(StringComparer.Ordinal))];
        var hint = near.Count == 0 ? "" : $"; did you mean {string.Join(" or ", near.Take(3))}?";
        return new DiagnosticException(new Diagnostic(DiagnosticId.NoSuchMethod, Severity.Error,
            $"no method matches '{pattern}'{hint}", new SourceLocation(assembly.Path)));
    }

    /// <summary>Levenshtein's distance, with letters compared without case; 0 for a last part that is equal.</summary>
    private static int Distance(string left, string right)
    {
        var (a, b) = (left.ToLowerInvariant(), right.ToLowerInvariant());
        if (a.EndsWith("." + b, StringComparison.Ordinal)) return 0;
        if (Math.Abs(a.Length - b.Length) > Math.Max(3, b.Length / 3)) return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
