namespace LegacySamples;

/// <summary>Times as text.</summary>
internal static class Duration
{
    public static string Text(TimeSpan time) => time.TotalMicroseconds switch
    {
        < 1e3 and var us => FormattableString.Invariant($"{us:0.0} us"),
        < 1e6 and var us => FormattableString.Invariant($"{us / 1e3:0.00} ms"),
        var us => FormattableString.Invariant($"{us / 1e6:0.00} s"),
    };
}
