namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.Types;

/// <summary>What the two halves of a callee's reverse mode take and give.</summary>
internal sealed class SplitShape(MethodHandle primal, ActivitySignature signature, TypeUniverse types)
{
    public MethodHandle Primal { get; } = primal;

    /// <summary>Whether the augmented primal gives back the shadow of a reference.</summary>
    public bool ReturnsShadow => signature.Result && Primal.ReturnType.HoldsShadowedReference();

    /// <summary>Whether the adjoint takes the adjoint of the result.</summary>
    public bool TakesSeed => signature.Result && Primal.ReturnType.HoldsFloat();

    /// <summary>Whether a parameter is followed by its shadow.</summary>
    public bool HasShadow(int parameter) =>
        signature.Parameters[parameter] && (Primal.Parameters[parameter].IsAddress || Primal.Parameters[parameter].HoldsShadowedReference());

    /// <summary>Whether the adjoint adds to the adjoint of a parameter passed by value.</summary>
    public bool HasAdjoint(int parameter) => signature.Parameters[parameter] && Primal.Parameters[parameter].HoldsFloat();

    /// <summary>The augmented primal: the tape, parameters and shadows, places for the result's shadow and for the frame.</summary>
    public DerivativeSignature Augmented()
    {
        var parameters = new List<(string, IRType)> { ("tape", RuntimeMembers.Of(types).Tape) };
        for (var i = 0; i < Primal.Parameters.Count; i++)
        {
            parameters.Add((ParameterNames.Of(Primal, i), Primal.Parameters[i]));
            if (HasShadow(i)) parameters.Add((ParameterNames.Of(Primal, i) + "Shadow", Primal.Parameters[i].Shadow));
        }

        if (ReturnsShadow) parameters.Add(("resultShadow", types.ByRefTo(Primal.ReturnType)));
        parameters.Add(("frame", types.ByRefTo(types.Int32)));
        return new DerivativeSignature("Augmented", parameters, Primal.ReturnType);
    }

    /// <summary>The adjoint: the tape, what it reads of the arguments, adjoints of floats, the seed, and the frame.</summary>
    /// <param name="inputs">Parameters whose primal values or shadows it reads, in order.</param>
    public DerivativeSignature Adjoint(IReadOnlyList<(int Parameter, bool Shadow)> inputs)
    {
        var parameters = new List<(string, IRType)> { ("tape", RuntimeMembers.Of(types).Tape) };
        foreach (var (i, shadow) in inputs) parameters.Add((ParameterNames.Of(Primal, i) + (shadow ? "Shadow" : ""), shadow ? Primal.Parameters[i].Shadow : Primal.Parameters[i]));
        for (var i = 0; i < Primal.Parameters.Count; i++)
        {
            if (HasAdjoint(i)) parameters.Add((ParameterNames.Of(Primal, i) + "Adjoint", types.ByRefTo(Primal.Parameters[i])));
        }

        if (TakesSeed) parameters.Add(("resultAdjoint", Primal.ReturnType));
        parameters.Add(("frame", types.Int32));
        return new DerivativeSignature("Adjoint", parameters, types.Void);
    }
}

/// <summary>The reverse mode of a callee in two halves, which its callers' sweeps call.</summary>
internal interface ISplitDerivative
{
    SplitShape Shape { get; }

    MethodHandle Augmented { get; }

    /// <summary>The adjoint; asking for it settles its parameters.</summary>
    MethodHandle Adjoint { get; }

    /// <summary>What of its own parameters the adjoint is passed, in order: primal values and shadows.</summary>
    IReadOnlyList<(int Parameter, bool Shadow)> Inputs { get; }

    /// <summary>Settles the inputs before the derivative is built, for a call of itself.</summary>
    void FreezeInputs();

    /// <summary>Makes both halves.</summary>
    void Build();
}
