namespace ILDiff.Tests.Samples;

using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>
/// The numbers inside a graph of boxed values, arrays and structs, in one fixed order. Each array is visited once, so a
/// graph and its shadow have matching leaves exactly if they alias alike.
/// </summary>
internal static class Leaves
{
    /// <summary>Whether values of the type can contain a float or double; <c>Dual</c> counts as one.</summary>
    public static bool Carries(Type type)
    {
        if (type.IsByRef || type.IsArray) return Carries(type.GetElementType()!);
        if (IsLeaf(type)) return true;
        return type is { IsValueType: true, IsPrimitive: false, IsEnum: false } && Fields(type).Any(f => Carries(f.FieldType));
    }

    /// <summary>Every float, double or dual in the graph, as doubles.</summary>
    public static double[] Read(params object?[] roots) => [.. All(roots).Where(v => IsLeaf(v.GetType())).Select(Value)];

    /// <summary>The tangents of the dual numbers in the graph.</summary>
    public static double[] ReadTangents(params object?[] roots) =>
        [.. All(roots).Where(v => v.GetType().Name == "Dual").Select(v => (double)v.GetType().GetField("Tangent")!.GetValue(v)!)];

    /// <summary>The bits of everything in the graph, integers and the shape included: equal if and only if nothing differs.</summary>
    public static long[] Bits(params object?[] roots) => [.. All(roots).Select(v => v switch
    {
        double d => BitConverter.DoubleToInt64Bits(d),
        float f => BitConverter.SingleToInt32Bits(f),
        _ => v.GetHashCode(),
    })];

    /// <summary>
    /// A copy of the roots whose leaves are what <paramref name="leaf"/> makes of them, in order; everything else is as in
    /// the original, and what was one array is one array.
    /// </summary>
    public static object?[] Copy(object?[] roots, Func<object, object> leaf)
    {
        var copies = new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
        return [.. roots.Select(r => CopyOne(r, leaf, copies))];
    }

    /// <summary>A copy of one value, without arrays in it, whose leaves are taken from the queue in order.</summary>
    public static object? WithValues(object? root, Queue<double> values) =>
        Copy([root], old => Box(old.GetType(), values.Dequeue()))[0];

    /// <summary>The arrays in the graph that hold numbers themselves, in order, each once.</summary>
    public static Array[] Arrays(params object?[] roots)
    {
        var found = new List<Array>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var root in roots) Collect(root);
        return [.. found];

        void Collect(object? node)
        {
            if (node is not Array array || !Carries(array.GetType()) || !seen.Add(array)) return;
            if (!array.GetType().GetElementType()!.IsArray) found.Add(array);
            else foreach (var row in array) Collect(row);
        }
    }

    /// <summary>A number of the given leaf type.</summary>
    public static object Box(Type type, double value, double tangent = 0) =>
        type == typeof(double) ? value : type == typeof(float) ? (float)value : Activator.CreateInstance(type, value, tangent)!;

    private static bool IsLeaf(Type type) => type == typeof(double) || type == typeof(float) || type.Name == "Dual";

    private static double Value(object leaf) => leaf switch
    {
        double d => d,
        float f => f,
        _ => (double)leaf.GetType().GetField("Value")!.GetValue(leaf)!,
    };

    private static FieldInfo[] Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static IEnumerable<object> All(IEnumerable<object?> roots)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        return roots.SelectMany(r => Walk(r, seen));
    }

    private static IEnumerable<object> Walk(object? node, HashSet<object> seen)
    {
        if (node is null) return [];
        var type = node.GetType();
        if (IsLeaf(type) || type.IsPrimitive || type.IsEnum || node is string) return [node];
        if (node is Array array) return seen.Add(node) ? array.Cast<object?>().SelectMany(e => Walk(e, seen)).Prepend(array.Length) : [];
        if (type.IsValueType || seen.Add(node)) return Fields(type).SelectMany(f => Walk(f.GetValue(node), seen));
        return [];
    }

    private static object? CopyOne(object? node, Func<object, object> leaf, Dictionary<object, object> copies)
    {
        if (node is null) return null;
        var type = node.GetType();
        if (IsLeaf(type)) return leaf(node);
        if (node is Array array)
        {
            if (copies.TryGetValue(node, out var known)) return known;
            var copy = (Array)array.Clone();
            copies.Add(node, copy);
            for (var i = 0; i < copy.Length; i++) copy.SetValue(CopyOne(array.GetValue(i), leaf, copies), i);
            return copy;
        }
        if (!type.IsValueType || !Carries(type)) return node;
        var boxed = RuntimeHelpers.GetObjectValue(node);
        foreach (var field in Fields(type)) field.SetValue(boxed, CopyOne(field.GetValue(node), leaf, copies));
        return boxed;
    }
}
