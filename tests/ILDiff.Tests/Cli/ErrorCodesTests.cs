namespace ILDiff.Tests.Cli;

using System.Text.RegularExpressions;
using ILDiff.Diagnostics;
using ILDiff.Tests.Support;
using NUnit.Framework;

public class ErrorCodesTests
{
    [Test]
    public void Every_code_has_a_section_and_every_section_a_code()
    {
        var documented = Regex.Matches(File.ReadAllText(Repository.File("docs/error-codes.md")), "^### (ILD[0-9]{4}): .", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
        var codes = Enum.GetValues<DiagnosticId>().Select(id => new Diagnostic(id, Severity.Error, "", new SourceLocation("")).Code);
        Assert.That(documented, Is.EqualTo(codes).AsCollection);
    }

    [Test]
    public void The_canonical_form_is_MSBuilds()
    {
        var inSource = new Diagnostic(DiagnosticId.UnsupportedCall, Severity.Error, "why", new SourceLocation("A", "N.T.M", 18, "M.cs", 12, 9));
        var inCode = new Diagnostic(DiagnosticId.UnsupportedCall, Severity.Warning, "why", new SourceLocation("A", "N.T.M", 18));
        Assert.That(inSource.ToString(), Is.EqualTo("M.cs(12,9): error ILD2003: why"));
        Assert.That(inCode.ToString(), Is.EqualTo("A: N.T.M, IL_0012: warning ILD2003: why"));
    }
}
