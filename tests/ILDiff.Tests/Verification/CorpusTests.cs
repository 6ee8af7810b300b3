namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>The verifier agrees with the verdicts on the corpus, code for code.</summary>
public class CorpusTests
{
    private static readonly Lazy<ModuleDefinition> Bad = new(() => Assemblies.Open(Path.Combine(Folder, "bad.dll")));

    private static string Folder => Path.Combine(Assemblies.Directory, "Verification", "Corpus");

    public static IEnumerable<TestCaseData> Verdicts() =>
        from line in File.ReadLines(Path.Combine(Folder, "verdicts.tsv")).Skip(1)
        let columns = line.Split('\t')
        select new TestCaseData(columns[0], columns[1] == "valid" ? null : columns[2]).SetArgDisplayNames(columns[0]);

    [TestCaseSource(nameof(Verdicts))]
    public void Verdict(string name, string? code)
    {
        var method = Bad.Value.GetType("Bad").Methods.Single(m => m.Name == name);
        var errors = new ILVerifier(Bad.Value).Verify(method);
        if (code is null) Assert.That(errors, Is.Empty);
        else Assert.That(errors.Select(e => e.Code.ToString()), Does.Contain(code == "None" ? nameof(VerificationCode.MissingMethod) : code));
    }

    [Test]
    public void The_corpus_is_complete() => Assert.That(Verdicts().Count(), Is.EqualTo(43));
}
