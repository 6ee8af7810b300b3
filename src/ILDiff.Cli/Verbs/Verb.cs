namespace ILDiff.Cli.Verbs;

using CommandLine;
using ILDiff.Diagnostics;

/// <summary>What all verbs have: an input, patterns, references and a report.</summary>
internal abstract class Verb
{
    [Value(0, MetaName = "assembly", Required = true, HelpText = "The assembly to read. It is never changed unless -o names it.")]
    public string Assembly { get; set; } = "";

    [Option('m', "method", MetaValue = "PATTERN", HelpText = "Methods to take; may be repeated.")]
    public string? MethodList { get; set; }

    [Option('r', "reference", MetaValue = "PATH", HelpText = "A referenced assembly, or a directory to look for them in after the input's own; may be repeated.")]
    public string? ReferenceList { get; set; }

    /// <summary>The patterns, in the order given.</summary>
    public IReadOnlyList<string> Methods => Split(MethodList);

    /// <summary>The files and directories, in the order given.</summary>
    public IReadOnlyList<string> References => Split(ReferenceList);

    /// <summary>What is wrong with the options beyond what the parser sees, or null.</summary>
    public virtual string? Complaint => References.FirstOrDefault(r => !Path.Exists(r)) is { } missing ? $"the reference '{missing}' does not exist" : null;

    /// <summary>Whether the verb starts processes of its own for everything that could end or hang one.</summary>
    public virtual bool IsolatesItself => false;

    /// <summary>Does the work; results go to <paramref name="output"/>, diagnostics and progress to <paramref name="error"/>.</summary>
    public abstract int Run(TextWriter output, TextWriter error);

    /// <summary>Does the work; whatever goes wrong is one diagnostic and the exit code that belongs to it.</summary>
    public int RunGuarded(TextWriter output, TextWriter error) => Guard(Assembly, error, () => Run(output, error));

    /// <summary>Does something with an assembly; whatever goes wrong is one diagnostic and the exit code that belongs to it.</summary>
    internal static int Guard(string assembly, TextWriter error, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (DiagnosticException e)
        {
            error.WriteLine(e.Diagnostic);
            return ExitCode.Of(e.Diagnostic.Id);
        }
        catch (OutOfMemoryException)
        {
            error.WriteLine(new Diagnostic(DiagnosticId.ReadingLimit, Severity.Error, "the memory limit was reached", new SourceLocation(assembly)));
            return ExitCode.Input;
        }
        catch (Exception e) when (e.TargetSite?.Module.Assembly == typeof(Mono.Cecil.ModuleDefinition).Assembly)
        {
            error.WriteLine(new Diagnostic(DiagnosticId.InputMalformed, Severity.Error,
                $"the metadata of the assembly are damaged ({e.GetType().Name}: {e.Message.TrimEnd('.')})", new SourceLocation(assembly)));
            return ExitCode.Input;
        }
        catch (Exception e)
        {
            error.WriteLine(new Diagnostic(DiagnosticId.InternalError, Severity.Error, $"{e.GetType().Name}: {e.Message}", new SourceLocation(assembly)));
            error.WriteLine(e.StackTrace);
            return ExitCode.Internal;
        }
    }

    private static string[] Split(string? list) => list?.Split(Arguments.Separator) ?? [];
}
