namespace ILDiff.Problems.HandAdjoints;

/// <summary>Keeps gates and states of every step and layer, the shares of the outputs, and nothing else.</summary>
/// <param name="layers">Layers.</param>
/// <param name="characters">Length of the sequence.</param>
/// <param name="bits">Width.</param>
public sealed class LstmAdjoint(int layers, int characters, int bits)
{
    private const int Kept = 7;
    private readonly double[] kept = new double[(characters - 1) * layers * Kept * bits];
    private readonly double[] shares = new double[(characters - 1) * bits];
    private readonly double[] current = new double[2 * layers * bits];
    private readonly double[] stateBar = new double[2 * layers * bits];
    private readonly double[] x = new double[bits];
    private double[] start = [];

    /// <summary>Adds the gradient to the adjoints.</summary>
    public double Pullback(
        double[] main, double[] mainBar, double[] extra, double[] extraBar, double[] state, double[] sequence, double resultBar)
    {
        start = state;
        state.CopyTo(current, 0);
        var total = 0.0;
        for (var t = 0; t < characters - 1; t++)
        {
            for (var i = 0; i < bits; i++) x[i] = sequence[t * bits + i] * extra[i];
            for (var j = 0; j < layers; j++) Forward(t, j, main);
            var sum = 2.0;
            for (var i = 0; i < bits; i++)
            {
                var y = x[i] * extra[bits + i] + extra[2 * bits + i];
                var e = Math.Exp(y);
                shares[t * bits + i] = e;
                sum += e;
                x[i] = y;
            }
            var normaliser = Math.Log(sum);
            for (var i = 0; i < bits; i++)
            {
                total += sequence[(t + 1) * bits + i] * (x[i] - normaliser);
                shares[t * bits + i] /= sum;
            }
        }

        Array.Clear(stateBar);
        var scale = -resultBar / ((characters - 1) * bits);
        for (var t = characters - 2; t >= 0; t--)
        {
            var target = sequence.AsSpan((t + 1) * bits, bits);
            var count = 0.0;
            foreach (var s in target) count += s;
            var output = Block(t, layers - 1, 6);
            for (var i = 0; i < bits; i++)
            {
                var yBar = scale * (target[i] - count * shares[t * bits + i]);
                extraBar[bits + i] += yBar * output[i];
                extraBar[2 * bits + i] += yBar;
                x[i] = yBar * extra[bits + i];
            }
            for (var j = layers - 1; j >= 0; j--) Reverse(t, j, main, mainBar, extra, sequence);
            for (var i = 0; i < bits; i++) extraBar[i] += x[i] * sequence[t * bits + i];
        }
        return -total / ((characters - 1) * bits);
    }

    private Span<double> Block(int t, int layer, int part) => kept.AsSpan((((t * layers) + layer) * Kept + part) * bits, bits);

    private void Forward(int t, int layer, double[] main)
    {
        Span<double> w = main.AsSpan(8 * layer * bits, 8 * bits), h = current.AsSpan(2 * layer * bits, bits), s = current.AsSpan((2 * layer + 1) * bits, bits);
        Span<double> forget = Block(t, layer, 0), ingate = Block(t, layer, 1), outgate = Block(t, layer, 2), change = Block(t, layer, 3);
        Span<double> oldS = Block(t, layer, 4), tanh = Block(t, layer, 5), newH = Block(t, layer, 6);
        for (var i = 0; i < bits; i++)
        {
            var f = Sigmoid(x[i] * w[i] + w[4 * bits + i]);
            var g = Sigmoid(h[i] * w[bits + i] + w[5 * bits + i]);
            var o = Sigmoid(x[i] * w[2 * bits + i] + w[6 * bits + i]);
            var c = Math.Tanh(h[i] * w[3 * bits + i] + w[7 * bits + i]);
            oldS[i] = s[i];
            s[i] = s[i] * f + g * c;
            var th = Math.Tanh(s[i]);
            h[i] = o * th;
            x[i] = h[i];
            forget[i] = f;
            ingate[i] = g;
            outgate[i] = o;
            change[i] = c;
            tanh[i] = th;
            newH[i] = h[i];
        }
    }

    /// <summary>On entry <c>x</c> holds the adjoint of the layer's output, on return that of its input.</summary>
    private void Reverse(int t, int layer, double[] main, double[] mainBar, double[] extra, double[] sequence)
    {
        Span<double> w = main.AsSpan(8 * layer * bits, 8 * bits), wBar = mainBar.AsSpan(8 * layer * bits, 8 * bits);
        Span<double> hBar = stateBar.AsSpan(2 * layer * bits, bits), sBar = stateBar.AsSpan((2 * layer + 1) * bits, bits);
        Span<double> forget = Block(t, layer, 0), ingate = Block(t, layer, 1), outgate = Block(t, layer, 2), change = Block(t, layer, 3);
        Span<double> oldS = Block(t, layer, 4), tanh = Block(t, layer, 5);
        var oldH = t > 0 ? Block(t - 1, layer, 6) : start.AsSpan(2 * layer * bits, bits);
        var below = layer > 0 ? Block(t, layer - 1, 6) : default;
        for (var i = 0; i < bits; i++)
        {
            double f = forget[i], g = ingate[i], o = outgate[i], c = change[i], th = tanh[i];
            var bar = hBar[i] + x[i];
            var s = sBar[i] + bar * o * (1 - th * th);
            var fBar = s * oldS[i] * f * (1 - f);
            var gBar = s * c * g * (1 - g);
            var oBar = bar * th * o * (1 - o);
            var cBar = s * g * (1 - c * c);
            var input = layer > 0 ? below[i] : sequence[t * bits + i] * extra[i];
            wBar[i] += fBar * input;
            wBar[bits + i] += gBar * oldH[i];
            wBar[2 * bits + i] += oBar * input;
            wBar[3 * bits + i] += cBar * oldH[i];
            wBar[4 * bits + i] += fBar;
            wBar[5 * bits + i] += gBar;
            wBar[6 * bits + i] += oBar;
            wBar[7 * bits + i] += cBar;
            sBar[i] = s * f;
            hBar[i] = gBar * w[bits + i] + cBar * w[3 * bits + i];
            x[i] = fBar * w[i] + oBar * w[2 * bits + i];
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
