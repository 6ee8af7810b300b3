using System;

namespace NumLib
{
    // Cubic interpolation. Knots x(1) < x(2) < ... < x(n) with ordinates y(1) ... y(n).
    public static class Spline
    {
        // Coefficients of the natural cubic spline:
        // s(u) = y(i) + b(i) (u - x(i)) + c(i) (u - x(i))**2 + d(i) (u - x(i))**3  for x(i) <= u <= x(i+1).
        public static void Fit(int n, double[] x, double[] y, double[] b, double[] c, double[] d)
        {
            int i, ib, nm1;
            double t;
            nm1 = n - 1;
            if (n < 2) return;
            if (n < 3) goto L50;

            // Tridiagonal system: b = diagonal, d = off diagonal, c = right hand side.
            d[1] = x[2] - x[1];
            c[2] = (y[2] - y[1]) / d[1];
            for (i = 2; i <= nm1; i++)
            {
                d[i] = x[i + 1] - x[i];
                b[i] = 2.0 * (d[i - 1] + d[i]);
                c[i + 1] = (y[i + 1] - y[i]) / d[i];
                c[i] = c[i + 1] - c[i];
            }
            b[1] = 1.0;
            b[n] = 1.0;
            c[1] = 0.0;
            c[n] = 0.0;

            // Forward elimination, back substitution; the end conditions c(1) = c(n) = 0 are rows of their own.
            for (i = 3; i <= nm1; i++)
            {
                t = d[i - 1] / b[i - 1];
                b[i] -= t * d[i - 1];
                c[i] -= t * c[i - 1];
            }
            for (ib = 2; ib <= nm1; ib++)
            {
                i = n - ib + 1;
                c[i] = (c[i] - d[i] * c[i + 1]) / b[i];
            }

            b[n] = (y[n] - y[nm1]) / d[nm1] + d[nm1] * (c[nm1] + 2.0 * c[n]);
            for (i = 1; i <= nm1; i++)
            {
                b[i] = (y[i + 1] - y[i]) / d[i] - d[i] * (c[i + 1] + 2.0 * c[i]);
                d[i] = (c[i + 1] - c[i]) / d[i];
                c[i] = 3.0 * c[i];
            }
            c[n] = 3.0 * c[n];
            d[n] = d[n - 1];
            return;

        L50:
            b[1] = (y[2] - y[1]) / (x[2] - x[1]);
            c[1] = 0.0;
            d[1] = 0.0;
            b[2] = b[1];
            c[2] = 0.0;
            d[2] = 0.0;
        }

        // Value of the spline at u; outside the knots the end polynomials go on. i is the interval of the last call.
        public static double Eval(int n, double u, double[] x, double[] y, double[] b, double[] c, double[] d, ref int i)
        {
            int j, k;
            double dx;
            if (i >= n) i = 1;
            if (i < 1) i = 1;
            if (u < x[i]) goto L10;
            if (u <= x[i + 1]) goto L30;
        L10:
            i = 1;
            j = n + 1;
        L20:
            k = (i + j) / 2;
            if (u < x[k]) j = k;
            if (u >= x[k]) i = k;
            if (j > i + 1) goto L20;
        L30:
            dx = u - x[i];
            return y[i] + dx * (b[i] + dx * (c[i] + dx * d[i]));
        }

        // Slope of the spline at u.
        public static double Slope(int n, double u, double[] x, double[] b, double[] c, double[] d, ref int i)
        {
            int j, k;
            double dx;
            if (i < 1 || i >= n || u < x[i] || u > x[i + 1])
            {
                i = 1;
                j = n + 1;
                do
                {
                    k = (i + j) / 2;
                    if (u < x[k]) j = k; else i = k;
                }
                while (j > i + 1);
            }
            dx = u - x[i];
            return b[i] + dx * (2.0 * c[i] + 3.0 * dx * d[i]);
        }
    }
}
