namespace ILDiff.Samples.Calls;

/// <summary>Virtual calls that call each other: trees of expressions, visitors, generic methods, references to variables.</summary>
public static class VirtualShapes
{
    private abstract class Expression
    {
        public abstract Real Evaluate(Real[] variables);
    }

    private sealed class Variable(int index) : Expression
    {
        public override Real Evaluate(Real[] variables) => variables[index];
    }

    private sealed class Literal(Real value) : Expression
    {
        public override Real Evaluate(Real[] variables) => value;
    }

    private sealed class Sum(Expression left, Expression right) : Expression
    {
        public override Real Evaluate(Real[] variables) => left.Evaluate(variables) + right.Evaluate(variables);
    }

    private sealed class Product(Expression left, Expression right) : Expression
    {
        public override Real Evaluate(Real[] variables) => left.Evaluate(variables) * right.Evaluate(variables);
    }

    private sealed class Sine(Expression operand) : Expression
    {
        public override Real Evaluate(Real[] variables) => Maths.Sin(operand.Evaluate(variables));
    }

    private static readonly Expression Tree = new Sum(new Product(new Variable(0), new Sine(new Variable(1))), new Product(new Literal(3), new Variable(2)));

    [Sample]
    public static Real ConstantTree([In(0.5, 2)] Real[] v) => Tree.Evaluate(v) * v[0];

    [Sample(Allocates = true)]
    public static Real ActiveTree([In(0.5, 2)] Real[] v, Real c)
    {
        Expression e = new Literal(c);
        for (var i = 0; i < v.Length; i++) e = i % 2 == 0 ? new Product(new Variable(i), new Sum(e, new Literal(v[0]))) : new Sine(new Sum(e, new Variable(i)));
        return e.Evaluate(v);
    }

    private interface IOperation<T>
    {
        T Apply(T x, T y);
    }

    private sealed class Times : IOperation<Real>, IOperation<int>
    {
        public Real Apply(Real x, Real y) => x * y;

        public int Apply(int x, int y) => x * y;
    }

    private sealed class First<T> : IOperation<T>
    {
        public T Apply(T x, T y) => x;
    }

    private sealed class Swapped<T>(IOperation<T> inner) : IOperation<T>
    {
        public T Apply(T x, T y) => inner.Apply(y, x);
    }

    [Sample]
    public static Real GenericInterface([In(0.5, 2)] Real[] a)
    {
        IOperation<Real>[] operations = [new Times(), new Swapped<Real>(new First<Real>()), new First<Real>()];
        Real s = 1;
        for (var i = 0; i < a.Length; i++) s = operations[i % 3].Apply(s, a[i]) + i;
        return s;
    }

    private abstract class Shape
    {
        public abstract Real Fold<T>(T start, Real x);

        public abstract bool TrySplit(Real x, out Real low, ref Real high);
    }

    private sealed class Round : Shape
    {
        public override Real Fold<T>(T start, Real x) => typeof(T) == typeof(int) ? x * x : 2 * x;

        public override bool TrySplit(Real x, out Real low, ref Real high)
        {
            low = x / 3;
            high += x * x;
            return true;
        }
    }

    private sealed class Square : Shape
    {
        public override Real Fold<T>(T start, Real x) => start is int ? x * 5 : x + 1;

        public override bool TrySplit(Real x, out Real low, ref Real high)
        {
            low = high;
            high = x;
            return x > 1;
        }
    }

    [Sample]
    public static Real GenericMethod(Real x, [In(0, 1)] int kind)
    {
        var shape = Choose(kind);
        return shape.Fold(1, x) * shape.Fold("", x);
    }

    [Sample]
    public static Real References(Real x, [In(0, 1)] int kind)
    {
        var high = x;
        Real s = 0;
        for (var i = 0; i < 4; i++)
        {
            if (Choose((kind + i) % 2).TrySplit(x + i, out var low, ref high)) s += low * high;
        }

        return s + high;
    }

    private static Shape Choose(int kind) => kind == 0 ? new Round() : new Square();

    private abstract class Layer
    {
        public virtual Real[] Forward(Real[] x) => x;
    }

    private sealed class Identity : Layer;

    private sealed class Dense(Real[] weights) : Layer
    {
        public override Real[] Forward(Real[] x)
        {
            var y = new Real[x.Length];
            for (var i = 0; i < x.Length; i++) y[i] = weights[i] * x[x.Length - 1 - i];
            return y;
        }
    }

    private sealed class Hyperbolic : Layer
    {
        public override Real[] Forward(Real[] x)
        {
            var y = (Real[])base.Forward(x).Clone();
            for (var i = 0; i < y.Length; i++) y[i] = Maths.Tanh(y[i]);
            return y;
        }
    }

    [Sample]
    public static Real Network([In(-1, 1)] Real[] weights, [In(-1, 1)] Real[] input)
    {
        Layer[] layers = [new Dense(weights), new Hyperbolic(), new Identity(), new Dense(weights)];
        var x = input;
        foreach (var layer in layers) x = layer.Forward(x);
        Real s = 0;
        foreach (var y in x) s += y;
        return s;
    }

    private class Basis
    {
        public Real Scale { get; init; } = 2;

        public virtual Basis Grown(Real x) => new() { Scale = Scale * x };

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        public Real Sum(Real x, int n)
        {
            var tuned = this as Tuned;
            Real s = 0;
            for (var i = 0; i < n; i++) s += tuned is null ? x * x : tuned.Extra * x;
            return s * Scale;
        }
    }

    private class Tuned : Basis
    {
        public Real Extra { get; init; } = 3;

        public override Tuned Grown(Real x) => new() { Scale = x, Extra = Extra * x };
    }

    private sealed class Finest : Tuned
    {
        public override Finest Grown(Real x) => new() { Scale = x * x, Extra = x + Extra };
    }

    [Sample(Allocates = true)]
    public static Real CastOfReceiver(Real x, [In(0, 2)] int kind, [In(1, 4)] int n) => Start(kind).Sum(x, n);

    [Sample(Allocates = true)]
    public static Real NarrowedResults(Real x, [In(0, 2)] int kind)
    {
        var one = Start(kind).Grown(x).Grown(x + 1);
        return one.Sum(x, 2) * (one is Tuned tuned ? tuned.Grown(x).Extra : 1);
    }

    private static Basis Start(int kind) => kind switch
    {
        0 => new Basis(),
        1 => new Tuned(),
        _ => new Finest(),
    };
}
