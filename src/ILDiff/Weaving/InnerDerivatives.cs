namespace ILDiff.Weaving;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Writes what a call of <c>Diff</c> gives within a method that may be differentiated itself: calls of derivatives of the
/// function, with what its delegate holds passed as an argument like any other, so that the outer derivative sees it.
/// </summary>
internal static class InnerDerivatives
{
    /// <summary>The call's result; null if the call asks for something else, or the derivatives cannot be made.</summary>
    public static Value? Write(AssemblyDifferentiator differentiator, Call call, NewObject function, Value held, IRBuilder builder)
    {
        if (DelegateResolver.Made(function) is not { } target || (target.IsClosed && !target.Method.Parameters[0].IsObject)) return null;
        var suffix = call.Method.Name switch
        {
            "Gradient" or "ValueAndGradient" => "Gradient",
            "Jvp" => "Jvp",
            _ => null,
        };
        if (suffix is null || differentiator.Inner(target.Method, target.IsClosed, isJvp: suffix == "Jvp") is not { } member) return null;
        var form = new StaticForm(differentiator.Types, call, target, new Dictionary<string, MethodHandle> { [suffix] = member });
        return form.CanBeWritten ? form.Result(builder, call.Operands.ToArray(), held) : null;
    }
}
