namespace ILDiff.Samples.Arrays;

/// <summary>The methods of <see cref="Array"/> that move active data.</summary>
public static class ArrayMethods
{
    [Sample]
    public static Real Copy([In(0.5, 2)] Real[] a)
    {
        var b = new Real[a.Length];
        Array.Copy(a, b, 3);
        a[0] = a[1] * b[0];
        return a[0] * b[0] + b[1] * b[2] + b[4];
    }

    [Sample]
    public static void CopyRange([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b) => Array.Copy(a, 1, b, 2, 3);

    [Sample]
    public static void CopyOverlapping([In(0.5, 2, Length = 8)] Real[] a)
    {
        Array.Copy(a, 0, a, 2, 5);
        for (var i = 0; i < a.Length; i++) a[i] *= a[i];
        Array.Copy(a, 3, a, 1, 4);
    }

    [Sample]
    public static Real CopyTo([In(0.5, 2)] Real[] a)
    {
        var b = new Real[a.Length + 2];
        a.CopyTo(b, 2);
        return b[2] * b[3] + b[0];
    }

    [Sample]
    public static Real Clear([In(0.5, 2)] Real[] a)
    {
        var s = a[0] * a[1] * a[2];
        Array.Clear(a, 1, 2);
        return s + a[0] * a[1] + a[3] * a[2] + a[4];
    }

    [Sample]
    public static void ClearAll([In(0.5, 2)] Real[] a, Real x)
    {
        Array.Clear(a);
        a[2] = x * x;
    }

    [Sample]
    public static Real Clone([In(0.5, 2)] Real[] a)
    {
        var b = (Real[])a.Clone();
        for (var i = 0; i < a.Length; i++) b[i] *= a[i];
        a[0] = b[1] * b[0];
        return a[0] * b[0] + b[2] * a[3];
    }

    [Sample]
    public static Real ResizeGrow([In(0.5, 2)] Real[] a, Real x)
    {
        Array.Resize(ref a, 8);
        a[6] = x * a[0];
        a[1] *= x;
        Real s = 1;
        foreach (var v in a) s += v * v;
        return s;
    }

    [Sample]
    public static Real ResizeShrink([In(0.5, 2)] Real[] a)
    {
        var b = a;
        Array.Resize(ref b, 2);
        b[0] *= b[1];
        return a[0] * b[0] + a[4];
    }

    [Sample]
    public static Real Fill(Real x, Real y)
    {
        var a = new Real[5];
        Array.Fill(a, x * y);
        a[2] = y;
        return a[0] * a[2] + a[4] * x;
    }

    [Sample]
    public static Real ReverseCall([In(0.5, 2)] Real[] a)
    {
        Array.Reverse(a);
        return a[0] * a[1] + a[4] / a[2];
    }

    [Sample]
    public static Real GrowingList([In(0.5, 2)] Real[] a)
    {
        var items = new Real[1];
        var count = 0;
        foreach (var v in a)
        {
            if (count == items.Length) Array.Resize(ref items, 2 * count);
            items[count++] = v * v;
        }
        Real s = 1;
        for (var i = 0; i < count; i++) s = s * items[i] / 2 + 1;
        return s;
    }
}
