namespace ILDiff.Cli.Processes;

using System.Text.Json;
using ILDiff.Checking;

/// <summary>What the processes of one survey or check have to know.</summary>
internal sealed record WorkSettings(string Assembly, IReadOnlyList<string> References, IReadOnlyList<string> Patterns, bool AllPublic, bool Writes, CheckOptions Check);

/// <summary>One line of the account that the differentiating process keeps; it is read also when that process died.</summary>
internal sealed record WorkLine(string? Sha256 = null, string? Starts = null, ReportEntry? Entry = null, MethodKey? Key = null, ReportDiagnostic? Warning = null, bool Ended = false);

/// <summary>How the checking process finds a method in the rewritten assembly.</summary>
internal sealed record MethodKey(string Method, int Token, IReadOnlyList<string> TypeArguments, bool MakesSteps);

/// <summary>The temporary folder through which the processes of one survey or check speak.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string path;
    private readonly bool isOwner;

    private WorkFolder(string path, bool isOwner)
    {
        this.path = path;
        this.isOwner = isOwner;
    }

    public string Path => path;

    public string ImagePath => File("rewritten.dll");

    public static WorkFolder Create(WorkSettings settings)
    {
        var folder = new WorkFolder(Directory.CreateTempSubdirectory("ildiff-").FullName, isOwner: true);
        System.IO.File.WriteAllText(folder.File("settings.json"), JsonSerializer.Serialize(settings, Layout));
        return folder;
    }

    public static WorkFolder Open(string path) => new(path, isOwner: false);

    // CheckOptions holds an interval as a tuple, whose elements are fields.
    private static readonly JsonSerializerOptions Layout = new() { IncludeFields = true };

    public WorkSettings Settings => JsonSerializer.Deserialize<WorkSettings>(System.IO.File.ReadAllText(File("settings.json")), Layout)!;

    /// <summary>Methods that ended the differentiating process; they are passed over.</summary>
    public HashSet<string> Skipped => System.IO.File.Exists(File("skip")) ? [.. System.IO.File.ReadAllLines(File("skip"))] : [];

    public void Skip(string method) => System.IO.File.AppendAllLines(File("skip"), [method]);

    /// <summary>The account so far.</summary>
    public IEnumerable<WorkLine> ReadLines()
    {
        if (!System.IO.File.Exists(File("lines"))) yield break;
        foreach (var line in System.IO.File.ReadLines(File("lines")))
        {
            WorkLine? parsed;
            try
            {
                parsed = JsonSerializer.Deserialize<WorkLine>(line, Layout);
            }
            catch (JsonException)
            {
                // The last line of a process that was ended.
                continue;
            }

            if (parsed is not null) yield return parsed;
        }
    }

    /// <summary>Begins a new account.</summary>
    public Action<WorkLine> StartLines()
    {
        var writer = new StreamWriter(File("lines"), append: false) { AutoFlush = true };
        return line => writer.WriteLine(JsonSerializer.Serialize(line, Layout));
    }

    public void Dispose()
    {
        if (!isOwner) return;
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover in the temporary directory harms nobody.
        }
    }

    private string File(string name) => System.IO.Path.Combine(path, name);
}
