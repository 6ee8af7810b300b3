namespace ILDiff.Cli.Processes;

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using ILDiff.Checking;

/// <summary>Has methods checked by a few processes, each started again after a method that ended or hung it.</summary>
internal sealed class CheckPool(WorkFolder folder, TextWriter error)
{
    private const int MostProcesses = 8;

    /// <summary>For all points of one method; far above what a method whose calls return can take.</summary>
    private TimeSpan MethodLimit => (3 * folder.Settings.Check.Budget) + Grace;

    /// <summary>What a method may take above its budget.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The results by method.</summary>
    public IReadOnlyDictionary<string, CheckResult> Run(IReadOnlyList<MethodKey> methods)
    {
        var queue = new ConcurrentQueue<MethodKey>(methods);
        var results = new ConcurrentDictionary<string, CheckResult>();
        var progress = new Progress(error, "checked", methods.Count);
        var threads = Enumerable.Range(0, Math.Min(methods.Count, Math.Min(Environment.ProcessorCount, MostProcesses))).Select(_ => new Thread(() =>
        {
            var worker = new Worker(folder);
            while (queue.TryDequeue(out var method))
            {
                results[method.Method] = worker.Check(method, MethodLimit);
                progress.Step();
            }

            worker.Stop();
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return results;
    }

    private sealed class Worker(WorkFolder folder)
    {
        private Process? process;
        private BlockingCollection<string?> lines = [];
        private string? lastWords;

        public CheckResult Check(MethodKey method, TimeSpan limit)
        {
            Start();
            var deadline = Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency);
            var inDerivative = false;
            try
            {
                process!.StandardInput.WriteLine(JsonSerializer.Serialize(method));
                process.StandardInput.Flush();
            }
            catch (IOException)
            {
                return End("the checking process ended", inDerivative);
            }

            while (true)
            {
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline);
                if (left <= TimeSpan.Zero || !lines.TryTake(out var line, left)) return End($"it did not return within {limit.TotalSeconds:f0} s", inDerivative);
                if (line is null) return End($"it ended the process ({lastWords ?? "without a word"})", inDerivative);
                if (line == CheckWorker.DerivativeBegins) inDerivative = true;
                else if (line == CheckWorker.DerivativeEnds) inDerivative = false;
                else return JsonSerializer.Deserialize<CheckResult>(line, CheckWorker.Numbers)!;
            }
        }

        public void Stop()
        {
            if (process is null) return;
            Supervisor.Kill(process);
            process.Dispose();
            process = null;
        }

        private CheckResult End(string how, bool inDerivative)
        {
            Stop();
            return inDerivative
                ? new CheckResult(0, double.PositiveInfinity, Verdict.Mismatch, $"a derivative was called and {how}, where the method returned")
                : new CheckResult(0, 0, Verdict.Skipped, $"the method was called and {how}");
        }

        private void Start()
        {
            if (process is { HasExited: false }) return;
            Stop();
            var received = lines = [];
            lastWords = null;
            process = Process.Start(Supervisor.StartInfo([Supervisor.CheckCommand, folder.Path]))!;
            process.OutputDataReceived += (_, e) => received.Add(e.Data);
            process.ErrorDataReceived += (_, e) => lastWords ??= string.IsNullOrWhiteSpace(e.Data) ? null : e.Data.TrimEnd('.');
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
    }
}
