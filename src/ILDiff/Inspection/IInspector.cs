namespace ILDiff.Inspection;

using Mono.Cecil;

/// <summary>A stage of a method's journey that can be shown.</summary>
internal enum InspectionStage
{
    /// <summary>The simplified IR of the primal.</summary>
    IR,

    /// <summary>For each value why it is active or not.</summary>
    Activity,

    /// <summary>What is kept for the reverse sweep, where and why.</summary>
    Record,

    /// <summary>The IR of the derivative.</summary>
    Adjoint,

    /// <summary>The IL of what was generated.</summary>
    IL,

    /// <summary>What was generated, decompiled.</summary>
    CSharp,
}

/// <summary>How a stage is shown.</summary>
internal enum InspectionFormat
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>A graph in Graphviz's language.</summary>
    Dot,

    /// <summary>A page of its own.</summary>
    Html,
}

/// <summary>Shows the stages that live inside the library; IL and C# are shown by the command line.</summary>
internal interface IInspector
{
    /// <summary>The stage of the method in the format asked for; a <c>DiagnosticException</c> where the method does not get that far.</summary>
    string Inspect(MethodReference method, InspectionStage stage, InspectionFormat format);
}
