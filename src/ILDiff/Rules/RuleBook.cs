namespace ILDiff.Rules;

using ILDiff.Types;

/// <summary>What is known of a method's derivative: one of the kinds in this folder.</summary>
internal abstract class Rule
{
    /// <summary>Whether the method is a function of its scalar arguments and nothing else, so calls may be merged, moved and repeated.</summary>
    public virtual bool IsPure => false;
}

/// <summary>Looks rules up by the identity of a method: type name, method name, and parameter kinds, not the assembly.</summary>
internal sealed class RuleBook
{
    /// <summary>The rule for a method, or null: differentiate its body.</summary>
    public Rule? Find(MethodHandle method)
    {
        _ = method;
        return null;
    }
}
