namespace ILDiff.IR;

/// <summary>What a load or store is for in a derivative in reverse mode.</summary>
internal enum AccessRole
{
    /// <summary>Nothing is known.</summary>
    Plain,

    /// <summary>The forward sweep's access to memory of the primal.</summary>
    Primal,

    /// <summary>The reverse sweep reads again what the forward sweep has read, or what it has recorded.</summary>
    Again,

    /// <summary>The reverse sweep's access to an adjoint in a shadow.</summary>
    Shadow,
}

/// <summary>What follows from the roles of accesses.</summary>
internal static class AccessRoles
{
    /// <summary>
    /// Whether an access is the reverse sweep's. It does not throw unless shadows have another shape than what they shadow,
    /// and adjoints are unspecified after an exception, so its order with other accesses that may throw does not matter.
    /// </summary>
    public static bool IsInReverse(this AccessRole role) => role is AccessRole.Again or AccessRole.Shadow;

    /// <summary>Whether two accesses never meet: no shadow is memory of the primal, nor the tape.</summary>
    public static bool IsApartFrom(this AccessRole a, AccessRole b) =>
        (a == AccessRole.Shadow && b is AccessRole.Primal or AccessRole.Again) || (b == AccessRole.Shadow && a is AccessRole.Primal or AccessRole.Again);
}
