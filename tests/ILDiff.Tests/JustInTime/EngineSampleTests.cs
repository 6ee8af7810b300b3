namespace ILDiff.Tests.JustInTime;

using ILDiff.JustInTime;
using ILDiff.Tests.Samples;
using NUnit.Framework;

/// <summary>Derivatives placed in another assembly give the bits that those beside the primal give, and reach what those reach.</summary>
internal sealed class EngineSampleTests
{
    private static readonly DerivativeEngine Engine = new();

    /// <summary>One of three: the rest would show nothing new for the time it takes.</summary>
    private static IEnumerable<TestCaseData> Cases => Sample.All.Values.Where((_, i) => i % 3 == 0).Select(s => new TestCaseData(s).SetArgDisplayNames(s.Name));

    [TestCaseSource(nameof(Cases))]
    public void Engine_and_build_step_agree(Sample sample)
    {
        var (beside, failure) = SampleBuild.All.First(b => b.ToString() == "Release.Double").Of(sample);
        if (beside is null || failure is not null)
        {
            Assert.That(() => Engine.Differentiate(sample.Method, DerivativeKind.Vjp), Throws.TypeOf<NoDerivativeException>());
            return;
        }

        var elsewhere = new Derivative(sample.Method, Engine.Differentiate(sample.Method, DerivativeKind.Jvp), Engine.Differentiate(sample.Method, DerivativeKind.Vjp), null);
        Assert.That(Bits(elsewhere, sample), Is.EqualTo(Bits(beside, sample)));
    }

    private static long[] Bits(Derivative derivative, Sample sample)
    {
        var at = sample.At(derivative.Primal, 0);
        var after = at.Copy();
        var result = Oracle.Invoke(derivative.Primal, after.Arguments);
        var pushed = derivative.Pushforward(at, Directions.Draw(at.Inputs.Length, 0));
        var pulled = derivative.Pullback(at, result, Directions.Draw(after.Outputs(result).Length, 100));
        return Leaves.Bits(pushed.Derivative, pulled.Derivative);
    }
}
