namespace ILDiff.Checking;

using System.Globalization;
using System.Reflection;
using System.Text;

/// <summary>Says what a check found so that a person can act on it.</summary>
internal static class MismatchReport
{
    private const int NumbersShown = 12;

    /// <summary>The message of a result; empty where all points agreed.</summary>
    public static string Write(DerivativeMembers members, CheckRun run, GradientCheckOptions options)
    {
        var method = $"{members.Primal.DeclaringType}.{members.Primal.Name}({string.Join(", ", members.Primal.GetParameters().Select(p => $"{p.ParameterType.Name} {p.Name}"))})";
        if (run.Mismatch is null) return run.Incomparable == 0 && run.Samples > 0 ? "" : Incomparable(method, run);
        var text = new StringBuilder($"The derivatives of {method} are wrong: {run.Mismatch.Message.Split(", at (")[0]}.").AppendLine();
        if (run.Last is { } point)
        {
            if (WorstPartial(point) is { } worst) Write(text, members, worst);
            text.AppendLine(CultureInfo.InvariantCulture, $"  at point {run.Samples + run.Incomparable + 1}{(options.Point is null || options.IsExample ? $" of seed {options.Seed}" : "")}: {Arguments(point)}");
        }

        if (SourceLines.Of(members.Primal) is { } line) text.AppendLine($"  the method is at {line}");
        return text.ToString().TrimEnd();
    }

    private static string Incomparable(string method, CheckRun run) => run.Samples > 0
        ? $"{run.Incomparable} of {run.Incomparable + run.Samples} points could not be compared; the last: {run.Obstacle}."
        : $"Nothing could be compared of the derivatives of {method}: {run.Obstacle ?? "no point was found that the method accepts"}{(run.Last is { } point ? $", at {Arguments(point)}" : "")}.";

    private static Partial? WorstPartial(PointState point)
    {
        try
        {
            return point.Exit.Length == 0 ? null : new PartialTable(point).Worst();
        }
        catch (MismatchException)
        {
            // What is wrong shows before any number does.
            return null;
        }
    }

    private static void Write(StringBuilder text, DerivativeMembers members, Partial worst)
    {
        text.AppendLine($"  most wrong is the derivative of {worst.Output} with respect to {worst.Input}:");
        if (double.IsFinite(worst.Differences.Value)) text.AppendLine(CultureInfo.InvariantCulture, $"    finite differences  {worst.Differences.Value,24:g17}  ± {worst.Differences.Error:g2}");
        Line("pushforward", worst.Jvp, members.Jvp?.Method);
        Line("pullback", worst.Vjp, members.Vjp?.Method);
        Line("gradient", worst.Gradient, members.Gradient);

        void Line(string name, double? value, MethodInfo? member)
        {
            if (value is not { } number || member is null) return;
            var line = SourceLines.Of(member) is { } source ? $", {source}" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"    {name,-18}  {number,24:g17}  {member.DeclaringType?.Name}.{member.Name}{line}");
        }
    }

    private static string Arguments(PointState point) => string.Join(", ", point.Roots.Select((root, i) => (root, name: point.Members.RootNames[i]))
        .Where(a => a.name != "this" || point.Members.Active[0]).Select(a => $"{a.name} = {Text(a.root)}"));

    private static string Text(object? value)
    {
        if (value is null) return "null";
        if (value is double or float) return Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("g17", CultureInfo.InvariantCulture);
        if (value is ValueType and not System.Runtime.CompilerServices.ITuple or string && FloatLeaves.Read(value).Length == 0) return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        var numbers = FloatLeaves.Read(value);
        var shown = string.Join(", ", numbers.Take(NumbersShown).Select(v => v.ToString("g17", CultureInfo.InvariantCulture)));
        return $"[{shown}{(numbers.Length > NumbersShown ? $", … {numbers.Length} in all" : "")}]";
    }
}
