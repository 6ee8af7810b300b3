namespace ILDiff.Problems.HandAdjoints;

using ILDiff.Problems.Data;

/// <summary>Both rows of one observation's Jacobian from one forward sweep.</summary>
public static class BundleAdjustmentAdjoint
{
    /// <summary>Writes the two rows, one after the other.</summary>
    public static void Rows(in Camera camera, in Vector point, double w, double featureX, double featureY, Span<ObservationRow> rows)
    {
        double px = point.X - camera.Centre.X, py = point.Y - camera.Centre.Y, pz = point.Z - camera.Centre.Z;
        double rx = camera.Rotation.X, ry = camera.Rotation.Y, rz = camera.Rotation.Z;
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
        var distortion = 1 + camera.Radial1 * radius + camera.Radial2 * radius * radius;
        var slope = camera.Radial1 + 2 * camera.Radial2 * radius;
        for (var component = 0; component < 2; component++)
        {
            ref var row = ref rows[component];
            var own = component == 0 ? u : v;
            var distortionBar = w * camera.Focal * own;
            var radiusBar = distortionBar * slope;
            double uBar = 2 * u * radiusBar, vBar = 2 * v * radiusBar;
            if (component == 0) uBar += w * camera.Focal * distortion;
            else vBar += w * camera.Focal * distortion;
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
                row.Camera.Rotation.X = aBarX * inverse + angleBar * ax;
                row.Camera.Rotation.Y = aBarY * inverse + angleBar * ay;
                row.Camera.Rotation.Z = aBarZ * inverse + angleBar * az;
            }
            else
            {
                pxBar = xBar + yBar * rz - zBar * ry;
                pyBar = yBar + zBar * rx - xBar * rz;
                pzBar = zBar + xBar * ry - yBar * rx;
                row.Camera.Rotation.X = py * zBar - pz * yBar;
                row.Camera.Rotation.Y = pz * xBar - px * zBar;
                row.Camera.Rotation.Z = px * yBar - py * xBar;
            }
            row.Camera.Centre.X = -pxBar;
            row.Camera.Centre.Y = -pyBar;
            row.Camera.Centre.Z = -pzBar;
            row.Camera.Focal = w * distortion * own;
            row.Camera.PrincipalX = component == 0 ? w : 0;
            row.Camera.PrincipalY = component == 0 ? 0 : w;
            row.Camera.Radial1 = distortionBar * radius;
            row.Camera.Radial2 = distortionBar * radius * radius;
            row.Point.X = pxBar;
            row.Point.Y = pyBar;
            row.Point.Z = pzBar;
            row.Weight = camera.Focal * distortion * own + (component == 0 ? camera.PrincipalX - featureX : camera.PrincipalY - featureY);
        }
    }
}
