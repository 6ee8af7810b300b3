namespace ILDiff.Benchmarks;

using System.Diagnostics;

/// <summary>
/// All rows in two minutes. Contenders take turns, round by round, and each keeps its fastest round, so that a busy machine
/// slows all or none.
/// </summary>
internal static class QuickReport
{
    private const int Rounds = 60;
    private const double RoundMilliseconds = 2;

    /// <summary>Measures the rows whose name contains the filter and prints a table.</summary>
    public static void Run(TextWriter output, string filter)
    {
        output.WriteLine("| row | primal µs | hand | generated | generated/hand | bytes/call | tape bytes | error |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        var ratios = new List<double>();
        foreach (var row in Rows.All.Where(r => r.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            var line = Measure(row);
            output.WriteLine(line.Text);
            if (line.Ratio is { } ratio) ratios.Add(ratio);
        }
        if (ratios.Count > 0)
            output.WriteLine($"\n{ratios.Count} rows; generated/hand at most {ratios.Max():f2}, at most 1.3 on {ratios.Count(r => r <= 1.3)}.");
    }

    private static (string Text, double? Ratio) Measure(Row row)
    {
        var handBars = row.NewAdjoints();
        var hand = new Contender(() => row.Hand(handBars), handBars);
        var primal = new Contender(row.Primal, []);
        Action<double[][]> generatedCall;
        try
        {
            generatedCall = row.Bind(new GeneratedMembers(row));
        }
        catch (Exception e) when (e is InvalidOperationException or ILDiff.Diagnostics.DiagnosticException)
        {
            Interleave(primal, hand);
            return ($"| {row.Name} | {primal.Best:f2} | {hand.Best / primal.Best:f2} | {e.Message.Split('\n')[0]} | | | | |", null);
        }

        var bars = row.NewAdjoints();
        var generated = new Contender(() => generatedCall(bars), bars);
        Interleave(primal, hand, generated);
        var bytes = generated.AllocatedBytes();
        var tape = TapeSize.Used(generated.RunOnce);
        hand.RunOnce();
        var error = Validity.Error(bars, handBars);
        var ratio = generated.Best / hand.Best;
        return ($"| {row.Name} | {primal.Best:f2} | {hand.Best / primal.Best:f2} | {generated.Best / primal.Best:f2} | {ratio:f2} | {bytes} | {tape} | {error:0.0e0} |", ratio);
    }

    private static void Interleave(params Contender[] contenders)
    {
        foreach (var contender in contenders) contender.WarmUp(RoundMilliseconds);
        for (var round = 0; round < Rounds; round++)
            foreach (var contender in contenders) contender.Round();
    }

    /// <summary>One thing to time; its adjoints are cleared before each call, inside the time.</summary>
    private sealed class Contender(Action call, double[][] adjoints)
    {
        private int calls = 1;

        /// <summary>Microseconds of a call in the fastest round.</summary>
        public double Best { get; private set; } = double.PositiveInfinity;

        public void RunOnce()
        {
            foreach (var adjoint in adjoints) Array.Clear(adjoint);
            call();
        }

        /// <summary>Runs until the JIT has settled, and finds out how many calls make a round.</summary>
        public void WarmUp(double milliseconds)
        {
            for (var batch = 0; batch < 10; batch++)
            {
                var watch = Stopwatch.StartNew();
                for (var i = 0; i < 40 || watch.ElapsedMilliseconds < 20; i++)
                {
                    RunOnce();
                    if (watch.ElapsedMilliseconds > 150) break;
                }
                Thread.Sleep(110);
            }
            var one = Stopwatch.StartNew();
            RunOnce();
            calls = (int)Math.Clamp(milliseconds / Math.Max(one.Elapsed.TotalMilliseconds, 1e-4), 1, 20_000);
        }

        public void Round()
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++) RunOnce();
            Best = Math.Min(Best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls);
        }

        public long AllocatedBytes()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            RunOnce();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
