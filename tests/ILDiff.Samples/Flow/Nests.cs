namespace ILDiff.Samples.Flow;

/// <summary>Nests of loops with many values that live on through them, whose derivatives get methods of their own for the nests.</summary>
public static class Nests
{
    /// <summary>One nest after the other, with nothing between them.</summary>
    [Sample]
    public static Real OneAfterTheOther([In(-1, 1, Length = 9)] Real[] a, [In(-1, 1, Length = 9)] Real[] b, [In(-1, 1, Length = 9)] Real[] c, [In(0.5f, 2)] Real scale)
    {
        Real total = 0;
        var product = new Real[9];
        var next = new Real[9];
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 3; i++)
                for (var j = 0; j < 3; j++)
                {
                    Real sum = 0;
                    for (var k = 0; k < 3; k++) sum += a[i * 3 + k] * b[k * 3 + j];
                    product[i * 3 + j] = sum * scale;
                }
            for (var i = 0; i < 3; i++)
                for (var j = 0; j < 3; j++)
                {
                    Real sum = 0;
                    for (var k = 0; k <= j; k++) sum += product[i * 3 + k] * c[k * 3 + j];
                    next[i * 3 + j] = Maths.Sin(sum) + product[i * 3 + j];
                }
            for (var i = 0; i < 3; i++)
                for (var j = 0; j < 3; j++) total += next[i * 3 + j] * product[j * 3 + i] / (1 + round);
        }
        return total;
    }

    /// <summary>Each nest leaves a number behind, which the following work needs.</summary>
    [Sample]
    public static Real WithResults([In(-1, 1, Length = 12)] Real[] x, [In(0.5f, 2)] Real p, [In(0.5f, 2)] Real q, [In(0.5f, 2)] Real r)
    {
        Real total = 1, pq = p * q, qr = q * r, rp = r * p;
        for (var round = 1; round < 4; round++)
        {
            Real pairs = 0;
            for (var i = 0; i < x.Length; i++)
                for (var j = i + 1; j < x.Length; j++) pairs += x[i] * x[j] * total / round;
            var count = 0;
            for (var i = 0; i < x.Length; i++)
                for (var j = 0; j < i; j++)
                    if (i * j % 3 == 1)
                        count++;
            Real weighted = 0;
            for (var i = 0; i < x.Length; i += round)
            {
                for (var j = x.Length - 1; j >= i; j--) weighted += pq * x[j] * x[i];
                if (weighted > 100) weighted = rp;
            }
            total = Maths.Sin(pairs) * pq + weighted / (qr + count) + total / rp;
        }
        return total * pq + qr;
    }

    /// <summary>Rows of different lengths, and a row that is changed in place.</summary>
    [Sample]
    public static Real Rows([In(-1, 1, Length = 6)] Real[] x, [In(0.5f, 2)] Real a, [In(0.5f, 2)] Real b)
    {
        var rows = new Real[4][];
        Real ab = a * b, sum = 0, difference = a - b;
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new Real[i + 1];
            for (var j = 0; j <= i; j++) rows[i][j] = x[i] * ab + j;
        }
        for (var round = 0; round < 2; round++)
        {
            for (var i = 1; i < rows.Length; i++)
                for (var j = 0; j < rows[i - 1].Length; j++) rows[i][j] += rows[i - 1][j] * difference;
            for (var i = 0; i < rows.Length; i++)
                foreach (var entry in rows[i])
                    sum += entry * entry * a;
            for (var i = rows.Length - 1; i > 0; i--)
                for (var j = 0; j < i; j++) rows[i][j] *= b + sum / 100;
        }
        return sum + ab * difference;
    }

    /// <summary>A nest that is left from within, and one whose bound is found on the way.</summary>
    [Sample]
    public static Real LeftEarly([In(0.1f, 1, Length = 8)] Real[] x, [In(0.5f, 2)] Real a, [In(0.5f, 2)] Real b)
    {
        Real sum = 0, ab = a * b, ba = a / b, total = 0;
        for (var round = 0; round < 3; round++)
        {
            var steps = 0;
            for (var i = 0; i < x.Length; i++)
            {
                Real inner = 1;
                while (inner * 20 > 1 && steps < 20)
                {
                    inner *= x[i] * 7 / 10;
                    steps++;
                }
                sum += inner * ab;
                if (sum > 50) break;
            }
            for (var i = 0; i < x.Length; i++)
                for (var j = 0; j < x.Length; j++)
                {
                    if (i == j) continue;
                    total += x[i] / (x[j] + ba) * steps;
                }
            total += sum * ba;
        }
        return total * ab + sum;
    }
}
