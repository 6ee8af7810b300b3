namespace ILDiff.Weaving;

using ILDiff.Differentiation;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>Writes the bodies of static forms, one method per shape of result.</summary>
/// <param name="builder">Where to write.</param>
/// <param name="types">The types.</param>
/// <param name="target">The function.</param>
/// <param name="parameters">The static form's parameters: the delegate, then the arguments.</param>
/// <param name="known">What the delegate holds, where that is known.</param>
internal sealed class StaticFormWriter(IRBuilder builder, TypeUniverse types, DelegateTarget target, IReadOnlyList<Value> parameters, Value? known = null)
{
    /// <summary>The gradient, alone or behind the value; several gradients are one tuple.</summary>
    public Value Gradient(MethodHandle member, IReadOnlyList<IRType> arguments, IRType result, bool withValue)
    {
        var made = CallMember(member, parameters.Skip(1));
        if (withValue && made.Method.ReturnType == result) return made;
        var tuple = member.ReturnType;
        var next = 1;
        var parts = arguments.Select(type => type.CarriesFloat ? builder.ExtractField(made, tuple.Fields[next++]) : builder.Zero(type)).ToList();
        if (!withValue) return parts.Count == 1 ? parts[0] : Tuple(result, parts);
        var value = builder.ExtractField(made, tuple.Fields[0]);
        return Tuple(result, [value, parts.Count == 1 ? parts[0] : Tuple(result.Fields[1].Type, parts)]);
    }

    /// <summary>Value and tangent. Arguments and tangents alternate; a constant's tangent is not passed on.</summary>
    public Value Pushforward(MethodHandle member, IReadOnlyList<IRType> arguments) =>
        CallMember(member, arguments.SelectMany((type, i) => parameters.Skip(1 + (2 * i)).Take(type.CarriesFloat ? 2 : 1)));

    /// <summary>The Hessian times a direction.</summary>
    public Value Product(MethodHandle member, Value at, Value direction) =>
        builder.ExtractField(CallMember(member, [at, direction]), member.ReturnType.Fields[1]);

    /// <summary>The Hessian by all arguments times a direction in all, one product for each as a tuple.</summary>
    public Value Products(MethodHandle member, IReadOnlyList<IRType> arguments, IRType result)
    {
        var made = Pushforward(member, arguments);
        var next = 1;
        return Tuple(result, [.. arguments.Select(type => type.CarriesFloat ? builder.ExtractField(made, member.ReturnType.Fields[next++]) : builder.Zero(type))]);
    }

    public Value Hessian(MethodHandle product) => Helper("Hessian", [], m => m.Parameters.Count == 2,
        callee => [MakeDelegate(callee.Parameters[0], product), parameters[1]]);

    public Value Jacobian(MethodHandle pushforward, MethodHandle pullback) => Helper("Jacobian", [], m => m.Parameters[0].ParameterType.Name == "Func`2",
        callee => [parameters[0], MakeDelegate(callee.Parameters[1], pushforward), MakeDelegate(callee.Parameters[2], pullback), parameters[1]]);

    /// <summary>The Jacobian of a function that writes its results.</summary>
    public Value JacobianOfWritten(MethodHandle pushforward, MethodHandle pullback) => Helper("Jacobian", [], m => m.Parameters[0].ParameterType.Name == "Action`4",
        callee => [MakeDelegate(callee.Parameters[0], pushforward), MakeDelegate(callee.Parameters[1], pullback), parameters[1], parameters[2]]);

    /// <summary>The value and a pullback for later.</summary>
    public Value Vjp(MethodHandle member, IRType argument, IRType result)
    {
        var byReference = member.Parameters.Any(p => p == types.ByRefTo(argument));
        return Helper("Vjp", [argument, result], m => m.GenericParameters.Count == 2 && m.Parameters[1].ParameterType.Name.StartsWith("ValuePullback", StringComparison.Ordinal) == byReference,
            callee => [parameters[0], MakeDelegate(callee.Parameters[1], member), parameters[1]]);
    }

    /// <summary>The value and a pullback to two arguments for later.</summary>
    public Value VjpOfTwo(MethodHandle member, IRType first, IRType second, IRType result)
    {
        var skip = target.IsClosed ? 1 : 0;
        var shape = (member.Parameters[skip + 1].IsAddress, member.Parameters[skip + 3].IsAddress) switch
        {
            (true, true) => "ValuesPullback`3",
            (true, false) => "FirstValuePullback`3",
            (false, true) => "SecondValuePullback`3",
            _ => "Func`6",
        };
        return Helper("Vjp", [first, second, result], m => m.Parameters[1].ParameterType.Name == shape,
            callee => [parameters[0], MakeDelegate(callee.Parameters[1], member), parameters[1], parameters[2]]);
    }

    private Call CallMember(MethodHandle member, IEnumerable<Value> arguments) =>
        builder.Call(member, target.IsClosed ? [Held(), .. arguments] : [.. arguments]);

    /// <summary>What the delegate holds, as the function takes it; a struct is used in its box.</summary>
    private Value Held()
    {
        if (known is not null) return known;
        var held = builder.CallVirtual(GetTarget(), null, parameters[0]);
        var type = target.Method.Parameters[0];
        return type.Kind == TypeKind.ByRef ? builder.Unbox(held, type.Element!) : builder.Cast(held, type, throws: true);
    }

    private MethodHandle GetTarget()
    {
        var type = target.DelegateType.Definition;
        while (type is not null && type.FullName != "System.Delegate") type = type.BaseType?.Resolve();
        return types.Method(type!.Methods.Single(m => m.Name == "get_Target"), GenericContext.Empty);
    }

    /// <summary>A delegate of a member, which holds what the function's delegate holds.</summary>
    public NewObject MakeDelegate(IRType type, MethodHandle member)
    {
        var constructor = types.MethodOn(type, type.Definition!.Methods.Single(m => m.IsConstructor && !m.IsStatic), []);
        return (NewObject)builder.NewObject(constructor, target.IsClosed ? Held() : builder.Zero(types.Object), builder.LoadToken(TokenKind.Function, member, types.NativeInt));
    }

    private Call Helper(string name, IReadOnlyList<IRType> typeArguments, Func<MethodDefinition, bool> isMeant, Func<MethodHandle, Value[]> arguments)
    {
        var home = RuntimeMembers.Of(types).Module.GetType("ILDiff.DerivativeCalls");
        MethodReference helper = home.Methods.Single(m => m.Name == name && m.IsPublic && isMeant(m));
        if (typeArguments.Count > 0)
        {
            var closed = new GenericInstanceMethod(helper);
            foreach (var argument in typeArguments) closed.GenericArguments.Add(argument.Reference);
            helper = closed;
        }

        var callee = types.Method(helper, GenericContext.Empty);
        return builder.Call(callee, arguments(callee));
    }

    private Value Tuple(IRType type, IReadOnlyList<Value> elements)
    {
        Value tuple = builder.Zero(type);
        for (var i = 0; i < elements.Count; i++) tuple = builder.InsertField(tuple, type.Fields[i], elements[i]);
        return tuple;
    }
}
