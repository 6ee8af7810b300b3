namespace ILDiff;

using System;
using System.Linq;
using ILDiff.Resolution;

public static partial class Diff
{
    /// <summary>
    /// A generated member as a delegate of the caller's own type, for functions of any shape: with <c>ref</c> parameters, of
    /// user delegate types, of many arguments, or to reuse buffers. Find it once and keep it: a call of it is a call of the
    /// member, with nothing in between.
    /// </summary>
    /// <example>
    /// <code>
    /// delegate void Residuals(double[] x, double[] r);
    /// delegate void ResidualsJvp(double[] x, double[] xTangent, double[] r, double[] rTangent);
    ///
    /// var jvp = Diff.Derivative&lt;ResidualsJvp&gt;(Circle, DerivativeKind.Jvp);
    /// </code>
    /// </example>
    /// <typeparam name="TDerivative">
    /// A delegate type of the member's shape: for the pushforward each argument followed by its tangent; for the pullback each
    /// followed by its adjoint, which is passed by <c>ref</c> for floats and structs and added to, and last the adjoint of the
    /// result.
    /// </typeparam>
    /// <param name="f">The function; what it captures and its receiver are constants.</param>
    /// <param name="kind">Which member.</param>
    /// <exception cref="NoDerivativeException">There is no derivative.</exception>
    /// <exception cref="ArgumentException">The delegate type has another shape; the message gives the member's.</exception>
    public static TDerivative Derivative<TDerivative>(Delegate f, DerivativeKind kind)
        where TDerivative : Delegate
    {
        f = Function.Unwrap(f);
        var function = new Function(f);
        var member = MemberSearch.Generated(function, kind);
        if (member is null || HoldsActiveTarget(function, member)) member = MemberSearch.Made(function, kind);
        var made = f.Target is null
            ? Delegate.CreateDelegate(typeof(TDerivative), member.Method, throwOnBindFailure: false)
            : Delegate.CreateDelegate(typeof(TDerivative), f.Target, member.Method, throwOnBindFailure: false);
        return (TDerivative?)made ?? throw new ArgumentException($"{typeof(TDerivative)} has not the shape of the {kind} of {function.Name}, which is: {member.Method}.", nameof(f));
    }

    private static bool HoldsActiveTarget(Function function, Member member) =>
        Enumerable.Range(0, function.Roots.Count).Any(i => member.Active[i] && function.Roots[i].IsTarget);
}
