namespace ILDiff.Problems.Kernels;

/// <summary>Lennard-Jones energy of a cluster; positions are x, y, z by atom.</summary>
public static class LennardJones
{
    /// <summary>The energy.</summary>
    public static double Energy(double[] positions)
    {
        var atoms = positions.Length / 3;
        var energy = 0.0;
        for (var i = 0; i < atoms; i++)
        {
            for (var j = i + 1; j < atoms; j++)
            {
                var dx = positions[3 * i] - positions[3 * j];
                var dy = positions[3 * i + 1] - positions[3 * j + 1];
                var dz = positions[3 * i + 2] - positions[3 * j + 2];
                var inverse = 1 / (dx * dx + dy * dy + dz * dz);
                var sixth = inverse * inverse * inverse;
                energy += 4 * (sixth * sixth - sixth);
            }
        }
        return energy;
    }
}
