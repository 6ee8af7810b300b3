namespace ILDiff.Writing;

using Mono.Cecil;

/// <summary>Makes a ReadyToRun module an IL-only one: the precompiled bodies would not match the rewritten metadata.</summary>
internal static class NativeCode
{
    private const int ILLibrary = 0x4;

    /// <summary>ReadyToRun images for an operating system other than Windows have their machine field combined with one of these.</summary>
    private static readonly ushort[] OperatingSystems = [0x7B79, 0x4644, 0xADC4, 0x1993];

    private static readonly TargetArchitecture[] Architectures =
        [TargetArchitecture.I386, TargetArchitecture.AMD64, TargetArchitecture.IA64, TargetArchitecture.ARM, TargetArchitecture.ARMv7, TargetArchitecture.ARM64];

    public static void Drop(ModuleDefinition module)
    {
        module.Attributes = (module.Attributes | ModuleAttributes.ILOnly) & ~(ModuleAttributes)ILLibrary;
        if (Architectures.Contains(module.Architecture)) return;
        foreach (var system in OperatingSystems)
        {
            var plain = (TargetArchitecture)((ushort)module.Architecture ^ system);
            if (!Architectures.Contains(plain)) continue;
            module.Architecture = plain;
            return;
        }
    }
}
