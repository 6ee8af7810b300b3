namespace ILDiff;

using ILDiff.IR;
using ILDiff.Rules;

/// <summary>Runs passes over a method, and the verifier after each of them if asked to.</summary>
internal sealed class PassRunner(DiffOptions options, RuleBook rules, IBodySource bodies)
{
    /// <summary>Runs the passes in order.</summary>
    public void Run(IRMethod method, IReadOnlyList<IPass> passes)
    {
        var context = new PassContext(method, options, rules, bodies);
        foreach (var pass in passes)
        {
            if (pass.Run(method, context)) context.Invalidate();
            Verify(method, pass.GetType().Name);
        }
    }

    /// <summary>Checks the invariants of the IR, if verification of passes is on.</summary>
    public void Verify(IRMethod method, string after)
    {
        if (options.VerifyPasses) IRVerifier.Verify(method, after);
    }
}
