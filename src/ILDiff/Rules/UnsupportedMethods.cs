namespace ILDiff.Rules;

using ILDiff.Types;

/// <summary>Framework methods through which a derivative would have to pass, but cannot: each with the reason and the way out.</summary>
internal static class UnsupportedMethods
{
    /// <summary>
    /// Numbers that are not binary floats: they count whole ticks or digits, so that the derivative is zero almost
    /// everywhere, which is never what is meant.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> FixedPoint = new Dictionary<string, string>
    {
        ["System.Half"] = "a Half is stored as bits and carries no derivative; compute in float",
        ["System.Decimal"] = "a decimal carries no derivative; compute in double",
        ["System.DateTime"] = "a DateTime counts whole ticks and carries no derivative; keep the time as a double",
        ["System.DateTimeOffset"] = "a DateTimeOffset counts whole ticks and carries no derivative; keep the time as a double",
        ["System.TimeOnly"] = "a TimeOnly counts whole ticks and carries no derivative; keep the time as a double",
        ["System.TimeSpan"] = "a TimeSpan counts whole ticks and carries no derivative; keep the time as a double",
    };

    /// <summary>By type and method.</summary>
    public static readonly IReadOnlyDictionary<(string Type, string Method), string> Methods = new Dictionary<(string, string), string>
    {
        [("System.Reflection.MethodBase", "Invoke")] = Reflection,
        [("System.Reflection.MethodInfo", "Invoke")] = Reflection,
        [("System.Reflection.ConstructorInfo", "Invoke")] = Reflection,
        [("System.Reflection.FieldInfo", "GetValue")] = Reflection,
        [("System.Reflection.FieldInfo", "SetValue")] = Reflection,
        [("System.Reflection.FieldInfo", "GetValueDirect")] = Reflection,
        [("System.Reflection.FieldInfo", "SetValueDirect")] = Reflection,
        [("System.Reflection.PropertyInfo", "GetValue")] = Reflection,
        [("System.Reflection.PropertyInfo", "SetValue")] = Reflection,
        [("System.Type", "InvokeMember")] = Reflection,
        [("System.Delegate", "DynamicInvoke")] = Reflection,
    };

    /// <summary>Types, for all their methods.</summary>
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["ILDiff.Diff"] = "a derivative is taken within a function that is differentiated, and is not bound: the inner function must be known there, and its Diff.Gradient must not need to record in loops; use Diff.Jvp for the inner derivative, or Diff.Hvp and Diff.Hessian for second ones",
    };

    /// <summary>Namespaces, with those below them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Namespaces = new Dictionary<string, string>
    {
        ["System.Linq.Expressions"] = "code that is built at run time cannot be read; write the method out, or give it a custom derivative",
        ["System.Reflection.Emit"] = "code that is built at run time cannot be read; write the method out, or give it a custom derivative",
        ["System.Runtime.Serialization"] = Serialised,
        ["System.Text.Json"] = Serialised,
        ["System.Xml"] = Serialised,
    };

    private const string Reflection = "what reflection calls or accesses is known at run time only; call it directly, or give it a custom derivative";
    private const string Serialised = "a serialised form carries no derivative; copy the values instead";

    /// <summary>Such a number from others: no derivative goes in.</summary>
    private static readonly InactiveRule Exact = new(SideEffects.Any);

    /// <summary>A float from such a number, which must not have come from active floats.</summary>
    private static readonly InactiveRule FromExact = new(SideEffects.Any, "makes a float from a number that carries no derivative") { CutsChain = true };

    private static readonly Dictionary<string, UnsupportedRule> Rules = [];

    public static Rule? Find(MethodHandle method, string type)
    {
        if (FixedPoint.TryGetValue(type, out var why)) return method.Parameters.Any(p => p.IsFloat) ? Because(why) : method.ReturnType.IsFloat ? FromExact : Exact;
        if (Methods.TryGetValue((type, method.Name), out why)) return Because(why);
        if (Types.TryGetValue(type, out why)) return Because(why);
        var space = Namespaces.FirstOrDefault(n => type.StartsWith(n.Key + ".", StringComparison.Ordinal));
        return space.Value is { } reason ? Because(reason) : null;
    }

    private static UnsupportedRule Because(string reason)
    {
        lock (Rules)
        {
            if (!Rules.TryGetValue(reason, out var rule)) Rules.Add(reason, rule = new UnsupportedRule(reason));
            return rule;
        }
    }
}
