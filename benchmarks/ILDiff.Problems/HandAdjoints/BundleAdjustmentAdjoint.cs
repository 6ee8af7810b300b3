namespace ILDiff.Problems.HandAdjoints;

/// <summary>Both rows of one observation's Jacobian from one forward sweep.</summary>
public static class BundleAdjustmentAdjoint
{
    /// <summary>Columns of an observation: the camera's, the point's and the weight.</summary>
    public const int Columns = 15;

    /// <summary>Writes the two rows, one after the other.</summary>
    public static void Rows(
        double[] cameras, int camera, double[] points, int at, double w, double featureX, double featureY, Span<double> rows)
    {
        var cam = cameras.AsSpan(camera, 11);
        double px = points[at] - cam[3], py = points[at + 1] - cam[4], pz = points[at + 2] - cam[5];
        double rx = cam[0], ry = cam[1], rz = cam[2];
        var square = rx * rx + ry * ry + rz * rz;
        double angle = 0, inverse = 0, cos = 1, sin = 0, ax = 0, ay = 0, az = 0, along = 0, cx, cy, cz, x, y, z;
        if (square != 0)
        {
            angle = Math.Sqrt(square);
            cos = Math.Cos(angle);
            sin = Math.Sin(angle);
            inverse = 1 / angle;
            ax = rx * inverse;
            ay = ry * inverse;
            az = rz * inverse;
            along = ax * px + ay * py + az * pz;
            cx = ay * pz - az * py;
            cy = az * px - ax * pz;
            cz = ax * py - ay * px;
            x = px * cos + cx * sin + ax * along * (1 - cos);
            y = py * cos + cy * sin + ay * along * (1 - cos);
            z = pz * cos + cz * sin + az * along * (1 - cos);
        }
        else
        {
            cx = ry * pz - rz * py;
            cy = rz * px - rx * pz;
            cz = rx * py - ry * px;
            x = px + cx;
            y = py + cy;
            z = pz + cz;
        }
        var inverseZ = 1 / z;
        double u = x * inverseZ, v = y * inverseZ;
        var radius = u * u + v * v;
        var distortion = 1 + cam[9] * radius + cam[10] * radius * radius;
        var slope = cam[9] + 2 * cam[10] * radius;
        for (var component = 0; component < 2; component++)
        {
            var row = rows.Slice(component * Columns, Columns);
            var own = component == 0 ? u : v;
            var distortionBar = w * cam[6] * own;
            var radiusBar = distortionBar * slope;
            double uBar = 2 * u * radiusBar, vBar = 2 * v * radiusBar;
            if (component == 0) uBar += w * cam[6] * distortion;
            else vBar += w * cam[6] * distortion;
            double xBar = uBar * inverseZ, yBar = vBar * inverseZ, zBar = -(u * uBar + v * vBar) * inverseZ;
            double pxBar, pyBar, pzBar;
            if (square != 0)
            {
                var alongBar = ax * xBar + ay * yBar + az * zBar;
                pxBar = cos * xBar + sin * (yBar * az - zBar * ay) + (1 - cos) * alongBar * ax;
                pyBar = cos * yBar + sin * (zBar * ax - xBar * az) + (1 - cos) * alongBar * ay;
                pzBar = cos * zBar + sin * (xBar * ay - yBar * ax) + (1 - cos) * alongBar * az;
                var aBarX = sin * (py * zBar - pz * yBar) + (1 - cos) * (along * xBar + alongBar * px);
                var aBarY = sin * (pz * xBar - px * zBar) + (1 - cos) * (along * yBar + alongBar * py);
                var aBarZ = sin * (px * yBar - py * xBar) + (1 - cos) * (along * zBar + alongBar * pz);
                var cosBar = px * xBar + py * yBar + pz * zBar - along * alongBar;
                var sinBar = cx * xBar + cy * yBar + cz * zBar;
                var angleBar = cos * sinBar - sin * cosBar - (aBarX * ax + aBarY * ay + aBarZ * az) * inverse;
                row[0] = aBarX * inverse + angleBar * ax;
                row[1] = aBarY * inverse + angleBar * ay;
                row[2] = aBarZ * inverse + angleBar * az;
            }
            else
            {
                pxBar = xBar + yBar * rz - zBar * ry;
                pyBar = yBar + zBar * rx - xBar * rz;
                pzBar = zBar + xBar * ry - yBar * rx;
                row[0] = py * zBar - pz * yBar;
                row[1] = pz * xBar - px * zBar;
                row[2] = px * yBar - py * xBar;
            }
            row[3] = -pxBar;
            row[4] = -pyBar;
            row[5] = -pzBar;
            row[6] = w * distortion * own;
            row[7] = component == 0 ? w : 0;
            row[8] = component == 0 ? 0 : w;
            row[9] = distortionBar * radius;
            row[10] = distortionBar * radius * radius;
            row[11] = pxBar;
            row[12] = pyBar;
            row[13] = pzBar;
            row[14] = cam[6] * distortion * own + (component == 0 ? cam[7] - featureX : cam[8] - featureY);
        }
    }
}
