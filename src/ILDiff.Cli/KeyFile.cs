namespace ILDiff.Cli;

using ILDiff.Diagnostics;

/// <summary>The file that <c>--key</c> names.</summary>
internal static class KeyFile
{
    /// <summary>Its contents; null where none is named.</summary>
    public static byte[]? Read(string? path)
    {
        if (path is null) return null;
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DiagnosticException(new Diagnostic(DiagnosticId.OutputUnwritable, Severity.Error, $"the key file cannot be read: {e.Message.TrimEnd('.')}", new SourceLocation(path)));
        }
    }
}
