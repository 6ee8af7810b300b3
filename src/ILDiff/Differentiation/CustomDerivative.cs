namespace ILDiff.Differentiation;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>
/// Calls rules that users supply. A rule differentiates everything that carries floats; where less is active, the rest
/// gets zero tangents, or adjoints that nobody reads.
/// </summary>
internal static class CustomDerivative
{
    /// <summary>A pushforward for the activity, by the rule for all.</summary>
    /// <param name="handle">The method being made, with the shape of <see cref="Forward.TangentSignature"/>.</param>
    public static IRMethod Tangent(MethodHandle handle, MethodHandle rule, MethodHandle primal, ActivitySignature signature)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(handle);
        var builder = new IRBuilder(target, prologue);
        var next = 0;
        Value result = builder.Call(rule, [.. Enumerable.Range(0, primal.Parameters.Count).SelectMany(i =>
        {
            var value = parameters[next++];
            var given = signature.Parameters[i] ? parameters[next++] : null;
            return primal.Parameters[i].CarriesFloat ? (Value[])[value, given ?? Zero(builder, value, primal.Parameters[i], isPlace: false)] : [value];
        })]);
        if (primal.ReturnType.CarriesFloat && !signature.Result) result = builder.ExtractField(result, result.Type.Fields[0]);
        builder.Return(handle.ReturnType.Kind == TypeKind.Void ? [] : [result]);
        return target;
    }

    /// <summary>A pullback for the activity, by the rule for all.</summary>
    /// <param name="handle">The method being made: each parameter followed by its adjoint if active, then the seed.</param>
    public static IRMethod Pullback(MethodHandle handle, MethodHandle rule, MethodHandle primal, ActivitySignature signature)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(handle);
        var builder = new IRBuilder(target, prologue);
        var next = 0;
        var arguments = new List<Value>();
        for (var i = 0; i < primal.Parameters.Count; i++)
        {
            var value = parameters[next++];
            arguments.Add(value);
            var given = signature.Parameters[i] ? parameters[next++] : null;
            if (primal.Parameters[i].CarriesFloat) arguments.Add(given ?? Zero(builder, value, primal.Parameters[i], isPlace: true));
        }

        if (primal.ReturnType.CarriesFloat) arguments.Add(parameters[next]);
        Value result = builder.Call(rule, [.. arguments]);
        builder.Return(handle.ReturnType.Kind == TypeKind.Void ? [] : [result]);
        return target;
    }

    /// <summary>A zero derivative to pass beside a value.</summary>
    /// <param name="isPlace">Whether floats and structs are passed as places to add to.</param>
    public static Value Zero(IRBuilder builder, Value value, IRType type, bool isPlace)
    {
        if (type.IsAddress) return builder.Slot(type.Element!);
        if (type.IsSpan) return builder.MakeSpan(isPlace ? type.Shadow : type, SharedStorage.Zeros(builder, value));
        if (type.IsObject) return builder.Call(RuntimeMembers.Of(builder.Types).ZeroLike(type), value);
        return isPlace ? builder.Slot(type) : builder.Zero(type);
    }
}
