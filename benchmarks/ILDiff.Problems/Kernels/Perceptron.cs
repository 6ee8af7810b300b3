namespace ILDiff.Problems.Kernels;

/// <summary>A network with one hidden layer: tanh, then softmax and the logarithmic loss.</summary>
public static class Perceptron
{
    /// <summary>
    /// Mean loss over a batch. <c>weights</c> holds the hidden layer's rows and biases, then the output layer's, and is to
    /// be differentiated.
    /// </summary>
    public static double Loss(double[] weights, double[] inputs, int[] labels, int width, int hidden, int classes)
    {
        var h = new double[hidden];
        var z = new double[classes];
        var biases = hidden * width;
        var second = biases + hidden;
        var secondBiases = second + classes * hidden;
        var loss = 0.0;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            for (var i = 0; i < hidden; i++)
            {
                var sum = weights[biases + i];
                for (var j = 0; j < width; j++) sum += weights[i * width + j] * inputs[sample * width + j];
                h[i] = Math.Tanh(sum);
            }
            for (var c = 0; c < classes; c++)
            {
                var sum = weights[secondBiases + c];
                for (var i = 0; i < hidden; i++) sum += weights[second + c * hidden + i] * h[i];
                z[c] = sum;
            }
            var max = z[0];
            for (var c = 1; c < classes; c++) max = Math.Max(max, z[c]);
            var total = 0.0;
            for (var c = 0; c < classes; c++) total += Math.Exp(z[c] - max);
            loss += max + Math.Log(total) - z[labels[sample]];
        }
        return loss / labels.Length;
    }
}
