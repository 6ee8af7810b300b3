using System;

namespace NumLib
{
    // The functions that the integrators know, chosen by number. One-based, with offsets where an array is a work array.
    public static class Fcn
    {
        // Integrands.
        public static double G(int nf, double x, double[] par)
        {
            int i, n;
            double s, z;
            switch (nf)
            {
                case 1: goto L100;
                case 2: goto L200;
                default: return 0.0;
            }

            // A spectrum: par(1) peaks of height par(3k-1), place par(3k), width par(3k+1), k = 1 ...
        L100:
            n = (int)par[1];
            s = 0.0;
            for (i = 1; i <= n; i++)
            {
                z = (x - par[3 * i]) / par[3 * i + 1];
                s += par[3 * i - 1] / (1.0 + z * z);
            }
            return s * Math.Exp(-0.05 * x);

            // Length of arc of a spline: par(1) knots, then x, b, c, d of all of them.
        L200:
            n = (int)par[1];
            i = 1;
            while (i < n - 1 && x > par[2 + i]) i++;
            z = x - par[1 + i];
            s = par[1 + n + i] + z * (2.0 * par[1 + 2 * n + i] + 3.0 * z * par[1 + 3 * n + i]);
            return Math.Sqrt(1.0 + s * s);
        }

        // Right hand sides: slopes yp(ip + 1) ... at time t and state y(iy + 1) ...
        public static void F(int nf, double t, double[] y, int iy, double[] yp, int ip, double[] par)
        {
            int i, n;
            double rate, cool, dx;
            switch (nf)
            {
                // A stirred tank: y(1) = concentration, y(2) = temperature. par(1) = logarithm of the rate constant,
                // par(2) = activation temperature, par(3) = heat of reaction, par(4) = number of knots of the cooling
                // spline, then its x, y, b, c, d.
                case 1:
                    n = (int)par[4];
                    i = 1;
                    while (i < n - 1 && t > par[5 + i]) i++;
                    dx = t - par[4 + i];
                    cool = par[4 + n + i] + dx * (par[4 + 2 * n + i] + dx * (par[4 + 3 * n + i] + dx * par[4 + 4 * n + i]));
                    rate = Math.Exp(par[1] - par[2] / y[iy + 2]) * y[iy + 1];
                    yp[ip + 1] = 1.0 - y[iy + 1] - rate;
                    yp[ip + 2] = 1.0 - y[iy + 2] + par[3] * rate - cool * (y[iy + 2] - 0.9);
                    return;

                // Two bodies: place y(1), y(2), velocity y(3), y(4), par(1) = attraction.
                case 2:
                    dx = y[iy + 1] * y[iy + 1] + y[iy + 2] * y[iy + 2];
                    dx = dx * Math.Sqrt(dx);
                    yp[ip + 1] = y[iy + 3];
                    yp[ip + 2] = y[iy + 4];
                    yp[ip + 3] = -par[1] * y[iy + 1] / dx;
                    yp[ip + 4] = -par[1] * y[iy + 2] / dx;
                    return;
            }
        }

        // Models for least squares: f = model at t, dfdx(j) = its partial by parameter x(j).
        public static void H(int nf, double t, double[] x, ref double f, double[] dfdx)
        {
            double e1, e2;
            switch (nf)
            {
                // Two decays and a background.
                case 1:
                    e1 = Math.Exp(-x[2] * t);
                    e2 = Math.Exp(-x[4] * t);
                    f = x[1] * e1 + x[3] * e2 + x[5];
                    dfdx[1] = e1;
                    dfdx[2] = -t * x[1] * e1;
                    dfdx[3] = e2;
                    dfdx[4] = -t * x[3] * e2;
                    dfdx[5] = 1.0;
                    return;
            }
        }
    }
}
