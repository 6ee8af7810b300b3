namespace ILDiff.Checking;

using System.Reflection;
using ILDiff.JustInTime;

/// <summary>Finds the derivatives that a check is of: given ones, else the type's own, else ones made for the check.</summary>
internal static class CheckedDerivatives
{
    /// <exception cref="NoDerivativeException">There are none, and none can be made.</exception>
    public static DerivativeMembers Of(MethodInfo primal, object? receiver, GradientCheckOptions options)
    {
        if ((options.Jvp ?? options.Vjp ?? options.Gradient) is not null) return DerivativeMembers.Of(primal, options.Jvp, options.Vjp, options.Gradient);
        if (options.WithRespectTo.Count == 0 && DerivativeMembers.Find(primal) is { } own) return own;
        var parameters = primal.GetParameters();
        var constant = parameters.Select(p => options.WithRespectTo.Count > 0 && !options.WithRespectTo.Contains(p.Name!)).ToList();
        // What a delegate is bound to is constant, but a receiver that is drawn like the arguments is differentiated like them.
        if (!primal.IsStatic) constant.Insert(0, receiver is not null && !options.WithRespectTo.Contains("this"));
        MethodInfo Make(DerivativeKind kind) => DerivativeEngine.Shared.Find(primal, constant, kind);
        var isScalar = primal.ReturnType == typeof(double) || primal.ReturnType == typeof(float);
        return DerivativeMembers.Of(primal, Make(DerivativeKind.Jvp), Make(DerivativeKind.Vjp), isScalar ? Make(DerivativeKind.Gradient) : null, areMade: true);
    }
}
