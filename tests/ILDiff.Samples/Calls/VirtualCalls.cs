namespace ILDiff.Samples.Calls;

/// <summary>Virtual and interface calls whose target only the run-time type of the receiver tells.</summary>
public static class VirtualCalls
{
    private interface IPayoff
    {
        Real Strike { get; }

        Real Value(Real spot);

        Real Twice(Real spot) => 2 * Value(spot) + Strike;
    }

    private abstract class Payoff(Real strike) : IPayoff
    {
        public virtual Real Strike { get; set; } = strike;

        public abstract Real Value(Real spot);
    }

    private sealed class Call(Real strike) : Payoff(strike)
    {
        public override Real Value(Real spot) => spot > Strike ? spot - Strike : 0;
    }

    private class Power(Real strike, int degree) : Payoff(strike)
    {
        public override Real Value(Real spot)
        {
            Real value = 1;
            for (var i = 0; i < degree; i++) value *= spot - Strike * i;
            return value;
        }

        public virtual Real Twice(Real spot) => Value(2 * spot);
    }

    private class Scaled(Real strike, Real factor) : Power(strike, 2)
    {
        public override Real Strike => factor * base.Strike;

        public override Real Value(Real spot) => factor * base.Value(spot * factor) + factor;
    }

    private sealed class Hiding(Real strike) : Power(strike, 3)
    {
        public new Real Value(Real spot) => 100 * spot;
    }

    private sealed class OfTheInterface(Real strike) : Payoff(strike), IPayoff
    {
        public override Real Value(Real spot) => spot * Strike;

        Real IPayoff.Value(Real spot) => Maths.Sin(spot) * Strike;

        Real IPayoff.Twice(Real spot) => spot;
    }

    private readonly struct Straddle(Real strike) : IPayoff
    {
        public Real Strike => strike;

        public Real Value(Real spot) => (spot - 3) * (spot - 3);
    }

    private interface IMap
    {
        void Apply(Real[] from, Real[] to);
    }

    private sealed class Squares : IMap
    {
        public void Apply(Real[] from, Real[] to)
        {
            for (var i = 0; i < from.Length; i++) to[i] = from[i] * from[i] + from[0];
        }
    }

    private sealed class Reversed : IMap
    {
        public void Apply(Real[] from, Real[] to)
        {
            for (var i = 0; i < from.Length; i++) to[i] = from[from.Length - 1 - i] * 3;
        }
    }

    private sealed class Nothing : IMap
    {
        public void Apply(Real[] from, Real[] to)
        {
        }
    }

    private static readonly IPayoff[] Fixed = [new Call(1), new Power(1, 3), new Scaled(1, 2), new Hiding(2), new OfTheInterface(3), new Straddle(2)];

    [Sample]
    public static Real OfConstantObjects(Real x)
    {
        Real s = 0;
        foreach (var payoff in Fixed) s = s / 2 + payoff.Value(x);
        return s;
    }

    [Sample]
    public static Real DefaultMethods(Real x)
    {
        Real s = 0;
        foreach (var payoff in Fixed) s = s / 2 + payoff.Twice(x) * payoff.Strike;
        return s;
    }

    [Sample]
    public static Real OfActiveObjects(Real x, [In(0.5, 2)] Real strike, [In(0, 5)] int n)
    {
        Real s = x;
        for (var i = 0; i < n; i++)
        {
            var payoff = Make(i, strike);
            s += payoff.Value(x + i) * payoff.Strike;
        }

        return s;
    }

    [Sample]
    public static Real InArrays([In(0.5, 2)] Real[] strikes, Real x)
    {
        var payoffs = new Payoff[strikes.Length];
        for (var i = 0; i < payoffs.Length; i++) payoffs[i] = Make(i, strikes[i]);
        Real s = 0;
        for (var round = 0; round < 2; round++)
        {
            foreach (var payoff in payoffs)
            {
                s += payoff.Value(x);
                if (payoff is Call or Power) payoff.Strike *= x;
            }
        }

        return s;
    }

    [Sample]
    public static Real Writes([In(0.5, 2)] Real[] a, [In(0, 3)] int n)
    {
        var to = new Real[a.Length];
        for (var i = 0; i <= n; i++)
        {
            IMap map = i % 3 == 0 ? new Squares() : i % 3 == 1 ? new Reversed() : new Nothing();
            map.Apply(a, to);
            map.Apply(to, a);
        }

        return a[0] * to[1] + a[^1];
    }

    [Sample]
    public static Real FromCallees(Real x, [In(0, 4)] int kind) => Integrate(Make(kind, x), 1, 6);

    private static Payoff Make(int kind, Real strike) => (kind % 5) switch
    {
        0 => new Call(strike),
        1 => new Power(strike, 2),
        2 => new Scaled(strike, strike),
        3 => new Hiding(strike * strike),
        _ => new OfTheInterface(strike),
    };

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static Real Integrate(Payoff f, Real end, int n)
    {
        Real h = end / n, s = 0;
        for (var i = 0; i < n; i++) s += f.Value(i * h) * h;
        return s;
    }
}
