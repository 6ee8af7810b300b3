using System;

namespace NumLib
{
    // Value of a function of x(1) ... x(n); its gradient goes to g(1) ... g(n).
    public delegate double ObjFun(int n, double[] x, double[] g);

    // Minimisation without constraints.
    public static class Minim
    {
        // Variable metric method (BFGS update of the inverse Hessian). Stops where the gradient is below gtol.
        // info: 1 = converged, 2 = no further descent along the line, 5 = too many iterations.
        public static double Bfgs(ObjFun fun, int n, double[] x, double gtol, int maxit, ref int iter, ref int nfun, ref int info)
        {
            int i, j;
            double f, fnew, slope, alpha, sy, yhy, gmax;
            double[] g = new double[n + 1];
            double[] gnew = new double[n + 1];
            double[] xnew = new double[n + 1];
            double[] d = new double[n + 1];
            double[] yk = new double[n + 1];
            double[] hy = new double[n + 1];
            double[,] h = new double[n + 1, n + 1];

            for (i = 1; i <= n; i++) h[i, i] = 1.0;
            f = fun(n, x, g);
            nfun = 1;
            iter = 0;

        L10:
            gmax = 0.0;
            for (i = 1; i <= n; i++) gmax = Math.Max(gmax, Math.Abs(g[i]));
            if (gmax <= gtol) { info = 1; return f; }
            iter = iter + 1;
            if (iter > maxit) { info = 5; return f; }

            slope = 0.0;
            for (i = 1; i <= n; i++)
            {
                d[i] = 0.0;
                for (j = 1; j <= n; j++) d[i] -= h[i, j] * g[j];
                slope += d[i] * g[i];
            }
            alpha = iter == 1 ? Math.Min(1.0, 1.0 / gmax) : 1.0;

            // Halve the step until it descends enough.
        L20:
            for (i = 1; i <= n; i++) xnew[i] = x[i] + alpha * d[i];
            fnew = fun(n, xnew, gnew);
            nfun = nfun + 1;
            if (fnew <= f + 1.0e-4 * alpha * slope) goto L30;
            alpha = 0.5 * alpha;
            if (alpha < 1.0e-10) { info = 2; return f; }
            goto L20;

        L30:
            sy = 0.0;
            for (i = 1; i <= n; i++)
            {
                d[i] = xnew[i] - x[i];
                yk[i] = gnew[i] - g[i];
                sy += d[i] * yk[i];
                x[i] = xnew[i];
                g[i] = gnew[i];
            }
            f = fnew;
            if (sy <= 0.0) goto L10;
            yhy = 0.0;
            for (i = 1; i <= n; i++)
            {
                hy[i] = 0.0;
                for (j = 1; j <= n; j++) hy[i] += h[i, j] * yk[j];
                yhy += yk[i] * hy[i];
            }
            if (iter == 1)
            {
                for (i = 1; i <= n; i++)
                {
                    for (j = 1; j <= n; j++) h[i, j] *= sy / yhy;
                    hy[i] *= sy / yhy;
                }
                yhy = sy;
            }
            for (i = 1; i <= n; i++)
                for (j = 1; j <= n; j++)
                    h[i, j] += (1.0 + yhy / sy) * d[i] * d[j] / sy - (hy[i] * d[j] + d[i] * hy[j]) / sy;
            goto L10;
        }
    }
}
