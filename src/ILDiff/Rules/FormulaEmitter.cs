namespace ILDiff.Rules;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>Expands a formula to straight-line IR at the end of the builder's block.</summary>
internal static class FormulaEmitter
{
    /// <param name="formula">What to compute.</param>
    /// <param name="builder">Where; the block stays the same.</param>
    /// <param name="operands">The operands of the call. Integers and floats of the other width are converted.</param>
    /// <param name="result">The result of the call, a tuple as the struct value; may be null where the formula does not read it.</param>
    /// <param name="floatType">The width to compute in.</param>
    public static Value Emit(this Formula formula, IRBuilder builder, IReadOnlyList<Value> operands, Value? result, IRType floatType) =>
        new Expansion(builder, operands, result, floatType).Of(formula.Bind(operands));

    /// <summary>The formula with operands that are literals put in; what it then reads is what must be kept.</summary>
    public static Formula Bind(this Formula formula, IReadOnlyList<Value> operands) => formula.Bind(i => (operands[i] as Constant)?.Literal switch
    {
        double d => d,
        float f => f,
        int n => n,
        _ => null,
    });

    private sealed class Expansion(IRBuilder builder, IReadOnlyList<Value> operands, Value? result, IRType type)
    {
        private readonly Dictionary<Formula, Value> done = [];

        public Value Of(Formula formula)
        {
            if (!done.TryGetValue(formula, out var value)) done.Add(formula, value = Make(formula));
            return value;
        }

        private Value Make(Formula f) => f.Kind switch
        {
            FormulaKind.Constant => builder.Float(type, f.Value),
            FormulaKind.Operand => ToWidth(operands[f.Index]),
            FormulaKind.Result => ToWidth(Component(f.Index)),
            FormulaKind.Neg => builder.Unary(UnaryOperator.Neg, Of(f.Inputs[0])),
            FormulaKind.Add => builder.Add(Of(f.Inputs[0]), Of(f.Inputs[1])),
            FormulaKind.Sub => builder.Sub(Of(f.Inputs[0]), Of(f.Inputs[1])),
            FormulaKind.Mul => builder.Mul(Of(f.Inputs[0]), Of(f.Inputs[1])),
            FormulaKind.Div => builder.Div(Of(f.Inputs[0]), Of(f.Inputs[1])),
            FormulaKind.Call => Call(f),
            _ => builder.Select(
                builder.Compare(f.Comparison, Of(f.Inputs[0]), Of(f.Inputs[1])), Of(f.Inputs[2]), Of(f.Inputs[3])),
        };

        private Value Call(Formula f)
        {
            var arguments = f.Inputs.Select(Of).ToArray();
            var methods = MathMethods.Of(builder.Types);
            if (methods.Find(f.Function, type) is { } method) return builder.CallPure(method, arguments);
            var wide = builder.Types.Float64;
            var widened = arguments.Select(a => builder.Convert(a, wide)).ToArray();
            return ToWidth(builder.CallPure(methods.Require(f.Function, wide), widened));
        }

        private Value Component(int index)
        {
            if (result is null) throw new InvalidOperationException("the formula reads the result, which was not given");
            return result.Type.IsFloat ? result : builder.ExtractField(result, result.Type.Fields[index]);
        }

        private Value ToWidth(Value value) => value.Type == type ? value : builder.Convert(value, type);
    }
}
