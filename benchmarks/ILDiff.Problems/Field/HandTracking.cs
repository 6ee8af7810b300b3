namespace ILDiff.Problems.Field;

/// <summary>Residuals of fitting a skinned hand model to points (ADBench).</summary>
public static class HandTracking
{
    private const double SmallAngle = 1e-4;

    /// <summary>
    /// The residuals of all correspondences; <c>theta</c> and <c>us</c> are to be differentiated. Empty <c>us</c> means that
    /// correspondences name vertices, else triangles.
    /// </summary>
    public static void Residuals(
        double[] theta, double[] us, int[] parents, bool mirrored, double[] baseRelatives, double[] inverseBaseAbsolutes,
        double[] basePositions, double[] weights, int[] triangles, int[] correspondences, double[] points, double[] errors)
    {
        var bones = parents.Length;
        var transforms = BoneTransforms(theta, parents, baseRelatives, inverseBaseAbsolutes);
        var vertices = Skin(transforms, bones, basePositions, weights, mirrored);
        Place(theta, vertices);
        for (var i = 0; i < correspondences.Length; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                double at;
                if (us.Length == 0)
                {
                    at = vertices[3 * correspondences[i] + c];
                }
                else
                {
                    var t = 3 * correspondences[i];
                    double u0 = us[2 * i], u1 = us[2 * i + 1];
                    at = u0 * vertices[3 * triangles[t] + c] + u1 * vertices[3 * triangles[t + 1] + c]
                        + (1 - u0 - u1) * vertices[3 * triangles[t + 2] + c];
                }
                errors[3 * i + c] = points[3 * i + c] - at;
            }
        }
    }

    private static double[] BoneTransforms(double[] theta, int[] parents, double[] baseRelatives, double[] inverseBaseAbsolutes)
    {
        var bones = parents.Length;
        var columns = bones + 3;
        var pose = new double[3 * columns];
        for (var i = 0; i < 3; i++)
        {
            pose[i * columns] = theta[i];
            pose[i * columns + 1] = 1;
            pose[i * columns + 2] = theta[i + 3];
        }
        for (int finger = 0, i = 6, c = 5; finger < 5; finger++, i += 4, c += 4)
        {
            pose[c] = theta[i];
            pose[columns + c] = theta[i + 1];
            pose[c + 1] = theta[i + 2];
            pose[c + 2] = theta[i + 3];
        }

        var absolutes = new double[bones][];
        var transforms = new double[16 * bones];
        for (var b = 0; b < bones; b++)
        {
            var rotation = EulerRotation(pose[b + 3], pose[2 * columns + b + 3], pose[columns + b + 3]);
            var relative = Multiply(baseRelatives, 16 * b, rotation, 0);
            absolutes[b] = parents[b] < 0 ? relative : Multiply(absolutes[parents[b]], 0, relative, 0);
            var transform = Multiply(absolutes[b], 0, inverseBaseAbsolutes, 16 * b);
            Array.Copy(transform, 0, transforms, 16 * b, 16);
        }
        return transforms;
    }

    /// <summary>Rz·Ry·Rx as a homogeneous matrix.</summary>
    private static double[] EulerRotation(double ax, double ay, double az)
    {
        double cx = Math.Cos(ax), sx = Math.Sin(ax), cy = Math.Cos(ay), sy = Math.Sin(ay), cz = Math.Cos(az), sz = Math.Sin(az);
        return
        [
            cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx, 0,
            sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx, 0,
            -sy, cy * sx, cy * cx, 0,
            0, 0, 0, 1,
        ];
    }

    private static double[] Multiply(double[] a, int atA, double[] b, int atB)
    {
        var product = new double[16];
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < 4; k++) sum += a[atA + 4 * i + k] * b[atB + 4 * k + j];
                product[4 * i + j] = sum;
            }
        }
        return product;
    }

    private static double[] Skin(double[] transforms, int bones, double[] basePositions, double[] weights, bool mirrored)
    {
        var vertices = new double[basePositions.Length / 4 * 3];
        for (var v = 0; v < basePositions.Length / 4; v++)
        {
            for (var b = 0; b < bones; b++)
            {
                var weight = weights[v * bones + b];
                if (weight == 0) continue;
                for (var c = 0; c < 3; c++)
                {
                    var sum = 0.0;
                    for (var k = 0; k < 4; k++) sum += transforms[16 * b + 4 * c + k] * basePositions[4 * v + k];
                    vertices[3 * v + c] += weight * sum;
                }
            }
            if (mirrored) vertices[3 * v] = -vertices[3 * v];
        }
        return vertices;
    }

    private static void Place(double[] theta, double[] vertices)
    {
        var angle = Math.Sqrt(theta[0] * theta[0] + theta[1] * theta[1] + theta[2] * theta[2]);
        double[] g = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        if (angle >= SmallAngle)
        {
            double ax = theta[0] / angle, ay = theta[1] / angle, az = theta[2] / angle;
            double c = Math.Cos(angle), s = Math.Sin(angle), t = 1 - c;
            g =
            [
                c + t * ax * ax, t * ax * ay - s * az, t * ax * az + s * ay,
                t * ax * ay + s * az, c + t * ay * ay, t * ay * az - s * ax,
                t * ax * az - s * ay, t * ay * az + s * ax, c + t * az * az,
            ];
        }
        for (var v = 0; v < vertices.Length; v += 3)
        {
            double x = vertices[v], y = vertices[v + 1], z = vertices[v + 2];
            for (var i = 0; i < 3; i++) vertices[v + i] = g[3 * i] * x + g[3 * i + 1] * y + g[3 * i + 2] * z + theta[3 + i];
        }
    }
}
