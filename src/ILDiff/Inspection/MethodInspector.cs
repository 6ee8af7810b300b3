namespace ILDiff.Inspection;

using System.Net;
using System.Text;
using ILDiff.Differentiation.Reverse;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>Shows what the stages inside the library make of a method, by running them.</summary>
/// <param name="module">The module, which is changed: derivatives are generated to be looked at.</param>
/// <param name="options">As for differentiation.</param>
internal sealed class MethodInspector(ModuleDefinition module, DiffOptions options) : IInspector
{
    /// <inheritdoc/>
    public string Inspect(MethodReference method, InspectionStage stage, InspectionFormat format)
    {
        var differentiator = new AssemblyDifferentiator(module, options);
        return stage switch
        {
            InspectionStage.IR => Show(differentiator.Simplified(method), null, format),
            InspectionStage.Activity => ShowActivity(differentiator.Plan(method), format),
            InspectionStage.Record => ShowRecording(differentiator.Plan(method), format),
            _ => string.Join("\n", Derivatives(differentiator, method).Select(d => Show(d, null, format))),
        };
    }

    private static string ShowActivity(ReversePlan plan, InspectionFormat format) =>
        Show(plan.Primal.Method, value => ActivityText.Of(value, plan.Activity), format);

    private static string ShowRecording(ReversePlan plan, InspectionFormat format)
    {
        var marks = new Dictionary<Value, string>();
        foreach (var need in plan.Needs.Concat(plan.Recording.Recorded).Distinct())
        {
            if (RecordingText.ValueOf(need) is { } value) marks[value] = (marks.TryGetValue(value, out var so) ? so + "; " : "") + RecordingText.Of(need, plan);
        }

        var text = RecordingText.Summary(plan);
        var body = Show(plan.Primal.Method, value => marks.GetValueOrDefault(value), InspectionFormat.Text);
        return format == InspectionFormat.Html ? Page(text + body) : text + body;
    }

    private static List<IRMethod> Derivatives(AssemblyDifferentiator differentiator, MethodReference method)
    {
        var made = new List<IRMethod>();
        differentiator.Observe = made.Add;
        var outcome = differentiator.Differentiate(method);
        if (outcome.Diagnostics.FirstOrDefault(d => d.Severity == Diagnostics.Severity.Error) is { } error) throw new Diagnostics.DiagnosticException(error);
        return made;
    }

    private static string Show(IRMethod method, Func<Value, string?>? annotate, InspectionFormat format) => format switch
    {
        InspectionFormat.Dot => DotWriter.Write(method, annotate),
        InspectionFormat.Html => Page(IRPrinter.Print(method, annotate)),
        _ => IRPrinter.Print(method, annotate),
    };

    private static string Page(string text) => new StringBuilder()
        .AppendLine("<!DOCTYPE html>")
        .AppendLine("<html><head><meta charset=\"utf-8\"><title>ildiff inspect</title></head>")
        .Append("<body><pre>").Append(WebUtility.HtmlEncode(text)).AppendLine("</pre></body></html>")
        .ToString();
}
