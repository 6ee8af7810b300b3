namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using NUnit.Framework;

/// <summary>What compilers emit is accepted: C# of several versions, and the framework's own.</summary>
public class AssembliesTests
{
    [TestCase("MathNet.Numerics.dll", 10_000)]
    [TestCase("Mono.Cecil.dll", 3_000)]
    [TestCase("CommandLine.dll", 1_500)]
    public void Safe_code_has_no_errors(string name, int atLeast)
    {
        using var module = Assemblies.Open(Path.Combine(Assemblies.Directory, name));
        Assert.That(new ILVerifier(module).VerifyAll(), Is.Empty);
        Assert.That(module.GetTypes().Sum(t => t.Methods.Count(m => m.HasBody)), Is.GreaterThan(atLeast));
    }

    [TestCase("ILDiff.Core.dll")]
    [TestCase("ILDiff.Runtime.dll")]
    [TestCase("ILDiff.Tests.dll")]
    [TestCase("ILDiff.Samples.dll")]
    [TestCase("nunit.framework.dll")]
    [TestCase("ICSharpCode.Decompiler.dll")]
    public void Only_unsafe_code_has_errors(string name)
    {
        using var module = Assemblies.Open(Path.Combine(Assemblies.Directory, name));
        Assert.That(new ILVerifier(module).VerifyAll().Where(e => !e.IsUnverifiable), Is.Empty);
    }

    [TestCase("System.Private.CoreLib.dll")]
    [TestCase("System.Linq.dll")]
    [TestCase("System.Linq.Expressions.dll")]
    [TestCase("System.Collections.Immutable.dll")]
    [TestCase("System.Runtime.Numerics.dll")]
    [TestCase("Microsoft.VisualBasic.Core.dll")]
    public void The_framework_has_only_unsafe_code(string name)
    {
        using var module = Assemblies.Open(Path.Combine(Assemblies.Framework, name));
        Assert.That(new ILVerifier(module).VerifyAll().Where(e => !e.IsUnverifiable), Is.Empty);
    }
}
