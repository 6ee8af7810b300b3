namespace ILDiff.Emission;

/// <summary>Stretches of positions, ascending and disjoint; each from a start up to, not including, an end.</summary>
internal sealed class LiveRange
{
    private readonly List<(int Start, int End)> stretches = [];

    public int Start => stretches[0].Start;

    public int End => stretches[^1].End;

    public bool IsEmpty => stretches.Count == 0;

    /// <summary>Adds a stretch at or after the end of the last one.</summary>
    public void Append(int start, int end)
    {
        if (stretches.Count > 0 && stretches[^1].End >= start) stretches[^1] = (stretches[^1].Start, Math.Max(end, stretches[^1].End));
        else stretches.Add((start, end));
    }

    /// <summary>Whether they meet, not counting the part of the other one in a window.</summary>
    public bool Overlaps(LiveRange other, int windowStart = 0, int windowEnd = 0)
    {
        int i = 0, j = 0;
        while (i < stretches.Count && j < other.stretches.Count)
        {
            var (start, end) = stretches[i];
            var (otherStart, otherEnd) = other.stretches[j];
            var meetStart = Math.Max(start, otherStart);
            var meetEnd = Math.Min(end, otherEnd);
            if (meetStart < meetEnd && (meetStart < windowStart || meetEnd > windowEnd)) return true;
            if (end <= otherEnd) i++;
            else j++;
        }

        return false;
    }

    /// <summary>Whether one stretch holds all positions from a start up to, not including, an end.</summary>
    public bool Covers(int start, int end) => stretches.Exists(s => s.Start <= start && end <= s.End);

    /// <summary>Takes in all stretches of another one.</summary>
    public void Merge(LiveRange other)
    {
        var all = new List<(int Start, int End)>(stretches.Count + other.stretches.Count);
        int i = 0, j = 0;
        while (i < stretches.Count || j < other.stretches.Count)
        {
            var mine = j == other.stretches.Count || (i < stretches.Count && stretches[i].Start <= other.stretches[j].Start);
            all.Add(mine ? stretches[i++] : other.stretches[j++]);
        }

        stretches.Clear();
        foreach (var (start, end) in all) Append(start, end);
    }
}
