namespace ILDiff.Tests;

using NUnit.Framework;

public class SmokeTests
{
    [Test]
    public void Samples_are_built_beside_the_tests() =>
        Assert.That(File.Exists(Path.Combine(TestContext.CurrentContext.TestDirectory, "ILDiff.Samples.dll")), Is.True);
}
