namespace ILDiff.Differentiation.Members;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.Types;

/// <summary>Which parameters of a method a request differentiates.</summary>
internal static class RequestActivity
{
    /// <summary>The activity of the parameters and of the result.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">A name is no parameter's, nothing is left to differentiate, or the result is a reference to a variable.</exception>
    public static ActivitySignature Of(MethodHandle primal, IReadOnlyList<string> withRespectTo, IReadOnlyList<string> constants)
    {
        if (primal.ReturnType.IsAddress && primal.ReturnType.CarriesFloat)
        {
            throw Fail(primal, DiagnosticId.UnsupportedConstruct, "the method returns a reference to floats, which has no derivative of its own; differentiate a method that returns the value");
        }

        if (primal.ReturnType.HoldsSpan() && primal.ReturnType.CarriesFloat)
        {
            throw Fail(primal, DiagnosticId.UnsupportedConstruct, "the method returns a span of floats, which cannot be returned together with its derivative; differentiate a method that returns an array, or writes to a span passed in");
        }

        foreach (var name in withRespectTo) Check(primal, name);
        var active = Enumerable.Range(0, primal.Parameters.Count).Select(i =>
            primal.Parameters[i].CarriesFloat && (withRespectTo.Count == 0 || withRespectTo.Contains(ParameterNames.Of(primal, i)))
            && !constants.Contains(ParameterNames.Of(primal, i))).ToArray();
        if (!active.Contains(true)) throw Fail(primal, DiagnosticId.NothingToDifferentiate, "no parameter carries floats, so there is nothing to differentiate with respect to");
        if (Enumerable.Range(0, active.Length).FirstOrDefault(i => active[i] && HidesSpan(primal.Parameters[i]), -1) is var at and >= 0)
        {
            throw Fail(primal, DiagnosticId.UnsupportedConstruct, $"'{ParameterNames.Of(primal, at)}' is a span passed by reference, or a ref struct with spans, which may come to show other memory; pass spans by value, or leave it out with --wrt");
        }

        if (Enumerable.Range(0, active.Length).FirstOrDefault(i => active[i] && (primal.Parameters[i].Element ?? primal.Parameters[i]).HoldsInlineArray(), -1) is var inline and >= 0)
        {
            throw Fail(primal, DiagnosticId.UnsupportedType, $"'{ParameterNames.Of(primal, inline)}' is an inline array, a struct that stands for many of its one field; pass an array or a span");
        }

        return new ActivitySignature(active, primal.ReturnType.CarriesFloat);
    }

    private static bool HidesSpan(IRType parameter) => !parameter.IsSpan && (parameter.IsAddress ? parameter.Element! : parameter).HoldsSpan();

    private static void Check(MethodHandle primal, string name)
    {
        var position = Enumerable.Range(0, primal.Parameters.Count).FirstOrDefault(i => ParameterNames.Of(primal, i) == name, -1);
        if (position < 0) throw Fail(primal, DiagnosticId.UnknownParameter, $"there is no parameter '{name}'; name one of the method's parameters");
        if (!primal.Parameters[position].CarriesFloat) throw Fail(primal, DiagnosticId.UnknownParameter, $"the parameter '{name}' carries no floats; leave it out");
    }

    private static DiagnosticException Fail(MethodHandle primal, DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, new SourceLocation(primal.DeclaringType.Universe.Module.Name, primal.ToString())));
}
