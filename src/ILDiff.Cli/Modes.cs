namespace ILDiff.Cli;

/// <summary>The value of <c>--mode</c>.</summary>
internal static class Modes
{
    public static bool TryParse(string list, out DerivativeModes modes)
    {
        modes = 0;
        foreach (var name in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            switch (name.ToLowerInvariant())
            {
                case "jvp": modes |= DerivativeModes.Jvp; break;
                case "vjp": modes |= DerivativeModes.Vjp; break;
                case "gradient": modes |= DerivativeModes.Gradient; break;
                case "hvp": modes |= DerivativeModes.Hvp; break;
                case "vjps": modes |= DerivativeModes.Vjps; break;
                default: return false;
            }
        }

        return modes != 0;
    }
}
