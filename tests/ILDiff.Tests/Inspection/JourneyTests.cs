namespace ILDiff.Tests.Inspection;

using System.Text;
using ILDiff.Cli;
using ILDiff.Inspection;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Writes <c>docs/journey.md</c>: one method at each stage, as the tools show it.</summary>
[TestFixture]
public class JourneyTests
{
    private const string Template = "docs/journey.template.md";
    private const string Source = "tests/ILDiff.Samples/Programs/Journey.cs";
    private const string Pattern = "ILDiff.Samples.Programs.Journey.Swing";

    [Test]
    public void The_journey_shows_what_the_stages_make()
    {
        var page = new StringBuilder("<!-- Written by JourneyTests from journey.template.md; run that test with ILDIFF_BLESS=1 to change it. -->\n\n");
        foreach (var line in File.ReadLines(Repository.File(Template)))
        {
            if (line is ['{', '{', .. var stage, '}', '}']) page.Append("```").Append(Language(stage)).Append('\n').Append(Dump(stage).ReplaceLineEndings("\n").Trim('\n')).Append("\n```\n");
            else page.Append(line).Append('\n');
        }

        Golden.Check("docs/journey.md", page.ToString());
    }

    private static string Language(string stage) => stage is "source" or "csharp" ? "csharp" : "text";

    private static string Dump(string stage)
    {
        if (stage == "source") return Sample();
        using var assembly = AssemblyLoader.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "ILDiff.Samples.dll"), []);
        var method = MethodPatterns.Find(assembly, Pattern).Single().Resolve();
        if (stage == "il") return ILText.Of([method]);
        switch (stage)
        {
            case "ir": return Show(InspectionStage.IR, DerivativeModes.All);
            case "activity": return Show(InspectionStage.Activity, DerivativeModes.All);
            case "record": return Show(InspectionStage.Record, DerivativeModes.All);
            case "forward": return Show(InspectionStage.Adjoint, DerivativeModes.Jvp);
            case "reverse": return Show(InspectionStage.Adjoint, DerivativeModes.Vjp);
            case "csharp":
                new AssemblyDifferentiator(assembly.Module, new DiffOptions { Modes = DerivativeModes.Vjp }).Differentiate(method);
                return DecompiledText.Of(assembly, [.. method.DeclaringType.Methods.Where(m => m.Name != method.Name && m.Name.Contains(method.Name, StringComparison.Ordinal))]);
            default: throw new ArgumentException($"{Template} names a stage '{stage}' that does not exist");
        }

        string Show(InspectionStage shown, DerivativeModes modes) =>
            new MethodInspector(assembly.Module, new DiffOptions { Modes = modes }).Inspect(method, shown, InspectionFormat.Text);
    }

    private static string Sample()
    {
        var lines = File.ReadAllLines(Repository.File(Source));
        var first = Array.FindIndex(lines, l => l.Contains("[Sample]", StringComparison.Ordinal)) + 1;
        return string.Join('\n', lines[first..^1].Select(l => l.Length > 4 ? l[4..] : l));
    }
}
