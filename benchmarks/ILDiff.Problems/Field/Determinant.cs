namespace ILDiff.Problems.Field;

/// <summary>Determinants by expansion and by factorisation (CppAD's speed suite).</summary>
public static class Determinant
{
    /// <summary>Expansion by minors; the rows and columns that remain are linked lists, changed and restored.</summary>
    public static double ByMinors(double[] a, int size)
    {
        var rows = new int[size + 1];
        var columns = new int[size + 1];
        for (var i = 0; i < size; i++) rows[i] = columns[i] = i + 1;
        rows[size] = columns[size] = 0;
        return Minor(a, size, size, rows, columns);
    }

    /// <summary>LU factorisation with partial pivoting, in a copy.</summary>
    public static double ByLU(double[] a, int size)
    {
        var lu = (double[])a.Clone();
        var determinant = 1.0;
        for (var k = 0; k < size; k++)
        {
            var pivot = k;
            for (var i = k + 1; i < size; i++)
                if (Math.Abs(lu[i * size + k]) > Math.Abs(lu[pivot * size + k]))
                    pivot = i;
            if (pivot != k)
            {
                for (var j = 0; j < size; j++)
                    (lu[k * size + j], lu[pivot * size + j]) = (lu[pivot * size + j], lu[k * size + j]);
                determinant = -determinant;
            }
            determinant *= lu[k * size + k];
            for (var i = k + 1; i < size; i++)
            {
                var factor = lu[i * size + k] / lu[k * size + k];
                for (var j = k + 1; j < size; j++) lu[i * size + j] -= factor * lu[k * size + j];
            }
        }
        return determinant;
    }

    /// <summary>Entry <c>size</c> of each list names its first member, each member the next.</summary>
    private static double Minor(double[] a, int size, int remaining, int[] rows, int[] columns)
    {
        var row = rows[size];
        var column = columns[size];
        if (remaining == 1) return a[row * size + column];
        rows[size] = rows[row];
        var sum = 0.0;
        var sign = 1.0;
        var previous = size;
        for (var c = 0; c < remaining; c++)
        {
            columns[previous] = columns[column];
            sum += sign * a[row * size + column] * Minor(a, size, remaining - 1, rows, columns);
            columns[previous] = column;
            sign = -sign;
            previous = column;
            column = columns[column];
        }
        rows[size] = row;
        return sum;
    }
}
