using System;

namespace NumLib
{
    // What the library is used for.
    public static class Models
    {
        // Compliance of a cantilever of np square panels, each of four bars and the chord above, under a load at its end:
        // area(1) ... area(5 np) are the cross sections. Stiffness matrix, LU factors, one solution.
        public static double Truss(int np, double[] area)
        {
            int k, bar, info, n;
            n = 4 * np;
            double[,] a = new double[n + 1, n + 1];
            double[] b = new double[n + 1];
            int[] ipvt = new int[n + 1];
            bar = 0;
            for (k = 1; k <= np; k++)
            {
                // Nodes 2k-1 (below) and 2k (above) at the left of panel k, 2k+1 and 2k+2 at its right.
                Bar(a, 2 * k - 1, 2 * k + 1, 1.0, 0.0, area[bar + 1]);
                Bar(a, 2 * k, 2 * k + 2, 1.0, 0.0, area[bar + 2]);
                Bar(a, 2 * k - 1, 2 * k + 2, 1.0, 1.0, area[bar + 3]);
                Bar(a, 2 * k, 2 * k + 1, 1.0, -1.0, area[bar + 4]);
                Bar(a, 2 * k + 1, 2 * k + 2, 0.0, 1.0, area[bar + 5]);
                bar = bar + 5;
            }
            b[n] = -1.0;
            info = 0;
            LinPak.LuFac(a, n, ipvt, ref info);
            if (info != 0) throw new ArithmeticException("the truss is a mechanism");
            LinPak.LuSol(a, n, ipvt, b);
            return -b[n];
        }

        // Adds the stiffness of a bar; nodes 1 and 2 are the wall.
        private static void Bar(double[,] a, int from, int to, double dx, double dy, double area)
        {
            int p, q, r, c;
            double len, s;
            double[] e = new double[5];
            int[] dof = new int[5];
            len = Math.Sqrt(dx * dx + dy * dy);
            e[1] = -dx / len;
            e[2] = -dy / len;
            e[3] = dx / len;
            e[4] = dy / len;
            dof[1] = 2 * (from - 2) - 1;
            dof[2] = 2 * (from - 2);
            dof[3] = 2 * (to - 2) - 1;
            dof[4] = 2 * (to - 2);
            s = area / len;
            for (p = 1; p <= 4; p++)
            {
                r = dof[p];
                if (r < 1) continue;
                for (q = 1; q <= 4; q++)
                {
                    c = dof[q];
                    if (c < 1) continue;
                    a[r, c] += s * e[p] * e[q];
                }
            }
        }

        // Residual sum of squares of the best polynomial with n coefficients through m points. QR factors.
        public static double PolRss(int m, int n, double[] x, double[] y)
        {
            int i, j, info;
            double s;
            double[,] a = new double[m + 1, n + 1];
            double[] qraux = new double[n + 1];
            double[] c = new double[n + 1];
            double[] rsd = new double[m + 1];
            for (i = 1; i <= m; i++)
            {
                a[i, 1] = 1.0;
                for (j = 2; j <= n; j++) a[i, j] = a[i, j - 1] * x[i];
            }
            info = 0;
            LinPak.QrFac(a, m, n, qraux);
            LinPak.QrSol(a, m, n, qraux, y, c, rsd, ref info);
            s = 0.0;
            for (i = 1; i <= m; i++) s += rsd[i] * rsd[i];
            return s;
        }

        // Logarithm of the likelihood of a Gaussian process with squared exponential covariance; x has d coordinates.
        // theta(1) ... theta(d) = logarithms of the lengths, theta(d+1) of the height, theta(d+2) of the noise. Cholesky.
        public static double GpLik(int n, int d, double[,] x, double[] y, double[] theta)
        {
            int i, j, k, info;
            double q, s;
            double[,] c = new double[n + 1, n + 1];
            double[] z = new double[n + 1];
            for (i = 1; i <= n; i++)
            {
                z[i] = y[i];
                for (j = 1; j <= i; j++)
                {
                    q = 0.0;
                    for (k = 1; k <= d; k++) q += Math.Pow((x[i, k] - x[j, k]) * Math.Exp(-theta[k]), 2.0);
                    c[i, j] = Math.Exp(2.0 * theta[d + 1] - 0.5 * q);
                    if (i == j) c[i, j] += Math.Exp(2.0 * theta[d + 2]);
                }
            }
            info = 0;
            LinPak.ChoFac(c, n, ref info);
            if (info != 0) throw new ArithmeticException("covariance not positive definite");
            LinPak.ChoSol(c, n, z);
            s = -0.5 * n * Math.Log(2.0 * Math.PI);
            for (i = 1; i <= n; i++) s -= 0.5 * y[i] * z[i] + Math.Log(c[i, i]);
            return s;
        }

        // Length of the natural spline through n points. Spline, then quadrature from knot to knot.
        public static double ArcLen(int n, double[] x, double[] y)
        {
            int i, nfe, flag;
            double s, errest;
            double[] b = new double[n + 1];
            double[] c = new double[n + 1];
            double[] d = new double[n + 1];
            double[] par = new double[4 * n + 2];
            Spline.Fit(n, x, y, b, c, d);
            par[1] = n;
            for (i = 1; i <= n; i++)
            {
                par[1 + i] = x[i];
                par[1 + n + i] = b[i];
                par[1 + 2 * n + i] = c[i];
                par[1 + 3 * n + i] = d[i];
            }
            s = 0.0;
            errest = 0.0;
            nfe = 0;
            flag = 0;
            for (i = 1; i <= n - 1; i++) s += Quad.Adapt(2, x[i], x[i + 1], par, 1.0e-9, 1.0e-9, ref errest, ref nfe, ref flag);
            return s;
        }

        // Area under a spectrum of np peaks from a to b; par as for integrand 1 of Fcn.G without its first element.
        public static double Peaks(int np, double[] peak, double a, double b)
        {
            int i, nfe, flag;
            double errest;
            double[] par = new double[3 * np + 2];
            par[1] = np;
            for (i = 1; i <= 3 * np; i++) par[1 + i] = peak[i];
            errest = 0.0;
            nfe = 0;
            flag = 0;
            return Quad.Adapt(1, a, b, par, 1.0e-10, 1.0e-10, ref errest, ref nfe, ref flag);
        }

        // Stirred tank from time 0 to tend: the sum of squares between the temperature and measurements obs(1) ... obs(mo)
        // at equal distances. x(1) ... x(n) = ordinates of the cooling spline, x(n+1) = logarithm of the rate constant.
        public static double Reactor(int n, double[] x, double tend, int mo, double[] obs)
        {
            double[] temp = new double[mo + 1];
            double s = 0.0;
            React(n, x, tend, mo, temp);
            for (int i = 1; i <= mo; i++) s += (temp[i] - obs[i]) * (temp[i] - obs[i]);
            return s;
        }

        // The temperatures themselves.
        public static void React(int n, double[] x, double tend, int mo, double[] temp)
        {
            int i, nfe, iflag;
            double t, h;
            double[] kx = new double[n + 1];
            double[] b = new double[n + 1];
            double[] c = new double[n + 1];
            double[] d = new double[n + 1];
            double[] par = new double[5 * n + 5];
            double[] y = new double[3];
            double[] work = new double[7 * 3];
            for (i = 1; i <= n; i++) kx[i] = tend * (i - 1) / (n - 1);
            Spline.Fit(n, kx, x, b, c, d);
            par[1] = x[n + 1];
            par[2] = 8.0;
            par[3] = 0.8;
            par[4] = n;
            for (i = 1; i <= n; i++)
            {
                par[4 + i] = kx[i];
                par[4 + n + i] = x[i];
                par[4 + 2 * n + i] = b[i];
                par[4 + 3 * n + i] = c[i];
                par[4 + 4 * n + i] = d[i];
            }
            y[1] = 0.9;
            y[2] = 1.1;
            t = 0.0;
            h = 0.0;
            nfe = 0;
            iflag = 0;
            for (i = 1; i <= mo; i++)
            {
                Rkf45.Solve(1, 2, y, ref t, tend * i / mo, 1.0e-9, 1.0e-10, par, ref h, work, ref nfe, ref iflag);
                if (iflag != 2) throw new ArithmeticException("the integration failed");
                temp[i] = y[2];
            }
        }

        // Distance from its start of a body after time tend: start(1) ... start(4) = place and velocity.
        public static double Orbit(double[] start, double gm, double tend)
        {
            int i, nfe, iflag;
            double t, h;
            double[] y = new double[5];
            double[] par = new double[2];
            double[] work = new double[7 * 5];
            for (i = 1; i <= 4; i++) y[i] = start[i];
            par[1] = gm;
            t = 0.0;
            h = 0.0;
            nfe = 0;
            iflag = 0;
            Rkf45.Solve(2, 4, y, ref t, tend, 1.0e-10, 1.0e-10, par, ref h, work, ref nfe, ref iflag);
            if (iflag != 2) throw new ArithmeticException("the integration failed");
            return Math.Sqrt((y[1] - start[1]) * (y[1] - start[1]) + (y[2] - start[2]) * (y[2] - start[2]));
        }

        // Fits two decays and a background to m counts y at times t, from the guess x0; gives the faster rate.
        public static double Decay(int m, double[] t, double[] y, double[] x0)
        {
            int i, iter, info;
            double[] x = new double[6];
            for (i = 1; i <= 5; i++) x[i] = x0[i];
            iter = 0;
            info = 0;
            LevMar.Fit(1, m, 5, t, y, x, 1.0e-12, 200, ref iter, ref info);
            return Math.Max(x[2], x[4]);
        }
    }
}
