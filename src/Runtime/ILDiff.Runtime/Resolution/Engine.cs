namespace ILDiff.Resolution;

using System;
using System.Reflection;

/// <summary>Finds the just-in-time engine where its assembly is at hand, so that nobody has to register it.</summary>
internal static class Engine
{
    private static readonly Lazy<bool> Registered = new(Register);

    /// <summary>The provider, after the engine had its chance to register; null if its assembly is not there.</summary>
    public static DerivativeProvider? Load() => Registered.Value ? DerivativeProvider.Current : null;

    private static bool Register()
    {
        var engine = Type.GetType("ILDiff.JustInTime.DerivativeEngine, ILDiff.Core", throwOnError: false);
        if (engine?.GetMethod("Register", BindingFlags.Public | BindingFlags.Static) is not { } register) return false;
        register.Invoke(null, null);
        return true;
    }
}
