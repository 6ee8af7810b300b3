namespace ILDiff.JustInTime;

/// <summary>Which parameters a request differentiates, by name.</summary>
/// <param name="WithRespectTo">Those to differentiate; empty means all that carry floats.</param>
/// <param name="Constants">Those that are constants.</param>
internal sealed record ParameterChoice(IReadOnlyList<string> WithRespectTo, IReadOnlyList<string> Constants)
{
    /// <summary>Equal for equal choices.</summary>
    public string Key => $"{string.Join(",", WithRespectTo)}|{string.Join(",", Constants)}";
}
