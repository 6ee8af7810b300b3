namespace ILDiff.Checking;

using System.Collections.Concurrent;
using System.Reflection;

/// <summary>
/// The floating numbers that values hold or lead to, as one vector: through arrays of any rank, fields of structs and
/// objects, inherited ones first. An object that is reached twice counts once, so two values of the same shape have
/// vectors that correspond.
/// </summary>
internal static class FloatLeaves
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FieldsOfTypes = new();
    private static readonly ConcurrentDictionary<Type, bool> Opaque = new();

    /// <summary>The vector of some values.</summary>
    public static double[] Read(params ReadOnlySpan<object?> roots)
    {
        var leaves = new List<double>();
        var walk = new Walk(leaf =>
        {
            leaves.Add(leaf);
            return leaf;
        });
        foreach (var root in roots) walk.Visit(root);
        return [.. leaves];
    }

    /// <summary>Gives the values another vector: objects are changed, boxed structs and numbers replaced in the span.</summary>
    public static void Write(Span<object?> roots, double[] vector)
    {
        var next = 0;
        var walk = new Walk(_ => vector[next++]);
        for (var i = 0; i < roots.Length; i++) roots[i] = walk.Visit(roots[i]);
    }

    /// <summary>Whether any of the numbers is a <c>float</c>.</summary>
    public static bool HasSingle(params ReadOnlySpan<object?> roots)
    {
        var walk = new Walk(leaf => leaf);
        foreach (var root in roots) walk.Visit(root);
        return walk.SawSingle;
    }

    /// <summary>The objects that hold or lead to the numbers, in the order of the vector.</summary>
    public static IReadOnlyList<object> Objects(params ReadOnlySpan<object?> roots)
    {
        var walk = new Walk(leaf => leaf);
        foreach (var root in roots) walk.Visit(root);
        return walk.Visited;
    }

    /// <summary>Instance fields, inherited ones first.</summary>
    internal static FieldInfo[] FieldsOf(Type type) => FieldsOfTypes.GetOrAdd(type, static t =>
    {
        var inherited = t.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? FieldsOf(parent) : [];
        return [.. inherited, .. t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)];
    });

    /// <summary>Types whose contents are nobody's data: text, code, reflection, handles.</summary>
    internal static bool IsOpaque(Type type) => Opaque.GetOrAdd(type, static t =>
        t.IsPointer || t.IsByRefLike || t.IsEnum || t == typeof(string) || t == typeof(decimal) || t == typeof(DateTime) || t == typeof(Missing)
        || (t.IsPrimitive && t != typeof(double) && t != typeof(float))
        || typeof(Delegate).IsAssignableFrom(t) || typeof(MemberInfo).IsAssignableFrom(t) || typeof(Assembly).IsAssignableFrom(t)
        || typeof(Thread).IsAssignableFrom(t) || typeof(System.Globalization.CultureInfo).IsAssignableFrom(t) || typeof(TextWriter).IsAssignableFrom(t));

    private sealed class Walk(Func<double, double> leaf)
    {
        private readonly HashSet<object> visited = new(ReferenceEqualityComparer.Instance);

        public bool SawSingle { get; private set; }

        public List<object> Visited { get; } = [];

        /// <summary>Visits the leaves of a value; returns what stands in its place afterwards.</summary>
        public object? Visit(object? value)
        {
            switch (value)
            {
                case null: return null;
                case double number: return leaf(number);
                case float number:
                    SawSingle = true;
                    return (float)leaf(number);
            }

            var type = value.GetType();
            if (IsOpaque(type)) return value;
            if (!type.IsValueType && !visited.Add(value)) return value;
            if (!type.IsValueType) Visited.Add(value);
            switch (value)
            {
                case double[] array:
                    for (var i = 0; i < array.Length; i++) array[i] = leaf(array[i]);
                    break;
                case float[] array:
                    SawSingle |= array.Length > 0;
                    for (var i = 0; i < array.Length; i++) array[i] = (float)leaf(array[i]);
                    break;
                case Array array:
                    VisitElements(array);
                    break;
                default:
                    VisitFields(value, type);
                    break;
            }

            return value;
        }

        private void VisitElements(Array array)
        {
            var element = array.GetType().GetElementType()!;
            if (IsOpaque(element)) return;
            var index = new int[array.Rank];
            for (var i = 0; i < array.Rank; i++) index[i] = array.GetLowerBound(i);
            for (long n = 0; n < array.LongLength; n++)
            {
                var value = array.GetValue(index);
                var after = Visit(value);
                if (element.IsValueType) array.SetValue(after, index);
                for (var d = array.Rank - 1; d >= 0 && ++index[d] > array.GetUpperBound(d); d--) index[d] = array.GetLowerBound(d);
            }
        }

        private void VisitFields(object value, Type type)
        {
            foreach (var field in FieldsOf(type))
            {
                if (IsOpaque(field.FieldType)) continue;
                var after = Visit(field.GetValue(value));
                if (field.FieldType.IsValueType) field.SetValue(value, after);
            }
        }
    }
}
