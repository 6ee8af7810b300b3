namespace ILDiff;

using ILDiff.IR;

/// <summary>One rewriting of a method that keeps its meaning. Does one thing and fires only on shapes that it understands wholly.</summary>
internal interface IPass
{
    /// <summary>Rewrites in place; true if anything changed.</summary>
    bool Run(IRMethod method, PassContext context);
}
