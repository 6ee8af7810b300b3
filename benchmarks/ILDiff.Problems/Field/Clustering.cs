namespace ILDiff.Problems.Field;

/// <summary>The k-means cost and two classical objectives (GradBench).</summary>
public static class Clustering
{
    /// <summary>Sum of squared distances to the nearest centroid; <c>centroids</c> is to be differentiated.</summary>
    public static double Cost(int n, int k, int d, double[] points, double[] centroids)
    {
        var cost = 0.0;
        for (var i = 0; i < n; i++)
        {
            var nearest = double.PositiveInfinity;
            for (var j = 0; j < k; j++)
            {
                var square = 0.0;
                for (var a = 0; a < d; a++)
                {
                    var difference = centroids[j * d + a] - points[i * d + a];
                    square += difference * difference;
                }
                if (square < nearest) nearest = square;
            }
            cost += nearest;
        }
        return cost;
    }

    /// <summary>Least-squares fit of a polynomial to the sign function.</summary>
    public static double LeastSquares(double[] x, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var t = -1 + i * 2.0 / (n - 1);
            var residual = (double)Math.Sign(t);
            var power = 1.0;
            for (var j = 0; j < x.Length; j++)
            {
                residual -= x[j] * power;
                power *= t;
            }
            sum += residual * residual;
        }
        return sum / 2;
    }

    /// <summary>The logarithm of the sum of exponentials, stabilised by the maximum.</summary>
    public static double LogSumExp(double[] x)
    {
        var max = x[0];
        for (var i = 1; i < x.Length; i++)
            if (x[i] > max)
                max = x[i];
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += Math.Exp(x[i] - max);
        return max + Math.Log(sum);
    }
}
