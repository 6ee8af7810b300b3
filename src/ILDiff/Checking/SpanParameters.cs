namespace ILDiff.Checking;

using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>
/// Parameters that are spans, which reflection cannot pass: the checks have arrays in their place, and calls are compiled
/// that make spans of them.
/// </summary>
internal static class SpanParameters
{
    private static readonly ConditionalWeakTable<MethodInfo, Func<object?, object?[], object?>> Compiled = [];

    /// <summary>Whether a method takes spans.</summary>
    public static bool Has(MethodInfo method) => method.GetParameters().Any(p => ElementOf(p.ParameterType) is not null);

    /// <summary>The type of a span's elements; null if the type is no span.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Span<>) || open == typeof(ReadOnlySpan<>)) ? type.GetGenericArguments()[0] : null;

    /// <summary>What stands for values of a type in the checks.</summary>
    public static Type Stored(Type type) => type.IsByRef ? type.GetElementType()! : ElementOf(type) is { } element ? element.MakeArrayType() : type;

    /// <summary>A value as an argument of a parameter.</summary>
    public static Expression Argument(Expression stored, Type parameter) => ElementOf(parameter) is null ? stored : Expression.Convert(stored, parameter);

    /// <summary>Calls the method as reflection would, without a wrapper around what it throws.</summary>
    public static object? Call(MethodInfo method, object? receiver, object?[] arguments) => Compiled.GetValue(method, Compile)(receiver, arguments);

    private static Func<object?, object?[], object?> Compile(MethodInfo method)
    {
        var receiver = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object[]));
        var parameters = method.GetParameters();
        var variables = parameters.Select(p => Expression.Variable(Stored(p.ParameterType))).ToArray();
        Expression At(int i) => Expression.ArrayAccess(arguments, Expression.Constant(i));
        var target = method.IsStatic ? null
            : method.DeclaringType!.IsValueType ? Expression.Unbox(receiver, method.DeclaringType) : Expression.Convert(receiver, method.DeclaringType);
        Expression call = Expression.Call(target, method, variables.Select((v, i) => Argument(v, parameters[i].ParameterType)));
        var result = Expression.Variable(typeof(object));
        var body = Expression.Block([result, .. variables],
        [
            .. variables.Select((v, i) => Expression.Assign(v, Expression.Convert(At(i), v.Type))),
            method.ReturnType == typeof(void) ? call : Expression.Assign(result, Expression.Convert(call, typeof(object))),
            .. variables.Select((v, i) => (i, v)).Where(p => parameters[p.i].ParameterType.IsByRef).Select(p => Expression.Assign(At(p.i), Expression.Convert(p.v, typeof(object)))),
            result,
        ]);
        return Expression.Lambda<Func<object?, object?[], object?>>(body, receiver, arguments).Compile();
    }
}
