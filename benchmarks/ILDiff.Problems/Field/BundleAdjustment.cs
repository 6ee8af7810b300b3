namespace ILDiff.Problems.Field;

/// <summary>Reprojection residuals of bundle adjustment (ADBench), one observation at a time.</summary>
public static class BundleAdjustment
{
    /// <summary>
    /// The weighted difference between where a camera sees a point and where it was seen. The camera is rotation 3,
    /// centre 3, focal length, principal point 2, radial distortion 2.
    /// </summary>
    public static void Reproject(double[] camera, double[] point, double w, double featureX, double featureY, double[] error)
    {
        double px = point[0] - camera[3], py = point[1] - camera[4], pz = point[2] - camera[5];
        double rx = camera[0], ry = camera[1], rz = camera[2];
        double x, y, z;
        var square = rx * rx + ry * ry + rz * rz;
        if (square != 0)
        {
            var angle = Math.Sqrt(square);
            double cos = Math.Cos(angle), sin = Math.Sin(angle), inverse = 1 / angle;
            double ax = rx * inverse, ay = ry * inverse, az = rz * inverse;
            var along = (ax * px + ay * py + az * pz) * (1 - cos);
            x = px * cos + (ay * pz - az * py) * sin + ax * along;
            y = py * cos + (az * px - ax * pz) * sin + ay * along;
            z = pz * cos + (ax * py - ay * px) * sin + az * along;
        }
        else
        {
            x = px + (ry * pz - rz * py);
            y = py + (rz * px - rx * pz);
            z = pz + (rx * py - ry * px);
        }
        double u = x / z, v = y / z;
        var radius = u * u + v * v;
        var distortion = 1 + camera[9] * radius + camera[10] * radius * radius;
        error[0] = w * (camera[6] * distortion * u + camera[7] - featureX);
        error[1] = w * (camera[6] * distortion * v + camera[8] - featureY);
    }

    /// <summary>The residual that keeps a weight near ±1.</summary>
    public static double WeightError(double w) => 1 - w * w;
}
