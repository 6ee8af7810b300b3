namespace ILDiff.Problems.Field;

using ILDiff.Problems.Data;

/// <summary>Reprojection residuals of bundle adjustment (ADBench), one observation at a time.</summary>
public static class BundleAdjustment
{
    /// <summary>The weighted difference between where a camera sees a point and where it was seen.</summary>
    public static Offset Reproject(in Camera camera, in Vector point, double w, double featureX, double featureY)
    {
        double px = point.X - camera.Centre.X, py = point.Y - camera.Centre.Y, pz = point.Z - camera.Centre.Z;
        double rx = camera.Rotation.X, ry = camera.Rotation.Y, rz = camera.Rotation.Z;
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
        var distortion = 1 + camera.Radial1 * radius + camera.Radial2 * radius * radius;
        return new Offset
        {
            X = w * (camera.Focal * distortion * u + camera.PrincipalX - featureX),
            Y = w * (camera.Focal * distortion * v + camera.PrincipalY - featureY),
        };
    }

    /// <summary>The same of arrays: the camera's numbers in the order of <see cref="Camera"/>, the point's three; <paramref name="error"/> gets two.</summary>
    public static void Errors(double[] camera, double[] point, double w, double featureX, double featureY, double[] error)
    {
        var seen = new Camera
        {
            Rotation = new Vector { X = camera[0], Y = camera[1], Z = camera[2] },
            Centre = new Vector { X = camera[3], Y = camera[4], Z = camera[5] },
            Focal = camera[6],
            PrincipalX = camera[7],
            PrincipalY = camera[8],
            Radial1 = camera[9],
            Radial2 = camera[10],
        };
        var offset = Reproject(seen, new Vector { X = point[0], Y = point[1], Z = point[2] }, w, featureX, featureY);
        error[0] = offset.X;
        error[1] = offset.Y;
    }

    /// <summary>The residual that keeps a weight near ±1.</summary>
    public static double WeightError(double w) => 1 - w * w;
}
