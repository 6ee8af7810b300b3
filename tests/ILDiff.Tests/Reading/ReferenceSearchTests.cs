namespace ILDiff.Tests.Reading;

using ILDiff.Reading;
using ILDiff.Tests.Support;
using NUnit.Framework;

public class ReferenceSearchTests
{
    [Test]
    public void A_package_that_a_library_was_built_with_is_found_by_its_list()
    {
        var found = Candidates("""{"targets": {".NETCoreApp,Version=v10.0": {"X/1.0.0": {"runtime": {"X.dll": {}}}, "MathNet.Numerics/5.0.0": {"runtime": {"lib/net6.0/MathNet.Numerics.dll": {}}}}}}""");
        Assert.That(found, Has.Length.EqualTo(1));
        Assert.That(found[0].Replace('\\', '/'), Does.EndWith("/mathnet.numerics/5.0.0/lib/net6.0/MathNet.Numerics.dll"));
        Assert.That(found[0], Does.Exist);
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("""{"targets": 3}""")]
    [TestCase("""{"targets": {"": {"X": {"runtime": "y"}}}}""")]
    [TestCase("""{"targets": {"": {"mathnet.numerics/5.0.0": {"runtime": {"../5.0.0/lib/net6.0/MathNet.Numerics.dll": {}}}}}}""")]
    public void A_list_that_is_none_or_leads_out_of_its_package_names_nothing(string text) => Assert.That(Candidates(text), Is.Empty);

    private static string[] Candidates(string list)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("X.deps.json", System.Text.Encoding.UTF8.GetBytes(list));
        return [.. new ReferenceSearch(directory.File("X.dll"), []).Candidates("MathNet.Numerics")];
    }
}
