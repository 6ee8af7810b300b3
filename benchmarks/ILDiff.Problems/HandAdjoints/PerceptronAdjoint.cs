namespace ILDiff.Problems.HandAdjoints;

/// <summary>Back-propagation sample by sample: nothing is kept beyond one sample's layers.</summary>
/// <param name="hidden">Width of the hidden layer.</param>
/// <param name="classes">Width of the output.</param>
public sealed class PerceptronAdjoint(int hidden, int classes)
{
    private readonly double[] h = new double[hidden];
    private readonly double[] hBar = new double[hidden];
    private readonly double[] z = new double[classes];

    /// <summary>Adds the gradient to <paramref name="bar"/>.</summary>
    public double Pullback(double[] weights, double[] bar, double[] inputs, int[] labels, int width, double resultBar)
    {
        var biases = hidden * width;
        var second = biases + hidden;
        var secondBiases = second + classes * hidden;
        var scale = resultBar / labels.Length;
        var loss = 0.0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var input = inputs.AsSpan(sample * width, width);
            for (var i = 0; i < h.Length; i++)
            {
                var sum = weights[biases + i];
                var row = weights.AsSpan(i * width, width);
                for (var j = 0; j < row.Length; j++) sum += row[j] * input[j];
                h[i] = Math.Tanh(sum);
            }
            for (var c = 0; c < z.Length; c++)
            {
                var sum = weights[secondBiases + c];
                var row = weights.AsSpan(second + c * h.Length, h.Length);
                for (var i = 0; i < row.Length; i++) sum += row[i] * h[i];
                z[c] = sum;
            }
            var max = z[0];
            for (var c = 1; c < z.Length; c++) max = Math.Max(max, z[c]);
            var label = z[labels[sample]];
            var total = 0.0;
            for (var c = 0; c < z.Length; c++)
            {
                z[c] = Math.Exp(z[c] - max);
                total += z[c];
            }
            loss += max + Math.Log(total) - label;

            Array.Clear(hBar);
            for (var c = 0; c < z.Length; c++)
            {
                var zBar = scale * (z[c] / total - (c == labels[sample] ? 1 : 0));
                bar[secondBiases + c] += zBar;
                var row = weights.AsSpan(second + c * h.Length, h.Length);
                var rowBar = bar.AsSpan(second + c * h.Length, h.Length);
                for (var i = 0; i < row.Length; i++)
                {
                    rowBar[i] += zBar * h[i];
                    hBar[i] += zBar * row[i];
                }
            }
            for (var i = 0; i < h.Length; i++)
            {
                var sumBar = hBar[i] * (1 - h[i] * h[i]);
                bar[biases + i] += sumBar;
                var rowBar = bar.AsSpan(i * width, width);
                for (var j = 0; j < rowBar.Length; j++) rowBar[j] += sumBar * input[j];
            }
        }
        return loss / labels.Length;
    }
}
