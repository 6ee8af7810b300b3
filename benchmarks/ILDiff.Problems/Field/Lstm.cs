namespace ILDiff.Problems.Field;

/// <summary>Loss of a character-level LSTM on one sequence (ADBench).</summary>
public static class Lstm
{
    /// <summary>The loss; <c>main</c> and <c>extra</c> are to be differentiated.</summary>
    public static double Loss(int layers, int characters, int bits, double[] main, double[] extra, double[] state, double[] sequence)
    {
        var current = (double[])state.Clone();
        var x = new double[bits];
        var y = new double[bits];
        var total = 0.0;
        for (var t = 0; t < characters - 1; t++)
        {
            for (var i = 0; i < bits; i++) x[i] = sequence[t * bits + i] * extra[i];
            for (var j = 0; j < layers; j++) Step(bits, main, 8 * j * bits, current, 2 * j * bits, x);
            var sum = 0.0;
            for (var i = 0; i < bits; i++)
            {
                y[i] = x[i] * extra[bits + i] + extra[2 * bits + i];
                sum += Math.Exp(y[i]);
            }
            var normaliser = Math.Log(2 + sum);
            for (var i = 0; i < bits; i++) total += sequence[(t + 1) * bits + i] * (y[i] - normaliser);
        }
        return -total / ((characters - 1) * bits);
    }

    /// <summary>One layer's step: state and output are overwritten.</summary>
    private static void Step(int bits, double[] main, int at, double[] state, int h, double[] x)
    {
        var s = h + bits;
        var bias = at + 4 * bits;
        for (var i = 0; i < bits; i++)
        {
            var forget = Sigmoid(x[i] * main[at + i] + main[bias + i]);
            var ingate = Sigmoid(state[h + i] * main[at + bits + i] + main[bias + bits + i]);
            var outgate = Sigmoid(x[i] * main[at + 2 * bits + i] + main[bias + 2 * bits + i]);
            var change = Math.Tanh(state[h + i] * main[at + 3 * bits + i] + main[bias + 3 * bits + i]);
            state[s + i] = state[s + i] * forget + ingate * change;
            state[h + i] = outgate * Math.Tanh(state[s + i]);
            x[i] = state[h + i];
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
