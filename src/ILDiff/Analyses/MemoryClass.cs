namespace ILDiff.Analyses;

using ILDiff.Types;

/// <summary>
/// A class of memory that may be the same: an object, or a place inside one. Merged by unification (Steensgaard,
/// "Points-to Analysis in Almost Linear Time", 1996), by field; the elements of an array are one place.
/// A reference points at an object's class, a span at that of the array whose elements it shows; an address is the class
/// of the place itself.
/// </summary>
internal sealed class MemoryClass
{
    /// <summary>The key of an array's elements among its parts; fields are keyed by themselves.</summary>
    public static readonly object Elements = new();

    /// <summary>The key of the object that a delegate was made of.</summary>
    public static readonly object Captured = new();

    private MemoryClass? merged;
    private Dictionary<object, MemoryClass>? parts;
    private MemoryClass? target;
    private bool varied;
    private bool useful;
    private bool written;
    private bool read;
    private bool deepVaried;
    private bool deepUseful;
    private bool external;
    private bool unknown;
    private bool viewed;

    /// <summary>The representative.</summary>
    public MemoryClass Find()
    {
        var root = this;
        while (root.merged is { } next) root = next;
        for (var place = this; place.merged is { } next; place = next) place.merged = root;
        return root;
    }

    /// <summary>A field or the elements of it.</summary>
    public MemoryClass Part(object key)
    {
        var self = Find();
        self.parts ??= [];
        return self.parts.TryGetValue(key, out var part) ? part.Find() : self.parts[key] = self.Below();
    }

    /// <summary>What a reference stored in it points at.</summary>
    public MemoryClass Target()
    {
        var self = Find();
        return (self.target ??= self.Below()).Find();
    }

    /// <summary>Whether a float in it may depend on an active input.</summary>
    public bool IsVaried => Find().varied;

    /// <summary>Whether a float in it may reach an active output.</summary>
    public bool IsUseful => Find().useful;

    /// <summary>Marks a float in it; true if that is news.</summary>
    public bool MarkVaried()
    {
        var self = Find();
        var news = !self.varied;
        self.varied = true;
        return news;
    }

    /// <inheritdoc cref="MarkVaried"/>
    public bool MarkUseful()
    {
        var self = Find();
        var news = !self.useful;
        self.useful = true;
        return news;
    }

    /// <summary>Whether code outside the method may hold it too: it is reached from a parameter, a static or an unknown call.</summary>
    public bool IsExternal => Find().external;

    /// <summary>Whether the method stores there.</summary>
    public bool IsWritten { get => Find() is { written: true } or { unknown: true }; set => Find().written = value; }

    /// <summary>Whether the method reads there.</summary>
    public bool IsRead { get => Find() is { read: true } or { unknown: true } or { viewed: true }; set => Find().read = value; }

    /// <summary>Whether it went through a call of which nothing is known: it and all that can be reached from it may be read and written.</summary>
    public bool IsUnknown => Find().unknown;

    /// <summary>Whether it went to a call that may read it and all that can be reached from it.</summary>
    public bool IsViewed => Find().viewed;

    /// <summary>Its parts so far, by field or <see cref="Elements"/>.</summary>
    public IEnumerable<KeyValuePair<object, MemoryClass>> Parts => Find().parts ?? Enumerable.Empty<KeyValuePair<object, MemoryClass>>();

    /// <summary>What it points at, if that has come up.</summary>
    public MemoryClass? KnownTarget => Find().target?.Find();

    /// <summary>Marks it and all that can be reached from it, now and later; true if that is news.</summary>
    public bool MarkDeep(bool variedToo = false, bool usefulToo = false, bool externalToo = false, bool unknownToo = false, bool viewedToo = false)
    {
        var news = false;
        var work = new Stack<MemoryClass>([this]);
        while (work.TryPop(out var next))
        {
            var place = next.Find();
            if ((!variedToo || place.deepVaried) && (!usefulToo || place.deepUseful) && (!externalToo || place.external) && (!unknownToo || place.unknown) && (!viewedToo || place.viewed)) continue;
            news = true;
            if (variedToo) place.varied = place.deepVaried = true;
            if (usefulToo) place.useful = place.deepUseful = true;
            if (externalToo) place.external = true;
            if (unknownToo) place.unknown = true;
            if (viewedToo) place.viewed = true;
            if (place.target is { } pointed) work.Push(pointed);
            foreach (var part in place.parts?.Values ?? Enumerable.Empty<MemoryClass>()) work.Push(part);
        }

        return news;
    }

    /// <summary>Makes two classes one, with all that they reach.</summary>
    public static void Unify(MemoryClass first, MemoryClass second)
    {
        var work = new Stack<(MemoryClass, MemoryClass)>([(first, second)]);
        while (work.TryPop(out var pair))
        {
            MemoryClass a = pair.Item1.Find(), b = pair.Item2.Find();
            if (a == b) continue;
            if (a.deepVaried != b.deepVaried || a.deepUseful != b.deepUseful || a.external != b.external || a.unknown != b.unknown || a.viewed != b.viewed)
            {
                a.MarkDeep(b.deepVaried, b.deepUseful, b.external, b.unknown, b.viewed);
                b.MarkDeep(a.deepVaried, a.deepUseful, a.external, a.unknown, a.viewed);
            }

            b.merged = a;
            a.varied |= b.varied;
            a.useful |= b.useful;
            a.written |= b.written;
            a.read |= b.read;
            if (b.target is { } t)
            {
                if (a.target is null) a.target = t;
                else work.Push((a.target, t));
            }

            foreach (var (key, part) in b.parts ?? [])
            {
                a.parts ??= [];
                if (!a.parts.TryAdd(key, part)) work.Push((a.parts[key], part));
            }

            b.parts = null;
            b.target = null;
        }
    }

    /// <summary>
    /// Whether any float that can be reached from this class is varied and useful. Judged by the memory itself, since a
    /// static type may hide it: an array passed as <c>Array</c>, a struct in a box.
    /// </summary>
    public bool LeadsToActive()
    {
        var seen = new HashSet<MemoryClass>();
        var work = new Stack<MemoryClass>([Find()]);
        while (work.TryPop(out var next))
        {
            if (!seen.Add(next)) continue;
            if (next.varied && next.useful) return true;
            foreach (var part in next.parts?.Values ?? Enumerable.Empty<MemoryClass>()) work.Push(part.Find());
            if (next.target is { } pointed) work.Push(pointed.Find());
        }

        return false;
    }

    private MemoryClass Below() => new() { varied = deepVaried, useful = deepUseful, deepVaried = deepVaried, deepUseful = deepUseful, external = external, unknown = unknown, viewed = viewed };
}
