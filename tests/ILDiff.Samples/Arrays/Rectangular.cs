namespace ILDiff.Samples.Arrays;

/// <summary>Arrays of two and three dimensions.</summary>
public static class Rectangular
{
    [Sample]
    public static Real Product([In(-1, 1, Length = 6)] Real[] a)
    {
        var (left, right) = (Filled(a, 2, 3), Filled(a, 3, 2));
        Real s = 0;
        for (var i = 0; i < left.GetLength(0); i++)
        {
            for (var j = 0; j < right.GetLength(1); j++)
            {
                Real dot = 0;
                for (var k = 0; k < left.GetLength(1); k++) dot += left[i, k] * right[k, j];
                s += dot * dot * (i + 2 * j + 1);
            }
        }

        return s;
    }

    [Sample]
    public static Real Determinant([In(0.5, 2, Length = 9)] Real[] a)
    {
        var original = Filled(a, 3, 3);
        var m = (Real[,])original.Clone();
        Real det = 1;
        for (var k = 0; k < 3; k++)
        {
            m[k, k] += 4;
            det *= m[k, k];
            for (var i = k + 1; i < 3; i++)
            {
                var factor = m[i, k] / m[k, k];
                for (var j = k; j < 3; j++) m[i, j] -= factor * m[k, j];
            }
        }

        return det + original[1, 2];
    }

    [Sample]
    public static Real InPlaceUpdates([In(0.5, 2, Length = 4)] Real[] a)
    {
        var m = Filled(a, 2, 2);
        for (var sweep = 0; sweep < 3; sweep++)
        {
            for (var i = 0; i < 2; i++) m[i, 1 - i] *= m[1 - i, i] + sweep;
        }

        return m[0, 1] + m[1, 0] * m[0, 0];
    }

    [Sample]
    public static Real ClearedAndCopied([In(0.5, 2, Length = 6)] Real[] a)
    {
        var m = Filled(a, 2, 3);
        var copy = new Real[3, 2];
        Array.Copy(m, copy, 5);
        Array.Clear(m, 1, 2);
        Real s = 0;
        foreach (var x in m) s += x * x;
        for (var i = 0; i < 3; i++) s += copy[i, 1] * copy[i, 0] * m[1, i];
        return s;
    }

    [Sample]
    public static Real ThreeDimensions([In(0.5, 2, Length = 8)] Real[] a)
    {
        var m = new Real[2, 2, 2];
        for (var i = 0; i < 8; i++) m[i / 4, i / 2 % 2, i % 2] = a[i];
        var n = (Real[,,])m.Clone();
        n[0, 1, 0] *= m[1, 0, 1];
        m[0, 1, 0] = 0;
        Real s = 0;
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++) s += m[i, j, i] * n[j, i, 1] * n[0, 1, 0];
        }

        return s;
    }

    [Sample]
    public static Real ByElementReference([In(0.5, 2, Length = 4)] Real[] a)
    {
        var m = Filled(a, 2, 2);
        ref var corner = ref m[1, 1];
        corner *= m[0, 0];
        Square(ref m[0, 1]);
        return corner * m[0, 1];
    }

    private static void Square(ref Real x) => x *= x;

    private static Real[,] Filled(Real[] a, int rows, int columns)
    {
        var m = new Real[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++) m[i, j] = a[i * columns + j];
        }

        return m;
    }
}
