namespace ILDiff.Samples.Structs;

/// <summary>A user's vector of three with constructor, operators, properties and methods.</summary>
/// <param name="x">First component.</param>
/// <param name="y">Second component.</param>
/// <param name="z">Third component.</param>
public struct Point3(Real x, Real y, Real z)
{
    public Real X = x;
    public Real Y = y;
    public Real Z = z;

    public readonly Real SquaredLength => X * X + Y * Y + Z * Z;
    public readonly Real Length => Maths.Sqrt(SquaredLength);

    public static Point3 operator +(Point3 a, Point3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);
    public static Point3 operator -(Point3 a, Point3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);
    public static Point3 operator *(Real s, Point3 a) => new(s * a.X, s * a.Y, s * a.Z);
    public static Real Dot(in Point3 a, in Point3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static Point3 Cross(Point3 a, Point3 b) =>
        new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    public void Scale(Real s)
    {
        X *= s;
        Y *= s;
        Z *= s;
    }

    public readonly Point3 Normalised() => (1 / Length) * this;
}

/// <summary>A particle: structs in a struct, beside an integer.</summary>
public struct Particle
{
    public Point3 Position;
    public Point3 Velocity;
    public Real Mass;
    public int Kind;
}

/// <summary>A pair of any two types.</summary>
/// <typeparam name="TFirst">The first's type.</typeparam>
/// <typeparam name="TSecond">The second's type.</typeparam>
/// <param name="first">The first.</param>
/// <param name="second">The second.</param>
public struct Pair<TFirst, TSecond>(TFirst first, TSecond second)
{
    public TFirst First = first;
    public TSecond Second = second;

    public readonly Pair<TSecond, TFirst> Swapped() => new(Second, First);
}
