namespace ILDiff.Tests.Emission;

using System.Reflection;
using ILDiff.Tests.Samples;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Whole assemblies, read and emitted again: verifiable, compilable, and with the same results to the bit.</summary>
public sealed class RoundTripTests
{
    private static readonly Dictionary<string, Lazy<RoundTrip>> Made = [];

    private static IEnumerable<string> Files =>
    [
        .. SampleVariant.All.Select(v => v.File), Path.GetFileName(TestInputs.MathNet), Path.GetFileName(typeof(Mono.Cecil.ModuleDefinition).Assembly.Location),
    ];

    [TestCaseSource(nameof(Files))]
    public void Every_method_verifies_and_compiles(string file)
    {
        var trip = Of(file);
        Assert.That(trip.Errors, Is.Empty);
        Assert.That(trip.CheckedAssemblies, Is.Empty, "in its own place, a method reaches what it reached before");
        Assert.That(trip.Prepare(), Is.Empty);
        Assert.That(trip.Reports.Where(r => !r.Value.IsWithinLimits), Is.Empty);
    }

    [Test]
    public void Samples_compute_the_same_bits([Values(0, 1, 2, 3)] int variant)
    {
        var original = SampleVariant.All[variant].Original;
        var emitted = Of(SampleVariant.All[variant].File).Loaded;
        var compared = 0;
        foreach (var sample in Sample.All.Values)
        {
            if (sample.In(original) is not { } method || sample.In(emitted) is not { } twin) continue;
            for (var point = 0; point < Sample.Points; point++)
            {
                Assert.That(RandomArguments.Observe(twin, sample.At(twin, point).Arguments),
                    Is.EqualTo(RandomArguments.Observe(method, sample.At(method, point).Arguments)), $"{sample}, point {point}");
            }

            compared++;
        }

        Assert.That(compared, Is.GreaterThan(100));
    }

    [Test]
    public void Distributions_and_special_functions_compute_the_same_bits()
    {
        static bool IsDeterministic(MethodInfo method) => method.IsPublic && !method.Name.Contains("Sample")
            && method.DeclaringType is { Name: "SpecialFunctions" or "Trig" or "Precision" or "Euclid" or "Distance" or "ExcelFunctions" }
                or { Namespace: "MathNet.Numerics.Distributions" or "MathNet.Numerics.RootFinding" };
        Assert.That(Compare(typeof(MathNet.Numerics.SpecialFunctions).Assembly, Of(Path.GetFileName(TestInputs.MathNet)).Loaded, IsDeterministic), Is.GreaterThan(400));
    }

    [Test]
    public void A_stack_trace_in_emitted_code_names_the_lines_of_the_source()
    {
        var original = SampleVariant.All[0].Original;
        var emitted = Of(SampleVariant.All[0].File).Loaded;
        var (compared, others) = (0, new List<string>());
        foreach (var method in original.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Public)))
        {
            // Null for every array and object throws at its first use.
            if (method.ContainsGenericParameters || !method.GetParameters().Any(p => p.ParameterType.IsArray)) continue;
            var twin = emitted.GetType(method.DeclaringType!.FullName!)!.GetMethods().Single(m => m.ToString() == method.ToString() && m.DeclaringType!.FullName == method.DeclaringType.FullName);
            if (Line(method) is not { } line) continue;
            compared++;
            if (Line(twin) != line) others.Add($"{method.Name} {line} {Line(twin)}");
        }

        // What is checked where an expression continues in the next statement counts for that one.
        Assert.That(compared, Is.GreaterThan(30));
        Assert.That(others, Has.Count.LessThan(compared / 10), string.Join("; ", others));

        static string? Line(MethodInfo method)
        {
            var arguments = method.GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null).ToArray();
            try
            {
                method.Invoke(null, arguments);
                return null;
            }
            catch (TargetInvocationException e)
            {
                var frame = new System.Diagnostics.StackTrace(e.InnerException!, fNeedFileInfo: true).GetFrame(0)!;
                return frame.GetFileLineNumber() == 0 ? null : $"{Path.GetFileName(frame.GetFileName())}:{frame.GetFileLineNumber()}";
            }
        }
    }

    private static RoundTrip Of(string file)
    {
        lock (Made)
        {
            if (!Made.TryGetValue(file, out var trip)) Made[file] = trip = new(() => new RoundTrip(Path.Combine(AppContext.BaseDirectory, file)));
            return trip.Value;
        }
    }

    /// <summary>Runs the static methods with plain parameters in both; how many there were.</summary>
    private static int Compare(Assembly original, Assembly emitted, Func<MethodInfo, bool> isWanted)
    {
        const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var compared = 0;
        foreach (var type in original.GetTypes().Where(t => !t.ContainsGenericParameters))
        {
            var twins = emitted.GetType(type.FullName!)!.GetMethods(all).ToLookup(m => m.ToString());
            foreach (var method in type.GetMethods(all).Where(isWanted))
            {
                if (method.ContainsGenericParameters || method.GetParameters().Any(p => RandomArguments.Make(p.ParameterType, new Random(1)) is null)) continue;
                var twin = twins[method.ToString()].Single();
                for (var seed = 0; seed < 12; seed++)
                {
                    Assert.That(RandomArguments.Observe(twin, seed), Is.EqualTo(RandomArguments.Observe(method, seed)), $"{type}.{method}, seed {seed}");
                }

                compared++;
            }
        }

        return compared;
    }
}
