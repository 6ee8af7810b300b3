namespace ILDiff.Cli.Verbs;

using CommandLine;

/// <summary><c>ildiff survey</c>: tries every public method.</summary>
[Verb("survey", HelpText = "Try every public method that takes and gives floats, and say which can be differentiated and why others cannot.")]
internal sealed class SurveyVerb : Verb
{
    public override int Run(TextWriter output, TextWriter error) => ExitCode.Partly;
}
