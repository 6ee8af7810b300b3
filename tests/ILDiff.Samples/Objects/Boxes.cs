namespace ILDiff.Samples.Objects;

/// <summary>Active numbers in boxes.</summary>
public static class Boxes
{
    [Sample(Allocates = true)]
    public static Real InLoop(Real x, Real y)
    {
        object box = x;
        for (var i = 0; i < 3; i++) box = (Real)box * y + x;
        return (Real)box * (Real)box;
    }

    [Sample(Allocates = true)]
    public static Real OneUnderTwoNames(Real x, Real y)
    {
        object box = x * y;
        var same = box;
        return (Real)box * (Real)same + (Real)box;
    }

    [Sample(Allocates = true)]
    public static Real InArray(Real x, Real y)
    {
        object[] boxes = [x, y, x * y];
        Real sum = 0;
        foreach (var box in boxes) sum += (Real)box * (Real)box;
        return sum;
    }
}
