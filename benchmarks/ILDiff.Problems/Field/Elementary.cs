namespace ILDiff.Problems.Field;

/// <summary>The small problems: square, polynomial, matrix product, sparse sums.</summary>
public static class Elementary
{
    /// <summary>The protocol test.</summary>
    public static double Square(double x) => x * x;

    /// <summary>A polynomial by Horner's rule; <c>z</c> is to be differentiated.</summary>
    public static double Polynomial(double[] a, double z)
    {
        var p = 0.0;
        for (var i = a.Length - 1; i >= 0; i--) p = p * z + a[i];
        return p;
    }

    /// <summary>The sum of the entries of X·X.</summary>
    public static double SumOfSquaredMatrix(double[] x, int n)
    {
        var total = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < n; k++) sum += x[i * n + k] * x[k * n + j];
                total += sum;
            }
        }
        return total;
    }

    /// <summary>A sum over the pattern of a sparse Hessian.</summary>
    public static double SparseSum(double[] x, int[] row, int[] column)
    {
        var sum = 0.0;
        for (var k = 0; k < row.Length; k++) sum += Math.Exp(x[row[k]] * x[column[k]]);
        return sum;
    }

    /// <summary>Sums over the rows of a sparse Jacobian.</summary>
    public static void SparseRows(double[] x, int[] row, int[] column, double[] f)
    {
        for (var i = 0; i < f.Length; i++) f[i] = 0;
        for (var k = 0; k < row.Length; k++) f[row[k]] += Math.Exp(x[column[k]] * x[column[k]] / 2);
    }
}
