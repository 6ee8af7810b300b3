namespace ILDiff.Diagnostics;

/// <summary>
/// Where in the input something is: the user's source line when symbols are there, else the IL offset.
/// Lines and columns count from 1; 0 means unknown.
/// </summary>
/// <param name="Assembly">Simple name or path of the assembly.</param>
/// <param name="Method">Full name of the method, if the place is inside one.</param>
/// <param name="ILOffset">Offset of the IL instruction, or -1.</param>
/// <param name="File">Source file from the symbols, or null.</param>
/// <param name="Line">Source line.</param>
/// <param name="Column">Source column.</param>
public sealed record SourceLocation(
    string Assembly, string? Method = null, int ILOffset = -1, string? File = null, int Line = 0, int Column = 0)
{
    /// <summary>The location in MSBuild's canonical form: <c>file(line,col)</c>, else <c>assembly: method, IL_0012</c>.</summary>
    public override string ToString()
    {
        if (File is not null) return $"{File}({Line},{Column})";
        if (Method is null) return Assembly;
        return ILOffset < 0 ? $"{Assembly}: {Method}" : $"{Assembly}: {Method}, IL_{ILOffset:x4}";
    }
}
