namespace ILDiff.Resolution;

using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;

/// <summary>
/// Binds a derivative to a delegate type that takes the target of the function's delegate and its arguments, and gives
/// derivatives in new storage. What it compiles has no boxes on its way.
/// </summary>
internal sealed class CallBuilder
{
    private readonly Function function;
    private readonly Type returnType;
    private readonly ParameterExpression target = Expression.Parameter(typeof(object), "target");
    private readonly List<ParameterExpression> parameters = [];
    private readonly List<ParameterExpression> variables = [];
    private readonly List<Expression> statements = [];
    private readonly Queue<Type> types;

    private CallBuilder(Function function, Type callType)
    {
        this.function = function;
        var invoke = callType.GetMethod("Invoke")!;
        returnType = invoke.ReturnType;
        parameters.Add(target);
        types = new Queue<Type>(invoke.GetParameters().Skip(1).Select(p => p.ParameterType));
    }

    /// <summary>Finds the derivative and binds it.</summary>
    /// <exception cref="NoDerivativeException">There is none.</exception>
    public static TCall Build<TCall>(Function function, DerivativeKind kind)
        where TCall : Delegate
    {
        var builder = new CallBuilder(function, typeof(TCall));
        var body = kind switch
        {
            _ when builder.returnType == typeof(void) => builder.Direct(MemberSearch.Generated(function, kind) ?? MemberSearch.Made(function, kind)),
            DerivativeKind.Jvp => builder.Pushforward(MemberSearch.Generated(function, kind) ?? MemberSearch.Made(function, kind)),
            DerivativeKind.Hvp => builder.Product(MemberSearch.Generated(function, kind) ?? MemberSearch.Made(function, kind)),
            DerivativeKind.Vjp => builder.Pullback(MemberSearch.Generated(function, kind) ?? MemberSearch.Made(function, kind)),
            _ => builder.Gradient(),
        };
        return Expression.Lambda<TCall>(body, builder.parameters).Compile();
    }

    private Expression Gradient()
    {
        var member = MemberSearch.Generated(function, DerivativeKind.Gradient);
        if (member is null && MemberSearch.Generated(function, DerivativeKind.Vjp) is { } pullback)
        {
            var (value, adjoints) = Reverse(pullback, hasSeed: false);
            return Finish(Tuple(returnType, value, Together(returnType.GetGenericArguments()[1], adjoints)));
        }

        member ??= MemberSearch.Made(function, DerivativeKind.Gradient);
        var arguments = new List<Expression>();
        foreach (var root in Passed(member)) arguments.Add(root.IsTarget ? Target(root) : Convert(Next(root.Name), root.Type));
        return ValueAndParts(member, arguments);
    }

    private Expression Product(Member member) => ValueAndParts(member, Forward(member));

    /// <summary>A function without result, whose tangents or adjoints the caller gives.</summary>
    private Expression Direct(Member member) => Finish(Call(member, Forward(member)));

    private Expression Pushforward(Member member)
    {
        var result = Variable(member.Method.ReturnType);
        statements.Add(Expression.Assign(result, Call(member, Forward(member))));
        var element = returnType.GetGenericArguments()[0];
        return Finish(member.Method.ReturnType == function.Method.ReturnType
            ? Tuple(returnType, result, Expression.Default(element))
            : Tuple(returnType, Expression.Field(result, "Item1"), Expression.Field(result, "Item2")));
    }

    private Expression Pullback(Member member) => Finish(Together(returnType, Reverse(member, hasSeed: true).Adjoints));

    /// <summary>Calls a member that returns the value and then a part for each differentiated root.</summary>
    private Expression ValueAndParts(Member member, List<Expression> arguments)
    {
        var result = Variable(member.Method.ReturnType);
        statements.Add(Expression.Assign(result, Call(member, arguments)));
        var item = 2;
        var parts = Open.Select(root => FloatCarriers.Contains(root.Type) ? Expression.Field(result, $"Item{item++}") : (Expression?)null).ToList();
        if (result.Type.GetGenericArguments().Length != item - 1) throw new NoDerivativeException($"{member.Method.Name} of {function.Name} gives other parts than the arguments of the call.");
        return Finish(Tuple(returnType, Expression.Field(result, "Item1"), Together(returnType.GetGenericArguments()[1], parts)));
    }

    /// <summary>Arguments of a member in which tangents follow what they belong to.</summary>
    private List<Expression> Forward(Member member)
    {
        var arguments = new List<Expression>();
        for (var i = 0; i < function.Roots.Count; i++)
        {
            var root = function.Roots[i];
            var isReceiver = !function.Method.IsStatic && i == 0;
            Expression value = root.IsTarget ? Target(root) : Convert(Next(root.Name), root.Type);
            if (!isReceiver || member.TakesReceiver) arguments.Add(value);
            else receiver = value;
            var tangent = root.IsTarget ? null : Next(root.Name + "Tangent");
            if (member.Active[i]) arguments.Add(tangent is null ? ZeroLike(value, root.Type) : Convert(tangent, root.Type));
        }

        return arguments;
    }

    /// <summary>Calls a pullback with fresh adjoints; arguments that are one object share one.</summary>
    private (Expression Value, List<Expression?> Adjoints) Reverse(Member member, bool hasSeed)
    {
        var arguments = new List<Expression>();
        var adjoints = new List<Expression?>();
        var shared = new List<(Expression Value, ParameterExpression Adjoint)>();
        for (var i = 0; i < function.Roots.Count; i++)
        {
            var root = function.Roots[i];
            var isReceiver = !function.Method.IsStatic && i == 0;
            Expression value = root.IsTarget ? Target(root) : Convert(Next(root.Name), root.Type);
            if (!isReceiver || member.TakesReceiver) arguments.Add(value);
            else receiver = value;
            ParameterExpression? adjoint = null;
            if (member.Active[i])
            {
                adjoint = Variable(root.Type);
                Expression fresh = ZeroLike(value, root.Type);
                foreach (var (other, known) in shared.Where(s => s.Adjoint.Type == root.Type))
                {
                    fresh = Expression.Condition(Expression.ReferenceEqual(value, other), known, fresh);
                }

                statements.Add(Expression.Assign(adjoint, fresh));
                if (!root.Type.IsValueType) shared.Add((value, adjoint));
                arguments.Add(adjoint);
            }

            if (!root.IsTarget) adjoints.Add(adjoint);
        }

        var resultType = member.Method.ReturnType;
        var seed = hasSeed ? Convert(Next("seed"), resultType) : Expression.Constant(System.Convert.ChangeType(1, resultType), resultType);
        if (member.HasSeed) arguments.Add(seed);
        var result = Variable(resultType);
        statements.Add(Expression.Assign(result, Call(member, arguments)));
        return (result, adjoints);
    }

    private Expression? receiver;

    private IEnumerable<Function.Root> Open => function.Roots.Where(r => !r.IsTarget);

    /// <summary>The roots that are parameters of the member; a receiver that is none is noted.</summary>
    private IEnumerable<Function.Root> Passed(Member member)
    {
        if (function.Method.IsStatic || member.TakesReceiver) return function.Roots;
        var root = function.Roots[0];
        receiver = root.IsTarget ? Target(root) : Convert(Next(root.Name), root.Type);
        return function.Roots.Skip(1);
    }

    private Expression Call(Member member, List<Expression> arguments)
    {
        var given = member.Method.GetParameters();
        return Expression.Call(member.Method.IsStatic ? null : receiver, member.Method,
            arguments.Select((argument, i) => given[i].ParameterType.IsByRef ? argument : Convert(argument, given[i].ParameterType)));
    }

    private ParameterExpression Next(string name)
    {
        var parameter = Expression.Parameter(types.Dequeue(), name);
        parameters.Add(parameter);
        return parameter;
    }

    private ParameterExpression Variable(Type type)
    {
        var variable = Expression.Variable(type);
        variables.Add(variable);
        return variable;
    }

    /// <summary>The delegate's target; a struct is used in its box.</summary>
    private Expression Target(Function.Root root) => root.Type.IsValueType ? Expression.Unbox(target, root.Type) : Expression.Convert(target, root.Type);

    private static Expression ZeroLike(Expression value, Type type) => Expression.Call(typeof(Shadow), nameof(Shadow.ZeroLike), [type], value);

    private static Expression Convert(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);

    /// <summary>The derivative by one argument, or the tuple of those by several; what has none is <c>default</c>.</summary>
    private static Expression Together(Type type, IReadOnlyList<Expression?> parts) =>
        parts.Count == 1 ? Part(parts[0], type) : Tuple(type, [.. parts.Select((part, i) => Part(part, type.GetGenericArguments()[i]))]);

    private static Expression Part(Expression? part, Type type) => part is null ? Expression.Default(type) : Convert(part, type);

    private static Expression Tuple(Type type, params Expression[] elements)
    {
        var arguments = type.GetGenericArguments();
        return Expression.New(type.GetConstructor(arguments)!, elements.Select((element, i) => Convert(element, arguments[i])));
    }

    private Expression Finish(Expression result) => Expression.Block(variables, statements.Append(result));
}
