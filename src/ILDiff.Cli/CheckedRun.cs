namespace ILDiff.Cli;

using ILDiff.Checking;
using ILDiff.Cli.Processes;

/// <summary>
/// A survey or check: methods are differentiated in one process and checked in others, so that nothing an assembly
/// does can end this one.
/// </summary>
internal sealed class CheckedRun
{
    private CheckedRun(int? failure, string sha256, IReadOnlyList<ReportEntry> entries)
    {
        Failure = failure;
        Sha256 = sha256;
        Entries = entries;
    }

    /// <summary>The exit code, if the assembly could not be read at all.</summary>
    public int? Failure { get; }

    public string Sha256 { get; }

    public IReadOnlyList<ReportEntry> Entries { get; }

    public static CheckedRun Do(WorkSettings settings, TextWriter output, TextWriter error)
    {
        using var folder = WorkFolder.Create(settings);
        var entries = new List<ReportEntry>();
        if (Supervisor.IsInProcess) Preparation.Run(folder, error);
        else if (Preparation.RunWatched(folder, output, error, entries) is { } failure) return new CheckedRun(failure, "", []);

        var lines = folder.ReadLines().ToList();
        foreach (var warning in lines.Where(l => l.Warning is not null)) error.WriteLine(warning.Warning);
        entries.AddRange(lines.Where(l => l.Entry is not null).Select(l => l.Entry!));
        var keys = lines.Where(l => l.Key is not null).Select(l => l.Key!).ToList();
        if (keys.Count > 0)
        {
            var results = Supervisor.IsInProcess ? CheckHere(folder, keys) : new CheckPool(folder, error).Run(keys);
            entries = [.. entries.Select(e => e with { Check = results.GetValueOrDefault(e.Method) })];
        }

        return new CheckedRun(null, lines.First(l => l.Sha256 is not null).Sha256!, entries);
    }

    private static Dictionary<string, CheckResult> CheckHere(WorkFolder folder, List<MethodKey> keys)
    {
        var settings = folder.Settings;
        using var session = new CheckSession(File.ReadAllBytes(folder.ImagePath), settings.Assembly, settings.References);
        return keys.ToDictionary(k => k.Method, k => CheckWorker.Check(session, k, settings.Check, null));
    }
}
