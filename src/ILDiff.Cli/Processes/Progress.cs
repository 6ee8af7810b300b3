namespace ILDiff.Cli.Processes;

using System.Diagnostics;

/// <summary>Says every few seconds how far a long run is.</summary>
internal sealed class Progress(TextWriter error, string verb, int total)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private long last = Stopwatch.GetTimestamp();
    private int done;

    public void Step()
    {
        lock (gate)
        {
            done++;
            if (Stopwatch.GetElapsedTime(last) < Interval) return;
            last = Stopwatch.GetTimestamp();
            error.WriteLine($"{done} of {total} methods {verb}");
        }
    }
}
