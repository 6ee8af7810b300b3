using System;

namespace NumLib
{
    // Runge-Kutta-Fehlberg of order 4(5) with step size control.
    public static class Rkf45
    {
        private const double Remin = 1.0e-12;
        private const int MaxNfe = 300000;

        // Integrates the system Fcn.F(nf, ...) of neqn equations from t to tout.
        // iflag: 2 = reached tout, 3 = the step became too small, 4 = too many evaluations, 8 = bad input.
        // work needs 7 * (neqn + 1) elements.
        public static void Solve(int nf, int neqn, double[] y, ref double t, double tout, double relerr, double abserr, double[] par, ref double h, double[] work, ref int nfe, ref int iflag)
        {
            int i, k1, k2, k3, k4, k5, k6, ks;
            double dt, s, ae, et, ee, eeoet, esttol, toln, tol, hmin;
            bool hfaild, output;

            iflag = 8;
            if (neqn < 1 || relerr < 0.0 || abserr < 0.0) return;
            relerr = Math.Max(relerr, 2.0 * 2.22e-16 + Remin);
            k1 = 0;
            k2 = k1 + neqn + 1;
            k3 = k2 + neqn + 1;
            k4 = k3 + neqn + 1;
            k5 = k4 + neqn + 1;
            k6 = k5 + neqn + 1;
            ks = k6 + neqn + 1;
            dt = tout - t;
            iflag = 2;
            if (dt == 0.0) return;

            Fcn.F(nf, t, y, 0, work, k1, par);
            nfe = nfe + 1;

            // The first step: as long as the tolerances and the slope suggest.
            if (h != 0.0) goto L70;
            h = Math.Abs(dt);
            toln = 0.0;
            for (i = 1; i <= neqn; i++)
            {
                tol = relerr * Math.Abs(y[i]) + abserr;
                if (tol <= 0.0) continue;
                toln = tol;
                s = Math.Abs(work[k1 + i]);
                if (s * Math.Pow(h, 5.0) > tol) h = Math.Pow(tol / s, 0.2);
            }
            if (toln <= 0.0) h = 0.0;
            h = Math.Max(h, 26.0 * 2.22e-16 * Math.Max(Math.Abs(t), Math.Abs(dt)));
        L70:
            h = dt < 0.0 ? -Math.Abs(h) : Math.Abs(h);
            output = false;

            // One step.
        L100:
            hfaild = false;
            hmin = 26.0 * 2.22e-16 * Math.Abs(t);
            dt = tout - t;
            if (Math.Abs(dt) >= 2.0 * Math.Abs(h)) goto L200;
            if (Math.Abs(dt) > Math.Abs(h)) goto L150;
            output = true;
            h = dt;
            goto L200;
        L150:
            h = 0.5 * dt;
        L200:
            if (nfe > MaxNfe) { iflag = 4; return; }
            Fehl(nf, neqn, y, t, h, k1, k2, k3, k4, k5, k6, ks, work, par);
            nfe = nfe + 5;

            eeoet = 0.0;
            ae = abserr * 2.0 / relerr;
            for (i = 1; i <= neqn; i++)
            {
                et = Math.Abs(y[i]) + Math.Abs(work[ks + i]) + ae;
                if (et <= 0.0) { iflag = 3; return; }
                ee = Math.Abs((-2090.0 * work[k1 + i] + (21970.0 * work[k4 + i] - 15048.0 * work[k5 + i])) + (22528.0 * work[k3 + i] - 27360.0 * work[k6 + i]));
                eeoet = Math.Max(eeoet, ee / et);
            }
            esttol = Math.Abs(h) * eeoet * (2.0 / relerr) / 752400.0;
            if (esttol <= 1.0) goto L260;

            // The step failed: again with a smaller one.
            hfaild = true;
            output = false;
            s = 0.1;
            if (esttol < 59049.0) s = 0.9 / Math.Pow(esttol, 0.2);
            h = s * h;
            if (Math.Abs(h) > hmin) goto L200;
            iflag = 3;
            return;

            // The step is good.
        L260:
            t = t + h;
            for (i = 1; i <= neqn; i++) y[i] = work[ks + i];
            Fcn.F(nf, t, y, 0, work, k1, par);
            nfe = nfe + 1;
            s = 5.0;
            if (esttol > 1.889568e-4) s = 0.9 / Math.Pow(esttol, 0.2);
            if (hfaild) s = Math.Min(s, 1.0);
            h = (h < 0.0 ? -1.0 : 1.0) * Math.Max(s * Math.Abs(h), hmin);
            if (output) goto L300;
            goto L100;
        L300:
            t = tout;
            iflag = 2;
        }

        // One Fehlberg step of length h from (t, y); work(k1 + .) holds the slopes there, work(ks + .) gets the result.
        private static void Fehl(int nf, int neqn, double[] y, double t, double h, int k1, int k2, int k3, int k4, int k5, int k6, int ks, double[] work, double[] par)
        {
            int k;
            double ch;
            ch = h / 4.0;
            for (k = 1; k <= neqn; k++) work[ks + k] = y[k] + ch * work[k1 + k];
            Fcn.F(nf, t + ch, work, ks, work, k2, par);
            ch = 3.0 * h / 32.0;
            for (k = 1; k <= neqn; k++) work[ks + k] = y[k] + ch * (work[k1 + k] + 3.0 * work[k2 + k]);
            Fcn.F(nf, t + 3.0 * h / 8.0, work, ks, work, k3, par);
            ch = h / 2197.0;
            for (k = 1; k <= neqn; k++) work[ks + k] = y[k] + ch * (1932.0 * work[k1 + k] + (7296.0 * work[k3 + k] - 7200.0 * work[k2 + k]));
            Fcn.F(nf, t + 12.0 * h / 13.0, work, ks, work, k4, par);
            ch = h / 4104.0;
            for (k = 1; k <= neqn; k++) work[ks + k] = y[k] + ch * ((8341.0 * work[k1 + k] - 845.0 * work[k4 + k]) + (29440.0 * work[k3 + k] - 32832.0 * work[k2 + k]));
            Fcn.F(nf, t + h, work, ks, work, k5, par);
            ch = h / 20520.0;
            for (k = 1; k <= neqn; k++) work[ks + k] = y[k] + ch * ((-6080.0 * work[k1 + k] + (9295.0 * work[k4 + k] - 5643.0 * work[k5 + k])) + (41040.0 * work[k2 + k] - 28352.0 * work[k3 + k]));
            Fcn.F(nf, t + h / 2.0, work, ks, work, k6, par);
            ch = h / 7618050.0;
            for (k = 1; k <= neqn; k++) work[ks + k] = y[k] + ch * ((902880.0 * work[k1 + k] + (3855735.0 * work[k4 + k] - 1371249.0 * work[k5 + k])) + (3953664.0 * work[k3 + k] + 277020.0 * work[k6 + k]));
        }
    }
}
