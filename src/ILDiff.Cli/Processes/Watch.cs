namespace ILDiff.Cli.Processes;

using System.Diagnostics;
using System.Globalization;

/// <summary>A time limit that the watched process moves on while it makes progress.</summary>
internal sealed class Watch(TimeSpan limit)
{
    private const string Mark = "\u0001alive ";

    private long deadline = Stopwatch.GetTimestamp() + Ticks(limit);

    /// <summary>Said by a child: the next sign of life comes within this time.</summary>
    public static void Expect(TimeSpan next, TextWriter error)
    {
        if (Supervisor.IsChild) error.WriteLine(Mark + next.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Time to read an assembly and all its bodies.</summary>
    public static TimeSpan ForMethods(int count) => TimeSpan.FromSeconds(60) + (count * TimeSpan.FromMilliseconds(10));

    /// <summary>Whether a line of a child's standard error was meant for its watch.</summary>
    public bool Takes(string line)
    {
        if (!line.StartsWith(Mark, StringComparison.Ordinal)) return false;
        if (double.TryParse(line[Mark.Length..], CultureInfo.InvariantCulture, out var seconds))
            Volatile.Write(ref deadline, Stopwatch.GetTimestamp() + Ticks(TimeSpan.FromSeconds(seconds)));
        return true;
    }

    /// <summary>Waits for the end; false if the time is up first.</summary>
    public bool Wait(Process process)
    {
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(200)))
        {
            if (Stopwatch.GetTimestamp() > Volatile.Read(ref deadline)) return false;
        }

        return true;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}

/// <summary>Passes a child's standard error on, but for signs of life and the runtime's own last words.</summary>
internal sealed class StandardErrorRelay(TextWriter error, Watch watch)
{
    private static readonly string[] LastWords = ["Stack overflow.", "Unhandled exception.", "Out of memory.", "Fatal error.", "Process terminated.", "GC heap initialization failed"];

    /// <summary>The runtime's first words on a death that no code could catch, or null.</summary>
    public string? FatalError { get; private set; }

    public bool SawFatalError => FatalError is not null;

    public void Take(string? line)
    {
        if (line is null || watch.Takes(line)) return;
        if (FatalError is null && LastWords.Any(w => line.StartsWith(w, StringComparison.Ordinal))) FatalError = line.TrimEnd('.', ' ');
        if (FatalError is null) error.WriteLine(line);
    }
}
