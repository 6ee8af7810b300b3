namespace ILDiff.Samples.Passing;

using System.Globalization;

/// <summary>Calls and objects that carry no active data: run once, in the forward sweep, and passed through.</summary>
public static class Inactive
{
    private static readonly List<string> Messages = [];

    /// <summary>How many messages <see cref="Logging"/> left.</summary>
    public static int MessageCount => Messages.Count;

    [Sample]
    public static Real StringMode(Real x, string mode) => mode switch
    {
        "square" => x * x,
        "root" => Maths.Sqrt(x),
        _ => x * mode.Length,
    };

    /// <summary>An array from an inactive call becomes scratch for active data: it has one shadow.</summary>
    [Sample(Allocates = true)]
    public static Real ScratchFromInactive(Real x)
    {
        var a = Scratch(2);
        a[0] = x;
        a[1] = a[0] * x;
        return a[1] + a[0];
    }

    [ILDiff.Inactive]
    private static Real[] Scratch(int n) => new Real[n];

    [Sample]
    public static Real Logging(Real x, [In(1, 4)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++)
        {
            if (Messages.Count < 1000) Messages.Add("step");
            s *= x;
        }
        return s;
    }

    [Sample]
    public static Real Formatting(Real x, [In(1, 9)] int n)
    {
        var text = n.ToString(CultureInfo.InvariantCulture) + "." + string.Concat("a", "bc");
        return x * text.Length * x;
    }

    [Sample]
    public static Real ActiveValueFormatted(Real x)
    {
        var y = x * x;
        var text = y.ToString();
        return text is null ? 0 : y * x;
    }

    [Sample]
    public static Real Dates(Real x, DateTime when)
    {
        var start = new DateTime(2020, 1, 31, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
        return x * when.Day * x + x * start.Day + (when > start ? x : 1);
    }

    [Sample]
    public static Real SeededRandom(Real x, [In(1, 99)] int seed)
    {
        var random = new Random(seed);
        var s = x;
        for (var i = 0; i < 4; i++) s = s * (Real)random.NextDouble() + random.Next(3) * x;
        return s;
    }

    [Sample]
    public static Real InactiveObject(Real x, Options options)
    {
        var s = x;
        for (var i = 0; i < options.Iterations; i++) s = options.Twice(i) > 2 ? s * x : s + x;
        options.Iterations++;
        options.Iterations--;
        return s;
    }

    [Sample]
    public static Real ObjectMadeInside(Real x, [In(1, 4)] int n)
    {
        var options = new Options { Iterations = n };
        return InactiveObject(x, options) * options.Twice(n);
    }

    [Sample]
    public static Real ClosureOverConstants(Real x, [In(1, 4)] int n)
    {
        Func<int, int> offset = k => k * n + 1;
        return x * offset(2) * x;
    }

    [Sample]
    public static Real IntegerList(Real x)
    {
        var list = new List<int> { 3, 1, 2 };
        list.Sort();
        var s = x;
        for (var i = 0; i < list.Count; i++) s = s * x / list[i];
        return s;
    }

    [Sample]
    public static Real Boxed(Real x, [In(1, 4)] int n)
    {
        object boxed = n;
        return boxed is int k ? x * k * x : x;
    }

    [Sample]
    public static Real ObjectIdentity(Real x, Options options, string text) =>
        options is not null && text != null && options.GetType() == typeof(Options) ? x * x : x;

    [Sample]
    public static Real StringArray(Real x, [In(0, 2)] int n)
    {
        string[] names = ["a", "bb", "ccc"];
        return x * names[n].Length * x;
    }

    /// <summary>Holds no float.</summary>
    public sealed class Options
    {
        public int Iterations { get; set; } = 3;

        public int Twice(int k) => 2 * k + Iterations - Iterations;
    }
}
