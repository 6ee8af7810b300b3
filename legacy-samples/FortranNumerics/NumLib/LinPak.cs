using System;

namespace NumLib
{
    // Dense linear algebra. Arrays are one-based: element 0 of every dimension is not used.
    public static class LinPak
    {
        // LU factors of a by elimination with row exchanges, in place.
        // ipvt(k) is the row exchanged with row k; info = k where a pivot is zero.
        public static void LuFac(double[,] a, int n, int[] ipvt, ref int info)
        {
            int i, j, k, l;
            double t;
            info = 0;
            if (n < 1) return;
            k = 1;
        L10:
            if (k >= n) goto L60;
            l = k;
            t = Math.Abs(a[k, k]);
            for (i = k + 1; i <= n; i++)
            {
                if (Math.Abs(a[i, k]) <= t) continue;
                t = Math.Abs(a[i, k]);
                l = i;
            }
            ipvt[k] = l;
            if (a[l, k] == 0.0) { info = k; goto L50; }
            if (l == k) goto L20;
            t = a[l, k];
            a[l, k] = a[k, k];
            a[k, k] = t;
        L20:
            t = -1.0 / a[k, k];
            for (i = k + 1; i <= n; i++) a[i, k] = t * a[i, k];
            for (j = k + 1; j <= n; j++)
            {
                t = a[l, j];
                if (l != k)
                {
                    a[l, j] = a[k, j];
                    a[k, j] = t;
                }
                for (i = k + 1; i <= n; i++) a[i, j] += t * a[i, k];
            }
        L50:
            k++;
            goto L10;
        L60:
            ipvt[n] = n;
            if (a[n, n] == 0.0) info = n;
        }

        // Solves a x = b with the factors from LuFac; x overwrites b.
        public static void LuSol(double[,] a, int n, int[] ipvt, double[] b)
        {
            int i, k, kb, l;
            double t;
            if (n == 1) goto L30;
            for (k = 1; k <= n - 1; k++)
            {
                l = ipvt[k];
                t = b[l];
                if (l == k) goto L10;
                b[l] = b[k];
                b[k] = t;
            L10:
                for (i = k + 1; i <= n; i++) b[i] += t * a[i, k];
            }
        L30:
            for (kb = 1; kb <= n; kb++)
            {
                k = n + 1 - kb;
                b[k] /= a[k, k];
                t = -b[k];
                for (i = 1; i <= k - 1; i++) b[i] += t * a[i, k];
            }
        }

        // Logarithm of the absolute determinant, from the factors.
        public static double LuLogDet(double[,] a, int n)
        {
            double s = 0.0;
            for (int k = 1; k <= n; k++) s += Math.Log(Math.Abs(a[k, k]));
            return s;
        }

        // Lower Cholesky factor of a symmetric positive definite matrix, in place; the upper triangle is not touched.
        // info = k where the leading minor of order k is not positive definite.
        public static void ChoFac(double[,] a, int n, ref int info)
        {
            int j, k, l;
            double s, t;
            for (j = 1; j <= n; j++)
            {
                info = j;
                s = 0.0;
                for (k = 1; k <= j - 1; k++)
                {
                    t = a[j, k];
                    for (l = 1; l <= k - 1; l++) t -= a[j, l] * a[k, l];
                    t /= a[k, k];
                    a[j, k] = t;
                    s += t * t;
                }
                s = a[j, j] - s;
                if (s <= 0.0) return;
                a[j, j] = Math.Sqrt(s);
            }
            info = 0;
        }

        // Solves a x = b with the factor from ChoFac; x overwrites b.
        public static void ChoSol(double[,] a, int n, double[] b)
        {
            int i, k;
            double t;
            for (k = 1; k <= n; k++)
            {
                t = b[k];
                for (i = 1; i <= k - 1; i++) t -= a[k, i] * b[i];
                b[k] = t / a[k, k];
            }
            for (k = n; k >= 1; k--)
            {
                b[k] /= a[k, k];
                t = b[k];
                for (i = 1; i <= k - 1; i++) b[i] -= t * a[k, i];
            }
        }

        // Householder reflections that make the m by n matrix a upper triangular, in place;
        // qraux receives what does not fit under the diagonal.
        public static void QrFac(double[,] a, int m, int n, double[] qraux)
        {
            int i, j, l, lup;
            double nrmxl, t;
            lup = Math.Min(m, n);
            for (l = 1; l <= lup; l++)
            {
                qraux[l] = 0.0;
                if (l == m) goto L190;
                nrmxl = 0.0;
                for (i = l; i <= m; i++) nrmxl += a[i, l] * a[i, l];
                nrmxl = Math.Sqrt(nrmxl);
                if (nrmxl == 0.0) goto L180;
                if (a[l, l] != 0.0) nrmxl = a[l, l] < 0.0 ? -nrmxl : nrmxl;
                for (i = l; i <= m; i++) a[i, l] /= nrmxl;
                a[l, l] = 1.0 + a[l, l];
                for (j = l + 1; j <= n; j++)
                {
                    t = 0.0;
                    for (i = l; i <= m; i++) t -= a[i, l] * a[i, j];
                    t /= a[l, l];
                    for (i = l; i <= m; i++) a[i, j] += t * a[i, l];
                }
                qraux[l] = a[l, l];
                a[l, l] = -nrmxl;
            L180: ;
            L190: ;
            }
        }

        // Least squares with the factors from QrFac: x minimises the length of b - a x, rsd is that vector.
        public static void QrSol(double[,] a, int m, int n, double[] qraux, double[] b, double[] x, double[] rsd, ref int info)
        {
            int i, j, jj;
            double t, temp;
            info = 0;
            for (i = 1; i <= m; i++) rsd[i] = b[i];
            for (j = 1; j <= Math.Min(n, m - 1); j++)
            {
                if (qraux[j] == 0.0) continue;
                temp = a[j, j];
                a[j, j] = qraux[j];
                t = 0.0;
                for (i = j; i <= m; i++) t -= a[i, j] * rsd[i];
                t /= a[j, j];
                for (i = j; i <= m; i++) rsd[i] += t * a[i, j];
                a[j, j] = temp;
            }
            for (j = 1; j <= n; j++) { x[j] = rsd[j]; rsd[j] = 0.0; }
            for (jj = 1; jj <= n; jj++)
            {
                j = n - jj + 1;
                if (a[j, j] == 0.0) { info = j; goto L170; }
                x[j] /= a[j, j];
                if (j == 1) goto L150;
                t = -x[j];
                for (i = 1; i <= j - 1; i++) x[i] += t * a[i, j];
            L150: ;
            }
        L170:
            for (jj = 1; jj <= Math.Min(n, m - 1); jj++)
            {
                j = Math.Min(n, m - 1) - jj + 1;
                if (qraux[j] == 0.0) continue;
                temp = a[j, j];
                a[j, j] = qraux[j];
                t = 0.0;
                for (i = j; i <= m; i++) t -= a[i, j] * rsd[i];
                t /= a[j, j];
                for (i = j; i <= m; i++) rsd[i] += t * a[i, j];
                a[j, j] = temp;
            }
        }
    }
}
