namespace ILDiff.Samples.Arrays;

/// <summary>Arrays of arrays: parameters, made inside, rows swapped, shared and replaced.</summary>
public static class Jagged
{
    [Sample]
    public static Real SumOfProducts([In(0.5, 2, Length = 3)] Real[][] a)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++)
            for (var j = 0; j < a[i].Length; j++)
                s += a[i][j] * a[j][i];
        return s;
    }

    [Sample]
    public static void MatrixProduct([In(0.5, 2, Length = 3)] Real[][] a, [In(0.5, 2, Length = 3)] Real[][] b, [In(0.5, 2, Length = 3)] Real[][] c)
    {
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                Real s = 0;
                for (var k = 0; k < 3; k++) s += a[i][k] * b[k][j];
                c[i][j] = s;
            }
        }
    }

    [Sample]
    public static Real MadeInside([In(0.5, 2, Length = 4)] Real[] x)
    {
        var a = new Real[x.Length][];
        for (var i = 0; i < a.Length; i++)
        {
            a[i] = new Real[i + 1];
            for (var j = 0; j <= i; j++) a[i][j] = x[i] * x[j];
        }
        Real s = 0;
        foreach (var row in a)
            foreach (var v in row)
                s += v * v;
        return s;
    }

    [Sample]
    public static Real RowsSwapped([In(0.5, 2, Length = 3)] Real[][] a)
    {
        (a[0], a[2]) = (a[2], a[0]);
        a[0][1] *= a[1][0];
        return a[0][1] * a[2][2];
    }

    [Sample]
    public static Real RowShared([In(0.5, 2, Length = 3)] Real[][] a)
    {
        var row = a[1];
        row[0] = a[0][0] * row[1];
        a[1][2] *= row[0];
        return a[1][0] * row[2] + a[2][0];
    }

    [Sample]
    public static Real RowReplaced([In(0.5, 2, Length = 3)] Real[][] a, Real x)
    {
        var local = new[] { a[0], a[1], a[2] };
        local[1] = [x, x * x, a[1][0]];
        local[0] = local[1];
        local[0][0] *= a[0][1];
        return local[1][0] * local[0][1] * local[2][2];
    }

    [Sample]
    public static Real[][] ReturnedRows(Real x, Real y) => [[x, x * y], [y, x / y, 1]];

    [Sample]
    public static void Cholesky([In(0.1, 0.5, Length = 3)] Real[][] a)
    {
        for (var i = 0; i < a.Length; i++) a[i][i] += 2;
        for (var j = 0; j < a.Length; j++)
        {
            var row = a[j];
            for (var k = 0; k < j; k++) row[j] -= row[k] * row[k];
            row[j] = Maths.Sqrt(row[j]);
            for (var i = j + 1; i < a.Length; i++)
            {
                for (var k = 0; k < j; k++) a[i][j] -= a[i][k] * row[k];
                a[i][j] /= row[j];
            }
        }
    }

    [Sample]
    public static Real CloneOfRows([In(0.5, 2, Length = 3)] Real[][] a)
    {
        var b = (Real[][])a.Clone();
        b[0] = (Real[])a[0].Clone();
        b[0][0] *= 2;
        b[1][0] *= b[0][0];
        return a[0][0] * a[1][0] * b[1][1];
    }
}
