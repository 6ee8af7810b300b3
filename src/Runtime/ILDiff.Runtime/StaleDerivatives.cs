#if NET
[assembly: System.Reflection.Metadata.MetadataUpdateHandler(typeof(ILDiff.StaleDerivatives))]
#endif

namespace ILDiff;

using System;
using System.ComponentModel;
using System.Linq;
using System.Reflection;

/// <summary>
/// What a debug build does about hot reload: the build made its derivatives from code that may change while the program
/// runs, in other assemblies above all. Once a type that they were made from has changed, derivatives of that build throw.
/// Not for use by hand.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class StaleDerivatives
{
    private const string Guard = "ILDiff.Generated.Freshness";

    /// <summary>Called by derivatives whose sources have changed.</summary>
    /// <exception cref="NoDerivativeException">Always.</exception>
    public static void Throw() => throw new NoDerivativeException(
        "Hot reload has changed code that this derivative was made from at build time, so that it would be the derivative of the old code. Build the project again.");

    /// <summary>Called by the run time after an update.</summary>
    internal static void UpdateApplication(Type[]? types)
    {
        var changed = types?.Select(t => $"{t.Assembly.GetName().Name}:{t.FullName}").ToList();
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            var guard = assembly.IsDynamic ? null : assembly.GetType(Guard);
            if (guard?.GetCustomAttribute<DerivativeSourcesAttribute>() is not { } sources) continue;
            if (changed is null || sources.Types.Any(changed.Contains)) guard.GetField("Stale", BindingFlags.Static | BindingFlags.NonPublic)!.SetValue(null, true);
        }
    }
}
