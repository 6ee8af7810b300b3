namespace ILDiff.Tests.Cli;

using ILDiff.Cli.Processes;
using NUnit.Framework;

public class SupervisorTests
{
    [Test]
    public void The_runtimes_last_words_are_kept_back()
    {
        var error = new StringWriter();
        var relay = new StandardErrorRelay(error, new Watch(TimeSpan.FromMinutes(1)));
        foreach (var line in (string[])["working", "\u0001alive 90", "Stack overflow.", "   at A.B()", "   at A.B()"]) relay.Take(line);
        Assert.That(error.ToString().Trim(), Is.EqualTo("working"));
        Assert.That(relay.FatalError, Is.EqualTo("Stack overflow"));
    }
}
