namespace ILDiff.Cli.Verbs;

using System.Net;
using System.Text;
using CommandLine;
using ILDiff.Cli.Processes;
using ILDiff.Diagnostics;
using ILDiff.Inspection;
using ILDiff.Reading;
using ILDiff.Writing;
using Mono.Cecil;

/// <summary><c>ildiff inspect</c>: shows what becomes of a method, stage by stage.</summary>
[Verb("inspect", HelpText = "Show how a method is differentiated: its IR, what is active, what is recorded, the result.")]
internal sealed class InspectVerb : Verb
{
    [Option("stage", Default = "csharp", MetaValue = "ir|activity|record|adjoint|il|csharp", HelpText = "What to show.")]
    public string Stage { get; set; } = "csharp";

    [Option("format", Default = "text", MetaValue = "text|dot|html", HelpText = "How to show it; dot only for ir and adjoint.")]
    public string Format { get; set; } = "text";

    [Option('o', "output", MetaValue = "PATH", HelpText = "The file to write; standard output otherwise.")]
    public string? Output { get; set; }

    public override string? Complaint
    {
        get
        {
            if (base.Complaint is { } complaint) return complaint;
            if (Methods.Count == 0) return "inspect needs a method: -m PATTERN";
            if (!Enum.TryParse<InspectionStage>(Stage, ignoreCase: true, out var stage) || char.IsDigit(Stage[0])) return $"--stage '{Stage}' is none of ir, activity, record, adjoint, il and csharp";
            if (!Enum.TryParse<InspectionFormat>(Format, ignoreCase: true, out var format) || char.IsDigit(Format[0])) return $"--format '{Format}' is none of text, dot and html";
            return format == InspectionFormat.Dot && stage is not (InspectionStage.IR or InspectionStage.Adjoint) ? $"--stage {Stage} is no graph: take --format text or html" : null;
        }
    }

    public override int Run(TextWriter output, TextWriter error)
    {
        var stage = Enum.Parse<InspectionStage>(Stage, ignoreCase: true);
        var format = Enum.Parse<InspectionFormat>(Format, ignoreCase: true);
        using var assembly = AssemblyLoader.Load(Assembly, References);
        Watch.Expect(Watch.ForMethods(assembly.Module.GetTypes().Sum(t => t.Methods.Count)), error);
        foreach (var warning in assembly.Diagnostics) error.WriteLine(warning);
        var methods = Methods.SelectMany(pattern => MethodPatterns.Find(assembly, pattern)).Distinct().ToList();
        var (text, code) = stage is InspectionStage.IL or InspectionStage.CSharp
            ? ShowGenerated(assembly, methods, stage, error)
            : (string.Join("\n", methods.Select(m => Inspector(assembly).Inspect(m, stage, format))), ExitCode.Done);
        if (format == InspectionFormat.Html && stage is InspectionStage.IL or InspectionStage.CSharp) text = Page(text);
        if (Output is null) output.WriteLine(text.TrimEnd());
        else OutputTarget.Replace(Output, Encoding.UTF8.GetBytes(text));
        return code;
    }

    private static IInspector Inspector(LoadedAssembly assembly) => new MethodInspector(assembly.Module, new DiffOptions());

    private static (string Text, int Code) ShowGenerated(LoadedAssembly assembly, List<MethodReference> methods, InspectionStage stage, TextWriter error)
    {
        var before = assembly.Module.GetTypes().SelectMany(t => t.Methods).ToHashSet();
        var run = new DifferentiationRun(assembly, new DiffOptions(), error);
        foreach (var method in methods) run.Differentiate(method);
        foreach (var diagnostic in run.Entries.SelectMany(e => e.Diagnostics)) error.WriteLine(diagnostic);
        var members = run.Outcomes.SelectMany(o => o.Generated).ToList();
        var code = run.Entries.All(e => e.Differentiated) ? ExitCode.Done : ExitCode.Partly;
        if (members.Count == 0) return ("", code);

        // With the methods that the members are made of: sweeps, nests of loops, derivatives of callees.
        members.AddRange(assembly.Module.GetTypes().SelectMany(t => t.Methods).Where(m => !before.Contains(m)).Except(members).ToList());
        return (stage == InspectionStage.IL ? ILText.Of(members) : DecompiledText.Of(assembly, members), code);
    }

    private static string Page(string text) => $"""
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><title>ildiff inspect</title></head>
        <body><pre>{WebUtility.HtmlEncode(text)}</pre></body></html>

        """;
}
