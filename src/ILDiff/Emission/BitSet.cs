namespace ILDiff.Emission;

/// <summary>A set of small numbers, of fixed capacity.</summary>
internal sealed class BitSet(int capacity)
{
    private readonly ulong[] words = new ulong[(capacity + 63) / 64];

    public bool Contains(int item) => (words[item >> 6] >> (item & 63) & 1) != 0;

    public void Add(int item) => words[item >> 6] |= 1UL << (item & 63);

    public void Remove(int item) => words[item >> 6] &= ~(1UL << (item & 63));

    public void Assign(BitSet other) => Array.Copy(other.words, words, words.Length);

    /// <summary>Adds the members of another set; true if there was a new one.</summary>
    public bool UnionWith(BitSet other)
    {
        var added = 0UL;
        for (var i = 0; i < words.Length; i++)
        {
            added |= other.words[i] & ~words[i];
            words[i] |= other.words[i];
        }

        return added != 0;
    }

    public void ExceptWith(BitSet other)
    {
        for (var i = 0; i < words.Length; i++) words[i] &= ~other.words[i];
    }

    public IEnumerable<int> Members()
    {
        for (var i = 0; i < words.Length; i++)
        {
            for (var rest = words[i]; rest != 0; rest &= rest - 1) yield return (i << 6) + System.Numerics.BitOperations.TrailingZeroCount(rest);
        }
    }
}
