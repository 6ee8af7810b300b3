namespace ILDiff.Simplification;

using ILDiff.IR;

/// <summary>
/// Takes constructions apart: the constructor has a derivative like any method, and the object gets its shadow when it is
/// allocated. What turns out inactive is put together again by <see cref="JoinConstructions"/>.
/// </summary>
internal sealed class SplitConstructions : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var replacement = new Replacement();
        foreach (var made in method.Instructions.OfType<NewObject>().Where(m => Constructions.CanSplit(m, context)).ToList()) Constructions.Split(made, replacement);
        replacement.Apply(method);
        return !replacement.IsEmpty;
    }
}
