namespace ILDiff.Problems.HandAdjoints;

/// <summary>Value and adjoint pair by pair; the outer atom's position and adjoint stay in registers.</summary>
public static class LennardJonesAdjoint
{
    /// <summary>Adds the gradient to <paramref name="bar"/>.</summary>
    public static double Pullback(double[] positions, double[] bar, double resultBar)
    {
        var energy = 0.0;
        for (var i = 0; i + 2 < positions.Length; i += 3)
        {
            double x = positions[i], y = positions[i + 1], z = positions[i + 2];
            double xBar = 0, yBar = 0, zBar = 0;
            for (var j = i + 3; j + 2 < positions.Length; j += 3)
            {
                double dx = x - positions[j], dy = y - positions[j + 1], dz = z - positions[j + 2];
                var inverse = 1 / (dx * dx + dy * dy + dz * dz);
                var sixth = inverse * inverse * inverse;
                energy += 4 * (sixth * sixth - sixth);
                var scale = -24 * resultBar * (2 * sixth - 1) * sixth * inverse;
                double dxBar = scale * dx, dyBar = scale * dy, dzBar = scale * dz;
                xBar += dxBar;
                yBar += dyBar;
                zBar += dzBar;
                bar[j] -= dxBar;
                bar[j + 1] -= dyBar;
                bar[j + 2] -= dzBar;
            }
            bar[i] += xBar;
            bar[i + 1] += yBar;
            bar[i + 2] += zBar;
        }
        return energy;
    }
}
