#pragma warning disable CA2200, CA1031, CA1065 // What these methods do is what is tested.
namespace ILDiff.Tests.Reading;

using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

/// <summary>Methods whose compiled IL is read and run beside the methods themselves. Each public one is a test.</summary>
internal static unsafe partial class CompiledSamples
{
    private static int counter;
    private static double total;

    public enum Colour : byte
    {
        Red = 1, Green = 2, Blue = 250,
    }

    private interface IShape
    {
        double Area { get; }

        string Describe() => $"area {Area.ToString("r", CultureInfo.InvariantCulture)}";
    }

    private static double AreaOf<T>(T shape) where T : IShape => shape.Area;

    private static string TextOf<T>(T value) where T : notnull => value.ToString()!;

    private static T SumOfPowers<T>(T x, int n) where T : INumber<T>
    {
        var (sum, power) = (T.Zero, T.One);
        for (var i = 0; i < n; i++)
        {
            sum += power;
            power *= x;
        }

        return sum;
    }

    private static T Clamp<T>(T x, T low, T high) where T : INumber<T> => x < low ? low : x > high ? high : T.IsNaN(x) ? T.Zero : T.Max(x, -x);

    private static bool IsDouble<T>(T value) => typeof(T) == typeof(double) && value is not null;

    private static void Exchange(ref double a, ref double b) => (a, b) = (b, a);

    private static void Double(ref double a, out double twice)
    {
        a += 1;
        twice = 2 * a;
    }

    private static void Bump(ref int i) => i++;

    public record struct Pair(double X, double Y)
    {
        public static Pair operator +(Pair a, Pair b) => new(a.X + b.X, a.Y + b.Y);

        public readonly Pair Swapped() => new(Y, X);

        public void Add(Pair other) => this = this + other;
    }

    private struct Outer
    {
        public Pair Inner;
        public int Tag = 1;

        public Outer() => Inner = default;
    }

    private readonly struct Square(double side) : IShape
    {
        public double Area => side * side;

        public override string ToString() => "square";
    }

    private struct Disc : IShape
    {
        public double Radius { get; set; }

        readonly double IShape.Area => 3 * Radius * Radius;
    }

    private class Animal
    {
        public virtual string Speak() => "...";

        public override string ToString() => "animal";
    }

    private sealed class Dog : Animal
    {
        public override string Speak() => "woof";

        public string Base() => base.Speak();
    }

    private sealed class Node
    {
        public double Value;
        public Node? Next;
        public Pair Point;
    }

    private sealed class Holder
    {
        public volatile int Flag;
    }
}
