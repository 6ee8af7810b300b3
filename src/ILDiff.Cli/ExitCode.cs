namespace ILDiff.Cli;

using ILDiff.Diagnostics;

/// <summary>The exit codes that scripts rely on.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>Some methods could not be differentiated, or a check found a mismatch.</summary>
    public const int Partly = 1;

    /// <summary>The command line is wrong, or names an output that cannot be written.</summary>
    public const int Usage = 2;

    /// <summary>The input is unreadable or malformed.</summary>
    public const int Input = 3;

    /// <summary>A defect of ILDiff.</summary>
    public const int Internal = 4;

    /// <summary>The exit code of a run that one diagnostic ended.</summary>
    public static int Of(DiagnosticId id) => id switch
    {
        DiagnosticId.InternalError or DiagnosticId.VerificationFailed => Internal,
        DiagnosticId.OutputUnwritable or DiagnosticId.OutputRefused => Usage,
        DiagnosticId.InputUnreadable or DiagnosticId.InputMalformed or DiagnosticId.MixedModeInput or DiagnosticId.ReadingLimit => Input,
        _ => Partly,
    };
}
