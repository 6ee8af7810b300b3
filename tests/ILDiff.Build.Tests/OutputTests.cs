namespace ILDiff.Build.Tests;

using System.Security.Cryptography;
using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>Properties of the assemblies that come out.</summary>
[Parallelizable]
public class OutputTests
{
    [Test]
    public void Two_folders_give_the_same_bytes()
    {
        var files = new[] { "first", "second" }.Select(folder =>
        {
            var work = new Workspace(Path.Combine("same", folder));
            work.New("classlib", "Lib", items: Workspace.Package, properties: "<PathMap>$(MSBuildProjectDirectory)=/src</PathMap>");
            work.Write("Lib/Model.cs", Plain);
            work.Build("Lib", "-c Release").Succeeds();
            return new[] { "bin/Release/net10.0/Lib.dll", "bin/Release/net10.0/Lib.pdb", "obj/Release/net10.0/ref/Lib.dll" }.Select(f => File.ReadAllBytes(work.PathOf(Path.Combine("Lib", f)))).ToList();
        }).ToList();
        for (var i = 0; i < files[0].Count; i++) Assert.That(files[1][i], Is.EqualTo(files[0][i]).AsCollection);
    }

    [Test]
    public void A_strong_name_is_valid_and_friends_see_generated_members()
    {
        var work = new Workspace("signed");
        using var key = new RSACryptoServiceProvider(2048);
        var (privateKey, publicKey) = (key.ExportCspBlob(true), PublicKey(key));
        var signing = "<SignAssembly>true</SignAssembly><AssemblyOriginatorKeyFile>../key.snk</AssemblyOriginatorKeyFile>";
        File.WriteAllBytes(work.PathOf("key.snk"), privateKey);
        work.New("classlib", "Lib", items: $"""{Workspace.Package}<InternalsVisibleTo Include="Friend" Key="{publicKey}" />""", properties: signing + "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        work.Write("Lib/Model.cs", Plain);
        work.New("console", "Friend", items: """<ProjectReference Include="../Lib/Lib.csproj" />""", properties: signing);
        work.Write("Friend/Program.cs", "var (value, gradient) = Lib.Model.LossGradient([2, 3]); Console.WriteLine($\"{value} {gradient[0]} {gradient[1]}\");");
        work.Build("Friend").Succeeds();
        Assert.That(work.RunBuilt("Friend"), Is.EqualTo(new[] { "6 3 2" }));
        Assert.That(IsValid(work.PathOf("Lib/bin/Debug/net10.0/Lib.dll"), key), "the signature is not that of the bytes");
    }

    private const string Plain = """
        using ILDiff;
        namespace Lib;

        public static class Model
        {
            [Differentiable]
            internal static double Loss(double[] x)
            {
                var product = 1.0;
                for (var i = 0; i < x.Length; i++) product *= x[i];
                return product;
            }

            public static double Slope(double x) => Diff.Gradient(y => y * y, x);
        }
        """;

    /// <summary>A public key as assemblies spell it: a header, then the key without its secret.</summary>
    private static string PublicKey(RSACryptoServiceProvider key)
    {
        var blob = key.ExportCspBlob(false);
        blob[5] = 0x24;
        return Convert.ToHexStringLower([0, 0x24, 0, 0, 4, 0x80, 0, 0, .. BitConverter.GetBytes(blob.Length), .. blob]);
    }

    /// <summary>A strong name signs the SHA-1 hash of headers and sections, but for itself.</summary>
    private static bool IsValid(string path, RSA key)
    {
        var image = File.ReadAllBytes(path);
        var signature = AssemblyFile.Signature(path, out var at, out var headersEnd, out var sectionsStart);
        if (signature.Length == 0) return false;
        var hash = SHA1.HashData([.. image[..headersEnd], .. image[sectionsStart..at], .. image[(at + signature.Length)..]]);
        return key.VerifyHash(hash, signature.Reverse().ToArray(), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
    }
}
