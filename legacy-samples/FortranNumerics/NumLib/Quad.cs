using System;

namespace NumLib
{
    // Adaptive quadrature. The integrand is chosen by number, see Fcn.
    public static class Quad
    {
        private const int LevMax = 30;

        // Integral of Fcn.G(nf, ., par) from a to b: Simpson's rule on halves, with an explicit stack in the work
        // arrays instead of recursion. nfe is the number of evaluations; flag counts stretches that did not converge.
        public static double Adapt(int nf, double a, double b, double[] par, double abserr, double relerr, ref double errest, ref int nfe, ref int flag)
        {
            double[] left = new double[LevMax + 2];
            double[] wide = new double[LevMax + 2];
            double[] fa = new double[LevMax + 2];
            double[] fm = new double[LevMax + 2];
            double[] fb = new double[LevMax + 2];
            double[] est = new double[LevMax + 2];
            int[] lev = new int[LevMax + 2];
            int top;
            double h, x, f1, f2, f3, f4, f5, s, s1, s2, area, tol, err;

            nfe = 3;
            flag = 0;
            errest = 0.0;
            area = 0.0;
            if (a == b) return 0.0;
            top = 1;
            left[1] = a;
            wide[1] = b - a;
            fa[1] = Fcn.G(nf, a, par);
            fm[1] = Fcn.G(nf, 0.5 * (a + b), par);
            fb[1] = Fcn.G(nf, b, par);
            est[1] = (b - a) / 6.0 * (fa[1] + 4.0 * fm[1] + fb[1]);
            lev[1] = 1;

            // Take a stretch from the stack.
        L30:
            x = left[top];
            h = wide[top];
            f1 = fa[top];
            f3 = fm[top];
            f5 = fb[top];
            s = est[top];
            f2 = Fcn.G(nf, x + 0.25 * h, par);
            f4 = Fcn.G(nf, x + 0.75 * h, par);
            nfe = nfe + 2;
            s1 = h / 12.0 * (f1 + 4.0 * f2 + f3);
            s2 = h / 12.0 * (f3 + 4.0 * f4 + f5);
            err = (s1 + s2 - s) / 15.0;
            tol = Math.Max(abserr, relerr * Math.Abs(area)) * h / (b - a);
            if (Math.Abs(err) <= Math.Abs(tol)) goto L60;
            if (lev[top] >= LevMax) goto L50;

            // Not accurate: the right half stays, the left half is next.
            lev[top] = lev[top] + 1;
            left[top] = x + 0.5 * h;
            wide[top] = 0.5 * h;
            fa[top] = f3;
            fm[top] = f4;
            fb[top] = f5;
            est[top] = s2;
            top = top + 1;
            lev[top] = lev[top - 1];
            left[top] = x;
            wide[top] = 0.5 * h;
            fa[top] = f1;
            fm[top] = f2;
            fb[top] = f3;
            est[top] = s1;
            goto L30;

        L50:
            flag = flag + 1;
        L60:
            area = area + s1 + s2 + err;
            errest = errest + Math.Abs(err);
            top = top - 1;
            if (top > 0) goto L30;
            return area;
        }
    }
}
