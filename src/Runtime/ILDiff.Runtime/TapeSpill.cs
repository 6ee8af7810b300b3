namespace ILDiff;

using System.ComponentModel;
using System.Runtime.CompilerServices;

/// <summary>
/// Lets generated code put floats into memory around a call that is hardly ever made. The JIT has no registers for
/// floats that survive a call: a single cold call in a loop would keep them in memory throughout the loop. A variable
/// whose address was given away is in memory already, so the floats are copied to such variables before the call and
/// back after it, and the rest of the loop has them in registers.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TapeSpill
{
    /// <summary>Does nothing that the JIT could know of.</summary>
    /// <param name="variable">The variable that has to be in memory.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Keep(ref double variable)
    {
    }

    /// <summary>Does nothing that the JIT could know of.</summary>
    /// <param name="variable">The variable that has to be in memory.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Keep(ref float variable)
    {
    }
}
