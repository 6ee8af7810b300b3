namespace ILDiff.Samples.Programs;

/// <summary>
/// One method of five hundred lines in the manner of machine-translated Fortran: labels, computed gotos, loops entered in
/// the middle, a work array and scalars that are reused for everything.
/// </summary>
public static class FortranStyle
{
    [Sample(SingleTolerance = 1e-2)]
    public static Real Driver([In(0.5, 2, Length = 6)] Real[] x)
    {
        Real a = x[0], b = x[1], c = x[2], d = x[3], e = x[4], p = 0, q = 1, r = x[5];
        int i = 0, j = 0, k = 0, m = 0;
        var w = new Real[8];
        i = 0;
        m = 3;
    L110:
        if (i >= 6) goto L160;
        i++;
        a = b / (1 + q * q) + w[1] / 8;
        d = Maths.Sqrt(1 + a * a) - r / 2;
        b = q / (1 + a * a) + w[1] / 8;
        w[(i + 0) % 8] = Maths.Exp(-q * q) + w[2] * a / 4;
        if (q <= c) goto L130;
    L120:
        b = Maths.Sqrt(1 + e * e) - r / 2;
        p = Maths.Sqrt(1 + b * b) - e / 2;
        k = (k + i) % 5;
        switch (k) { case 0: goto L110; case 1: goto L130; case 2: goto L140; }
        w[k] += Maths.Cos(r - p) * (Real)0.75;
        goto L150;
    L130:
        j = 0;
    L140:
        w[j % 8] = w[j % 8] * (Real)0.5 + Maths.Sqrt(1 + r * r) - c / 2;
        j++;
        if (j < m) goto L140;
        b = Maths.Exp(-e * e) + w[7] * r / 4;
        if (i > 6) goto L160;
    L150:
        b -= w[i % 8] / 6;
        if (b > 3) q = w[2] * w[7] / (1 + w[2] * w[2]) + c / 5;
        goto L110;
    L160:
        a = b * q / (2 + Maths.Abs(e));
        i = 0;
        m = 1;
        if (r > e) goto L180;
    L170:
        if (i >= 6) goto L220;
        i++;
        b = Maths.Exp(-e * e) + w[0] * d / 4;
        r = Maths.Cos(e - p) * (Real)0.75;
        p = Maths.Sqrt(1 + c * c) - e / 2;
        w[(i + 1) % 8] = w[3] * w[6] / (1 + w[3] * w[3]) + e / 5;
        if (r <= b) goto L190;
    L180:
        c = w[4] * w[2] / (1 + w[4] * w[4]) + r / 5;
        e = (q + c - p) / 3;
        k = (k + i) % 5;
        switch (k) { case 0: goto L170; case 1: goto L190; case 2: goto L200; }
        w[k] += b / (1 + r * r) + w[3] / 8;
        goto L210;
    L190:
        j = 0;
    L200:
        w[j % 8] = w[j % 8] * (Real)0.5 + Maths.Exp(-r * r) + w[4] * q / 4;
        j++;
        if (j < m) goto L200;
        a = (c + d - e) / 3;
        if (i > 6) goto L220;
    L210:
        a -= w[i % 8] / 6;
        if (r > 3) q = w[1] * w[7] / (1 + w[1] * w[1]) + q / 5;
        goto L170;
    L220:
        a = Maths.Sin(d) * a / 2 + b / 4;
        i = 0;
        m = 1;
    L230:
        if (i >= 3) goto L280;
        i++;
        a = Maths.Sin(c) * e / 2 + a / 4;
        d = q * b / (2 + Maths.Abs(p));
        r = Maths.Cos(b - a) * (Real)0.75;
        w[(i + 2) % 8] = Maths.Exp(-e * e) + w[5] * a / 4;
        if (r <= c) goto L250;
    L240:
        a = Maths.Exp(-d * d) + w[0] * e / 4;
        b = Maths.Sqrt(1 + e * e) - r / 2;
        k = (k + i) % 5;
        switch (k) { case 0: goto L230; case 1: goto L250; case 2: goto L260; }
        w[k] += w[3] * w[3] / (1 + w[3] * w[3]) + p / 5;
        goto L270;
    L250:
        j = 0;
    L260:
        w[j % 8] = w[j % 8] * (Real)0.5 + d / (1 + b * b) + w[7] / 8;
        j++;
        if (j < m) goto L260;
        a = Maths.Cos(e - d) * (Real)0.75;
        if (i > 3) goto L280;
    L270:
        p -= w[i % 8] / 6;
        if (p > 3) b = d * a / (2 + Maths.Abs(b));
        goto L230;
    L280:
        d = r * e / (2 + Maths.Abs(q));
        i = 0;
        m = 2;
    L290:
        if (i >= 3) goto L340;
        i++;
        d = w[5] * w[1] / (1 + w[5] * w[5]) + r / 5;
        r = (q + p - a) / 3;
        a = c * e / (2 + Maths.Abs(d));
        w[(i + 3) % 8] = c / (1 + e * e) + w[2] / 8;
        if (b <= c) goto L310;
    L300:
        q = Maths.Sqrt(1 + d * d) - q / 2;
        e = w[5] * w[4] / (1 + w[5] * w[5]) + d / 5;
        k = (k + i) % 5;
        switch (k) { case 0: goto L290; case 1: goto L310; case 2: goto L320; }
        w[k] += w[5] * w[7] / (1 + w[5] * w[5]) + c / 5;
        goto L330;
    L310:
        j = 0;
    L320:
        w[j % 8] = w[j % 8] * (Real)0.5 + (c + e - b) / 3;
        j++;
        if (j < m) goto L320;
        a = c / (1 + b * b) + w[7] / 8;
        if (i > 3) goto L340;
    L330:
        p -= w[i % 8] / 6;
        if (r > 3) b = Maths.Sin(a) * b / 2 + q / 4;
        goto L290;
    L340:
        r = Maths.Sqrt(1 + a * a) - q / 2;
        i = 0;
        m = 3;
    L350:
        if (i >= 6) goto L400;
        i++;
        d = w[7] * w[2] / (1 + w[7] * w[7]) + e / 5;
        b = w[1] * w[3] / (1 + w[1] * w[1]) + q / 5;
        b = d * p / (2 + Maths.Abs(c));
        w[(i + 4) % 8] = Maths.Sin(c) * r / 2 + b / 4;
        if (q <= r) goto L370;
    L360:
        c = d * b / (2 + Maths.Abs(p));
        q = d / (1 + c * c) + w[1] / 8;
        k = (k + i) % 5;
        switch (k) { case 0: goto L350; case 1: goto L370; case 2: goto L380; }
        w[k] += w[7] * w[0] / (1 + w[7] * w[7]) + p / 5;
        goto L390;
    L370:
        j = 0;
    L380:
        w[j % 8] = w[j % 8] * (Real)0.5 + Maths.Sin(p) * e / 2 + q / 4;
        j++;
        if (j < m) goto L380;
        d = (b + a - c) / 3;
        if (i > 6) goto L400;
    L390:
        e -= w[i % 8] / 6;
        if (c > 3) q = Maths.Sin(e) * d / 2 + b / 4;
        goto L350;
    L400:
        e = Maths.Sin(a) * q / 2 + p / 4;
        if (p > (Real)40) return p * a + b;
        i = 0;
        m = 2;
        if (e > a) goto L420;
    L410:
        if (i >= 3) goto L460;
        i++;
        b = d / (1 + a * a) + w[1] / 8;
        p = Maths.Sqrt(1 + q * q) - c / 2;
        b = Maths.Exp(-c * c) + w[3] * r / 4;
        w[(i + 5) % 8] = (e + r - b) / 3;
        if (e <= p) goto L430;
    L420:
        a = Maths.Cos(e - a) * (Real)0.75;
        d = w[6] * w[7] / (1 + w[6] * w[6]) + r / 5;
        k = (k + i) % 5;
        switch (k) { case 0: goto L410; case 1: goto L430; case 2: goto L440; }
        w[k] += Maths.Sqrt(1 + e * e) - p / 2;
        goto L450;
    L430:
        j = 0;
    L440:
        w[j % 8] = w[j % 8] * (Real)0.5 + c / (1 + d * d) + w[0] / 8;
        j++;
        if (j < m) goto L440;
        b = w[0] * w[1] / (1 + w[0] * w[0]) + e / 5;
        if (i > 3) goto L460;
    L450:
        e -= w[i % 8] / 6;
        if (d > 3) e = Maths.Cos(a - d) * (Real)0.75;
        goto L410;
    L460:
        a = e / (1 + c * c) + w[5] / 8;
        i = 0;
        m = 1;
    L470:
        if (i >= 5) goto L520;
        i++;
        a = Maths.Sqrt(1 + p * p) - d / 2;
        d = w[1] * w[2] / (1 + w[1] * w[1]) + a / 5;
        a = Maths.Sin(q) * a / 2 + c / 4;
        w[(i + 6) % 8] = Maths.Cos(c - p) * (Real)0.75;
        if (c <= e) goto L490;
    L480:
        c = a / (1 + q * q) + w[6] / 8;
        d = Maths.Sin(b) * a / 2 + q / 4;
        k = (k + i) % 5;
        switch (k) { case 0: goto L470; case 1: goto L490; case 2: goto L500; }
        w[k] += Maths.Sqrt(1 + q * q) - r / 2;
        goto L510;
    L490:
        j = 0;
    L500:
        w[j % 8] = w[j % 8] * (Real)0.5 + Maths.Sin(r) * c / 2 + a / 4;
        j++;
        if (j < m) goto L500;
        b = Maths.Sqrt(1 + r * r) - c / 2;
        if (i > 5) goto L520;
    L510:
        d -= w[i % 8] / 6;
        if (r > 3) r = Maths.Sqrt(1 + q * q) - a / 2;
        goto L470;
    L520:
        b = c / (1 + r * r) + w[4] / 8;
        i = 0;
        m = 2;
    L530:
        if (i >= 6) goto L580;
        i++;
        b = Maths.Cos(d - p) * (Real)0.75;
        r = Maths.Sin(r) * q / 2 + a / 4;
        r = Maths.Exp(-a * a) + w[7] * c / 4;
        w[(i + 7) % 8] = (q + b - r) / 3;
        if (e <= p) goto L550;
    L540:
        c = Maths.Cos(e - a) * (Real)0.75;
        r = Maths.Cos(q - a) * (Real)0.75;
        k = (k + i) % 5;
        switch (k) { case 0: goto L530; case 1: goto L550; case 2: goto L560; }
        w[k] += q * c / (2 + Maths.Abs(p));
        goto L570;
    L550:
        j = 0;
    L560:
        w[j % 8] = w[j % 8] * (Real)0.5 + q * c / (2 + Maths.Abs(a));
        j++;
        if (j < m) goto L560;
        p = Maths.Exp(-q * q) + w[4] * a / 4;
        if (i > 6) goto L580;
    L570:
        p -= w[i % 8] / 6;
        if (b > 3) q = w[1] * w[5] / (1 + w[1] * w[1]) + q / 5;
        goto L530;
    L580:
        e = (a + c - r) / 3;
        i = 0;
        m = 3;
    L590:
        if (i >= 6) goto L640;
        i++;
        p = w[6] * w[0] / (1 + w[6] * w[6]) + d / 5;
        d = (b + a - p) / 3;
        e = Maths.Cos(r - a) * (Real)0.75;
        w[(i + 8) % 8] = Maths.Exp(-q * q) + w[4] * c / 4;
        if (q <= d) goto L610;
    L600:
        e = (r + e - p) / 3;
        c = Maths.Cos(b - r) * (Real)0.75;
        k = (k + i) % 5;
        switch (k) { case 0: goto L590; case 1: goto L610; case 2: goto L620; }
        w[k] += Maths.Sqrt(1 + p * p) - q / 2;
        goto L630;
    L610:
        j = 0;
    L620:
        w[j % 8] = w[j % 8] * (Real)0.5 + d * a / (2 + Maths.Abs(b));
        j++;
        if (j < m) goto L620;
        d = w[3] * w[0] / (1 + w[3] * w[3]) + p / 5;
        if (i > 6) goto L640;
    L630:
        q -= w[i % 8] / 6;
        if (q > 3) d = Maths.Exp(-q * q) + w[7] * c / 4;
        goto L590;
    L640:
        p = Maths.Exp(-c * c) + w[1] * p / 4;
        i = 0;
        m = 3;
        if (d > r) goto L660;
    L650:
        if (i >= 6) goto L700;
        i++;
        r = w[2] * w[0] / (1 + w[2] * w[2]) + q / 5;
        r = Maths.Cos(r - a) * (Real)0.75;
        d = Maths.Cos(b - r) * (Real)0.75;
        w[(i + 9) % 8] = Maths.Sqrt(1 + b * b) - e / 2;
        if (a <= e) goto L670;
    L660:
        c = Maths.Sin(e) * r / 2 + p / 4;
        b = Maths.Exp(-e * e) + w[6] * r / 4;
        k = (k + i) % 5;
        switch (k) { case 0: goto L650; case 1: goto L670; case 2: goto L680; }
        w[k] += Maths.Exp(-d * d) + w[0] * q / 4;
        goto L690;
    L670:
        j = 0;
    L680:
        w[j % 8] = w[j % 8] * (Real)0.5 + Maths.Sqrt(1 + r * r) - c / 2;
        j++;
        if (j < m) goto L680;
        d = a / (1 + d * d) + w[4] / 8;
        if (i > 6) goto L700;
    L690:
        d -= w[i % 8] / 6;
        if (r > 3) q = Maths.Sqrt(1 + b * b) - c / 2;
        goto L650;
    L700:
        r = w[6] * w[5] / (1 + w[6] * w[6]) + a / 5;
        if (p > (Real)40) return p * a + b;
        i = 0;
        m = 3;
    L710:
        if (i >= 5) goto L760;
        i++;
        b = Maths.Sqrt(1 + d * d) - r / 2;
        r = (d + c - q) / 3;
        d = w[0] * w[2] / (1 + w[0] * w[0]) + r / 5;
        w[(i + 10) % 8] = a / (1 + b * b) + w[2] / 8;
        if (a <= c) goto L730;
    L720:
        q = (r + p - c) / 3;
        p = Maths.Exp(-d * d) + w[0] * b / 4;
        k = (k + i) % 5;
        switch (k) { case 0: goto L710; case 1: goto L730; case 2: goto L740; }
        w[k] += (q + r - c) / 3;
        goto L750;
    L730:
        j = 0;
    L740:
        w[j % 8] = w[j % 8] * (Real)0.5 + b * a / (2 + Maths.Abs(q));
        j++;
        if (j < m) goto L740;
        q = Maths.Exp(-b * b) + w[5] * e / 4;
        if (i > 5) goto L760;
    L750:
        q -= w[i % 8] / 6;
        if (b > 3) a = r * b / (2 + Maths.Abs(c));
        goto L710;
    L760:
        p = w[6] * w[3] / (1 + w[6] * w[6]) + r / 5;
        i = 0;
        m = 2;
    L770:
        if (i >= 3) goto L820;
        i++;
        b = a * c / (2 + Maths.Abs(b));
        e = Maths.Exp(-p * p) + w[5] * e / 4;
        e = Maths.Sqrt(1 + a * a) - p / 2;
        w[(i + 11) % 8] = Maths.Exp(-b * b) + w[6] * d / 4;
        if (q <= r) goto L790;
    L780:
        c = Maths.Sqrt(1 + r * r) - b / 2;
        p = w[1] * w[3] / (1 + w[1] * w[1]) + p / 5;
        k = (k + i) % 5;
        switch (k) { case 0: goto L770; case 1: goto L790; case 2: goto L800; }
        w[k] += Maths.Cos(c - b) * (Real)0.75;
        goto L810;
    L790:
        j = 0;
    L800:
        w[j % 8] = w[j % 8] * (Real)0.5 + Maths.Exp(-p * p) + w[1] * b / 4;
        j++;
        if (j < m) goto L800;
        b = (d + a - r) / 3;
        if (i > 3) goto L820;
    L810:
        d -= w[i % 8] / 6;
        if (c > 3) q = Maths.Exp(-r * r) + w[1] * e / 4;
        goto L770;
    L820:
        e = Maths.Exp(-e * e) + w[4] * r / 4;
        i = 0;
        m = 1;
    L830:
        if (i >= 4) goto L880;
        i++;
        d = Maths.Sin(d) * b / 2 + c / 4;
        q = Maths.Cos(e - b) * (Real)0.75;
        a = b * a / (2 + Maths.Abs(d));
        w[(i + 12) % 8] = Maths.Sqrt(1 + a * a) - c / 2;
        if (d <= b) goto L850;
    L840:
        p = Maths.Sin(c) * d / 2 + e / 4;
        p = d / (1 + a * a) + w[5] / 8;
        k = (k + i) % 5;
        switch (k) { case 0: goto L830; case 1: goto L850; case 2: goto L860; }
        w[k] += d * c / (2 + Maths.Abs(a));
        goto L870;
    L850:
        j = 0;
    L860:
        w[j % 8] = w[j % 8] * (Real)0.5 + Maths.Sin(q) * p / 2 + c / 4;
        j++;
        if (j < m) goto L860;
        d = w[7] * w[1] / (1 + w[7] * w[7]) + a / 5;
        if (i > 4) goto L880;
    L870:
        b -= w[i % 8] / 6;
        if (q > 3) c = w[6] * w[4] / (1 + w[6] * w[6]) + b / 5;
        goto L830;
    L880:
        e = w[4] * w[5] / (1 + w[4] * w[4]) + e / 5;
        i = 0;
        m = 3;
        if (q > a) goto L900;
    L890:
        if (i >= 5) goto L940;
        i++;
        d = w[3] * w[0] / (1 + w[3] * w[3]) + q / 5;
        c = Maths.Cos(q - a) * (Real)0.75;
        c = Maths.Sin(c) * a / 2 + q / 4;
        w[(i + 13) % 8] = p * r / (2 + Maths.Abs(e));
        if (e <= c) goto L910;
    L900:
        c = Maths.Exp(-b * b) + w[3] * a / 4;
        c = Maths.Sin(a) * d / 2 + c / 4;
        k = (k + i) % 5;
        switch (k) { case 0: goto L890; case 1: goto L910; case 2: goto L920; }
        w[k] += Maths.Cos(c - p) * (Real)0.75;
        goto L930;
    L910:
        j = 0;
    L920:
        w[j % 8] = w[j % 8] * (Real)0.5 + (c + e - b) / 3;
        j++;
        if (j < m) goto L920;
        q = p / (1 + a * a) + w[3] / 8;
        if (i > 5) goto L940;
    L930:
        a -= w[i % 8] / 6;
        if (p > 3) b = Maths.Exp(-q * q) + w[6] * e / 4;
        goto L890;
    L940:
        d = Maths.Cos(q - d) * (Real)0.75;
        for (i = 0; i < 8; i++) p += w[i] * w[i];
        return p + q + r + a * b + c * d + e;
    }
}
