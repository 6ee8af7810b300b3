using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ILDiff.Benchmarks;

switch (args)
{
    case ["--quick", .. var filter]:
        QuickReport.Run(Console.Out, filter.FirstOrDefault(""));
        return 0;
    case ["--code-size"]:
        CodeSize.Run(Console.Out);
        return 0;
    default:
        var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromAssembly(typeof(GradientBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
        return 0;
}
