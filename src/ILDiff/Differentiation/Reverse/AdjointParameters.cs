namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>The parameters of a pullback, each in its role. Lists go by the primal's parameters.</summary>
/// <param name="Places">Where adjoints of floats and structs are added.</param>
/// <param name="Shadows">Shadows of references and variables.</param>
/// <param name="Seed">The seed of a float, or of the floats of a struct.</param>
/// <param name="ShadowSeed">The shadow that carries the seed of a reference, or the struct that holds such; a struct of both kinds is both seeds.</param>
internal sealed record AdjointParameters(IReadOnlyList<Value?> Places, IReadOnlyList<Value?> Shadows, Value? Seed, Value? ShadowSeed)
{
    /// <param name="plan">The plan of the method.</param>
    /// <param name="parameters">Each parameter of the primal, followed by its adjoint if it is active; then the seed.</param>
    /// <param name="builder">Where to load what is passed by reference.</param>
    /// <param name="of">What a parameter, whose place or shadow has the given type, holds for the sweep.</param>
    public static AdjointParameters Of(ReversePlan plan, IReadOnlyList<Value> parameters, IRBuilder builder, Func<Value, IRType, Value> of)
    {
        var types = plan.Primal.Method.ParameterTypes;
        var places = new Value?[types.Count];
        var shadows = new Value?[types.Count];
        var next = 0;
        for (var i = 0; i < types.Count; i++)
        {
            next++;
            if (!plan.Signature.Parameters[i]) continue;
            var isPlace = types[i].IsFloat || types[i].Kind == TypeKind.Struct;
            var adjoint = of(parameters[next++], isPlace ? builder.Types.ByRefTo(types[i]) : types[i].Shadow);
            if (!isPlace) shadows[i] = adjoint;
            else
            {
                places[i] = adjoint;
                if (types[i].HoldsShadowedReference()) shadows[i] = builder.Load(adjoint, types[i]);
            }
        }

        var result = plan.Primal.Method.ReturnType;
        var seed = plan.Signature.Result ? of(parameters[next], result) : null;
        return new AdjointParameters(places, shadows, result.HoldsFloat() ? seed : null, result.HoldsFloat() && !result.HoldsShadowedReference() ? null : seed);
    }

    /// <summary>The parameters of the primal among all.</summary>
    public static List<Value> Primal(ReversePlan plan, IReadOnlyList<Value> parameters)
    {
        var values = new List<Value>();
        for (int i = 0, next = 0; i < plan.Signature.Parameters.Count; i++, next++)
        {
            values.Add(parameters[next]);
            if (plan.Signature.Parameters[i]) next++;
        }

        return values;
    }
}
