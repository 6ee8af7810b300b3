namespace ILDiff.Differentiation.Reverse;

/// <summary>
/// The cheapest set of edges that separates a sink from a source (Dinic, 1970). Of equally cheap cuts it gives the one
/// nearest the sink.
/// </summary>
internal sealed class MinimumCut
{
    /// <summary>A capacity that no cut pays.</summary>
    public const long Infinite = long.MaxValue / 4;

    /// <summary>The price of what cannot be done: chosen only where there is no other way, to be refused then.</summary>
    public const long Forbidding = Infinite >> 16;

    private readonly List<int> heads = [];
    private readonly List<long> residual = [];
    private readonly List<List<int>> edges = [];
    private int[] level = [];
    private int[] next = [];

    public int AddNode()
    {
        edges.Add([]);
        return edges.Count - 1;
    }

    public void AddEdge(int from, int to, long capacity)
    {
        edges[from].Add(heads.Count);
        heads.Add(to);
        residual.Add(capacity);
        edges[to].Add(heads.Count);
        heads.Add(from);
        residual.Add(0);
    }

    /// <summary>For each node whether it lies on the sink's side.</summary>
    public bool[] Solve(int source, int sink)
    {
        while (Layer(source, sink))
        {
            next = new int[edges.Count];
            while (Augment(source, sink))
            {
            }
        }

        var side = new bool[edges.Count];
        side[sink] = true;
        var work = new Stack<int>([sink]);
        while (work.TryPop(out var node))
        {
            foreach (var edge in edges[node])
            {
                // The reverse of an edge into this node: is there capacity left from that neighbour to here?
                var from = heads[edge];
                if (side[from] || residual[edge ^ 1] == 0) continue;
                side[from] = true;
                work.Push(from);
            }
        }

        return side;
    }

    private bool Layer(int source, int sink)
    {
        level = new int[edges.Count];
        Array.Fill(level, -1);
        level[source] = 0;
        var work = new Queue<int>([source]);
        while (work.TryDequeue(out var node))
        {
            foreach (var edge in edges[node])
            {
                if (residual[edge] == 0 || level[heads[edge]] >= 0) continue;
                level[heads[edge]] = level[node] + 1;
                work.Enqueue(heads[edge]);
            }
        }

        return level[sink] >= 0;
    }

    private bool Augment(int source, int sink)
    {
        var path = new Stack<int>();
        var node = source;
        while (node != sink)
        {
            if (next[node] < edges[node].Count)
            {
                var edge = edges[node][next[node]];
                if (residual[edge] > 0 && level[heads[edge]] == level[node] + 1)
                {
                    path.Push(edge);
                    node = heads[edge];
                    continue;
                }

                next[node]++;
                continue;
            }

            if (path.Count == 0) return false;
            var back = path.Pop();
            node = heads[back ^ 1];
            next[node]++;
        }

        var flow = path.Min(e => residual[e]);
        foreach (var edge in path)
        {
            residual[edge] -= flow;
            residual[edge ^ 1] += flow;
        }

        return true;
    }
}
