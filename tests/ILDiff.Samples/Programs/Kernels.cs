namespace ILDiff.Samples.Programs;

/// <summary>Small whole programs of numerical practice.</summary>
public static class Kernels
{
    [Sample]
    public static Real LogSumExp([In(-2, 2, Length = 6)] Real[] x)
    {
        var max = x[0];
        for (var i = 1; i < x.Length; i++)
            if (max < x[i])
                max = x[i];
        Real s = 0;
        for (var i = 0; i < x.Length; i++) s += Maths.Exp(x[i] - max);
        return max + Maths.Log(s);
    }

    [Sample]
    public static Real MatrixVector([In(-1, 1, Length = 12)] Real[] a, [In(-1, 1, Length = 4)] Real[] x)
    {
        Real s = 0;
        for (var i = 0; i < 3; i++)
        {
            Real row = 0;
            for (var j = 0; j < 4; j++) row += a[i * 4 + j] * x[j];
            s += row * row;
        }
        return s;
    }

    [Sample]
    public static Real ForwardSubstitution([In(0.5, 2, Length = 16)] Real[] l, [In(0.5, 2, Length = 4)] Real[] b)
    {
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < i; j++) b[i] -= l[i * 4 + j] * b[j];
            b[i] /= l[i * 4 + i];
        }
        Real s = 0;
        for (var i = 0; i < 4; i++) s += b[i] * b[i];
        return s;
    }

    [Sample]
    public static Real DeterminantWithPivoting([In(-1, 1, Length = 16)] Real[] a)
    {
        const int N = 4;
        Real det = 1;
        for (var k = 0; k < N; k++)
        {
            var p = k;
            for (var i = k + 1; i < N; i++)
                if (Maths.Abs(a[i * N + k]) > Maths.Abs(a[p * N + k]))
                    p = i;
            if (p != k)
            {
                for (var j = 0; j < N; j++) (a[k * N + j], a[p * N + j]) = (a[p * N + j], a[k * N + j]);
                det = -det;
            }
            det *= a[k * N + k];
            for (var i = k + 1; i < N; i++)
            {
                var f = a[i * N + k] / a[k * N + k];
                for (var j = k + 1; j < N; j++) a[i * N + j] -= f * a[k * N + j];
            }
        }
        return det;
    }

    [Sample]
    public static Real Newton([In(1, 3)] Real c)
    {
        Real x = 1;
        for (var i = 0; i < 50; i++)
        {
            var f = x * x * x + c * x - 5;
            var step = f / (3 * x * x + c);
            x -= step;
            if (Maths.Abs(step) < (Real)1e-6) break;
        }
        return x;
    }

    [Sample]
    public static Real Simpson([In(0.5, 1)] Real a, [In(2, 3)] Real b, Real p)
    {
        const int N = 8;
        var h = (b - a) / N;
        var s = Maths.Exp(-p * a) + Maths.Exp(-p * b);
        for (var i = 1; i < N; i++) s += (i % 2 == 0 ? 2 : 4) * Maths.Exp(-p * (a + i * h));
        return s * h / 3;
    }

    [Sample]
    public static void FastFourier([In(-1, 1, Length = 8)] Real[] re, [In(-1, 1, Length = 8)] Real[] im)
    {
        var n = re.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            var bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j)
            {
                (re[i], re[j]) = (re[j], re[i]);
                (im[i], im[j]) = (im[j], im[i]);
            }
        }
        for (var length = 2; length <= n; length <<= 1)
        {
            var angle = -2 * Real.Pi / length;
            for (var start = 0; start < n; start += length)
            {
                for (var k = 0; k < length / 2; k++)
                {
                    Real c = Maths.Cos(angle * k), s = Maths.Sin(angle * k);
                    int p = start + k, q = p + length / 2;
                    var tr = re[q] * c - im[q] * s;
                    var ti = re[q] * s + im[q] * c;
                    re[q] = re[p] - tr;
                    im[q] = im[p] - ti;
                    re[p] += tr;
                    im[p] += ti;
                }
            }
        }
    }

    [Sample]
    public static Real Perceptron([In(-1, 1, Length = 12)] Real[] w, [In(-1, 1, Length = 3)] Real[] x)
    {
        var hidden = new Real[3];
        for (var i = 0; i < 3; i++)
        {
            Real s = 0;
            for (var j = 0; j < 3; j++) s += w[i * 3 + j] * x[j];
            hidden[i] = Maths.Tanh(s);
        }
        Real z = 0;
        for (var i = 0; i < 3; i++) z += w[9 + i] * hidden[i];
        return Maths.Log(1 + Maths.Exp(-z));
    }

    [Sample]
    public static Real NormalCdf([In(-3, 3)] Real x)
    {
        var l = Maths.Abs(x);
        var k = 1 / (1 + (Real)0.2316419 * l);
        var poly = k * ((Real)0.31938153 + k * ((Real)(-0.356563782) + k * ((Real)1.781477937 + k * ((Real)(-1.821255978) + k * (Real)1.330274429))));
        var w = 1 - Maths.Exp(-l * l / 2) * (Real)0.3989422804014327 * poly;
        return x < 0 ? 1 - w : w;
    }

    [Sample]
    public static Real ThomasAlgorithm([In(0.1, 0.4, Length = 5)] Real[] lower, [In(2, 3, Length = 5)] Real[] diagonal, [In(0.1, 0.4, Length = 5)] Real[] upper, [In(-1, 1, Length = 5)] Real[] rhs)
    {
        var n = diagonal.Length;
        var c = new Real[n];
        c[0] = upper[0] / diagonal[0];
        rhs[0] /= diagonal[0];
        for (var i = 1; i < n; i++)
        {
            var m = 1 / (diagonal[i] - lower[i] * c[i - 1]);
            c[i] = upper[i] * m;
            rhs[i] = (rhs[i] - lower[i] * rhs[i - 1]) * m;
        }
        for (var i = n - 2; i >= 0; i--) rhs[i] -= c[i] * rhs[i + 1];
        return rhs[0] * rhs[n - 1] + rhs[2];
    }

    [Sample]
    public static Real Haversine([In(-1, 1)] Real lat1, [In(-3, 3)] Real lon1, [In(-1, 1)] Real lat2, [In(-3, 3)] Real lon2)
    {
        var a = Maths.Sin((lat2 - lat1) / 2);
        var b = Maths.Sin((lon2 - lon1) / 2);
        return 2 * Maths.Asin(Maths.Sqrt(a * a + Maths.Cos(lat1) * Maths.Cos(lat2) * b * b));
    }

    [Sample]
    public static Real BesselByRecurrence([In(0.5, 4)] Real x)
    {
        Real next = 0, current = (Real)1e-10, sum = 0, j0 = 0;
        for (var k = 24; k > 0; k--)
        {
            var previous = 2 * k / x * current - next;
            next = current;
            current = previous;
            if (k % 2 == 1) sum += current;
            j0 = current;
        }
        return j0 / (2 * sum - j0);
    }

    [Sample]
    public static Real GaussLegendre(Real a, Real b)
    {
        Real[] nodes = [(Real)(-0.8611363115940526), (Real)(-0.33998104358485626), (Real)0.33998104358485626, (Real)0.8611363115940526];
        Real[] weights = [(Real)0.34785484513745385, (Real)0.6521451548625461, (Real)0.6521451548625461, (Real)0.34785484513745385];
        Real s = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            var t = (a + b) / 2 + (b - a) / 2 * nodes[i];
            s += weights[i] * Maths.Sin(t * t) * a;
        }
        return s * (b - a) / 2;
    }

    [Sample]
    public static Real PowerIteration([In(0.5, 2, Length = 9)] Real[] a)
    {
        Real[] v = [1, 1, 1];
        Real lambda = 0;
        for (var k = 0; k < 6; k++)
        {
            var w = new Real[3];
            for (var i = 0; i < 3; i++)
                for (var j = 0; j < 3; j++)
                    w[i] += a[i * 3 + j] * v[j];
            lambda = 0;
            foreach (var c in w) lambda += c * c;
            lambda = Maths.Sqrt(lambda);
            for (var i = 0; i < 3; i++) v[i] = w[i] / lambda;
        }
        return lambda;
    }

    [Sample]
    public static Real TaylorLogarithm([In(0.6, 1.4)] Real x, [In(3, 12)] int terms)
    {
        Real s = 0;
        for (var i = 1; i < terms; i++) s += Maths.Pow(x - 1, i) * (i % 2 == 1 ? 1 : -1) / i;
        return s;
    }
}
