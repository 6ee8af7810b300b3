namespace ILDiff.Weaving;

using ILDiff.Differentiation;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>
/// The static method that a call of <c>Diff</c> becomes: the same parameters and the same result, from direct calls of
/// members. What the function's delegate holds is taken from the delegate that is passed.
/// </summary>
internal sealed class StaticForm
{
    private readonly TypeUniverse types;
    private readonly Call call;
    private readonly DelegateTarget target;
    private readonly Dictionary<string, MethodHandle> members;

    /// <summary>The arguments that the delegate leaves open.</summary>
    private readonly IReadOnlyList<IRType> open;

    public StaticForm(TypeUniverse types, Call call, DelegateTarget target, IEnumerable<MethodDefinition> generated)
        : this(types, call, target, generated.Where(g => g.Name.StartsWith(target.Method.Name, StringComparison.Ordinal))
            .ToDictionary(g => g.Name[target.Method.Name.Length..], g => types.Method(g, GenericContext.Empty)))
    {
    }

    /// <param name="members">By the suffix that says what they are.</param>
    public StaticForm(TypeUniverse types, Call call, DelegateTarget target, Dictionary<string, MethodHandle> members)
    {
        this.types = types;
        this.call = call;
        this.target = target;
        this.members = members;
        open = [.. target.Method.Parameters.Skip(target.IsClosed ? 1 : 0)];
        CanBeWritten = (call.Method.Name == "Derivative" || SameTypes()) && Needs().All(members.ContainsKey) && Fits();
    }

    /// <summary>Whether the call has a static form, given the members there are.</summary>
    public bool CanBeWritten { get; }

    /// <summary>Its shape.</summary>
    public DerivativeSignature Signature => new("Diff" + call.Method.Name,
        [.. call.Method.Parameters.Select((type, i) => (i == 0 ? "f" : $"a{i}", type))], call.Method.ReturnType);

    /// <summary>Writes its body.</summary>
    public void Write(IRBuilder builder, IReadOnlyList<Value> parameters) => builder.Return(Result(builder, parameters, null));

    /// <summary>What the call gives.</summary>
    /// <param name="held">What the delegate holds, where that is known; else it is taken from the delegate.</param>
    public Value Result(IRBuilder builder, IReadOnlyList<Value> parameters, Value? held)
    {
        var writer = new StaticFormWriter(builder, types, target, parameters, held);
        return call.Method.Name switch
        {
            "Gradient" => writer.Gradient(members["Gradient"], open, call.Method.ReturnType, withValue: false),
            "ValueAndGradient" => writer.Gradient(members["Gradient"], open, call.Method.ReturnType, withValue: true),
            "Jvp" => writer.Pushforward(members["Jvp"], open),
            "Hvp" when open.Count == 1 => writer.Product(members["Hvp"], parameters[1], parameters[2]),
            "Hvp" => writer.Products(members["Hvp"], open, call.Method.ReturnType),
            "Derivative" => writer.MakeDelegate(call.Method.ReturnType, members[Kind]),
            "Hessian" when open[0].IsFloat => writer.Product(members["Hvp"], parameters[1], builder.Float(open[0], 1)),
            "Hessian" => writer.Hessian(members["Hvp"]),
            "Jacobian" when open.Count == 1 => writer.Jacobian(members["Jvp"], members["Vjp"]),
            "Jacobian" => writer.JacobianOfWritten(members["Jvp"], members["Vjp"]),
            "Vjp" when open.Count == 2 => writer.VjpOfTwo(members["Vjp"], open[0], open[1], target.Method.ReturnType),
            _ => writer.Vjp(members["Vjp"], open[0], target.Method.ReturnType),
        };
    }

    private string[] Needs() => call.Method.Name switch
    {
        "Gradient" or "ValueAndGradient" => ["Gradient"],
        "Jacobian" => ["Jvp", "Vjp"],
        "Hessian" => ["Hvp"],
        "Derivative" => [Kind],
        "Jvp" or "Vjp" or "Hvp" => [call.Method.Name],
        _ => ["no static form"],
    };

    /// <summary>A delegate may convert: it takes a base class and is called with a derived one.</summary>
    private bool SameTypes()
    {
        var arguments = target.DelegateType.Arguments.TypeArguments;
        return arguments.SequenceEqual(target.Method.ReturnType.Kind == TypeKind.Void ? open : [.. open, target.Method.ReturnType]);
    }

    /// <summary>The suffix of the member that a call of <c>Diff.Derivative</c> asks for.</summary>
    private string Kind => call.Operands is [_, Constant { Literal: int kind }] ? ((DerivativeKind)kind).ToString() : "no static form";

    /// <summary>Whether the delegate type asked for can be made of a member as it is.</summary>
    private bool IsShapeOf(MethodHandle member)
    {
        if (call.Method.ReturnType.Definition?.Methods.FirstOrDefault(m => m.Name == "Invoke") is not { } definition) return false;
        var invoke = types.MethodOn(call.Method.ReturnType, definition, []);
        return !(target.IsClosed && member.Parameters[0].IsAddress) && member.ReturnType == invoke.ReturnType
            && member.Parameters.Skip(target.IsClosed ? 1 : 0).SequenceEqual(invoke.Parameters.Skip(1));
    }

    /// <summary>Results and adjoints that carry no floats have other members than the contract of the call assumes.</summary>
    private bool Fits() => call.Method.Name switch
    {
        "Jvp" => members["Jvp"].ReturnType == call.Method.ReturnType,
        "Derivative" => IsShapeOf(members[Kind]),
        "Vjp" => open.All(t => t.CarriesFloat) && target.Method.ReturnType.CarriesFloat,
        _ => true,
    };
}
