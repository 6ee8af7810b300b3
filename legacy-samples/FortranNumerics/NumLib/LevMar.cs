using System;

namespace NumLib
{
    // Least squares by Levenberg and Marquardt.
    public static class LevMar
    {
        // Changes x(1) ... x(n) until model Fcn.H(nf, ...) fits the m points (t, y).
        // info: 1 = converged in the sum of squares, 2 = converged in x, 5 = too many iterations, 0 = bad input.
        public static double Fit(int nf, int m, int n, double[] t, double[] y, double[] x, double tol, int maxit, ref int iter, ref int info)
        {
            int i, j, k, ifail;
            double lambda, ssq, snew, f, r, step, size;
            double[,] a = new double[n + 1, n + 1];
            double[,] c = new double[n + 1, n + 1];
            double[] g = new double[n + 1];
            double[] p = new double[n + 1];
            double[] xnew = new double[n + 1];
            double[] df = new double[n + 1];

            iter = 0;
            info = 0;
            f = 0.0;
            ssq = 0.0;
            if (n < 1 || m < n || tol <= 0.0) return ssq;
            lambda = 1.0e-3;
            ssq = SumSq(nf, m, t, y, x, df);

            // Normal equations at x.
        L10:
            iter = iter + 1;
            if (iter > maxit) { info = 5; return ssq; }
            for (i = 1; i <= n; i++)
            {
                g[i] = 0.0;
                for (j = 1; j <= i; j++) a[i, j] = 0.0;
            }
            for (k = 1; k <= m; k++)
            {
                Fcn.H(nf, t[k], x, ref f, df);
                r = y[k] - f;
                for (i = 1; i <= n; i++)
                {
                    g[i] += df[i] * r;
                    for (j = 1; j <= i; j++) a[i, j] += df[i] * df[j];
                }
            }

            // A step with the present damping.
        L20:
            for (i = 1; i <= n; i++)
            {
                p[i] = g[i];
                for (j = 1; j <= i; j++) c[i, j] = a[i, j];
                c[i, i] = a[i, i] * (1.0 + lambda);
            }
            ifail = 0;
            LinPak.ChoFac(c, n, ref ifail);
            if (ifail != 0) goto L30;
            LinPak.ChoSol(c, n, p);
            step = 0.0;
            size = 0.0;
            for (i = 1; i <= n; i++)
            {
                xnew[i] = x[i] + p[i];
                step = Math.Max(step, Math.Abs(p[i]));
                size = Math.Max(size, Math.Abs(x[i]));
            }
            snew = SumSq(nf, m, t, y, xnew, df);
            if (snew < ssq) goto L40;
            if (step <= tol * (tol + size)) { info = 2; return ssq; }
        L30:
            lambda = lambda * 10.0;
            if (lambda > 1.0e12) { info = 2; return ssq; }
            goto L20;

            // The step is good.
        L40:
            lambda = Math.Max(lambda * 0.1, 1.0e-15);
            r = ssq - snew;
            ssq = snew;
            for (i = 1; i <= n; i++) x[i] = xnew[i];
            if (step <= tol * (tol + size)) { info = 2; return ssq; }
            if (r <= 1.0e-30 * ssq) { info = 1; return ssq; }
            goto L10;
        }

        private static double SumSq(int nf, int m, double[] t, double[] y, double[] x, double[] df)
        {
            double f = 0.0, s = 0.0;
            for (int k = 1; k <= m; k++)
            {
                Fcn.H(nf, t[k], x, ref f, df);
                s += (y[k] - f) * (y[k] - f);
            }
            return s;
        }
    }
}
