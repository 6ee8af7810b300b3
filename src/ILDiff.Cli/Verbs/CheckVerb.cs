namespace ILDiff.Cli.Verbs;

using CommandLine;

/// <summary><c>ildiff check</c>: compares derivatives with finite differences.</summary>
[Verb("check", HelpText = "Compare derivatives with finite differences at random points. Runs the assembly's code.")]
internal sealed class CheckVerb : Verb
{
    public override int Run(TextWriter output, TextWriter error) => ExitCode.Partly;
}
