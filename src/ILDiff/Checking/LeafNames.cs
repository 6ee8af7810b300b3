namespace ILDiff.Checking;

/// <summary>Names of the floating numbers that values lead to, in the order of <see cref="FloatLeaves"/>: <c>w[3]</c>, <c>rows[2][0]</c>, <c>p.X</c>.</summary>
internal static class LeafNames
{
    /// <summary>The names.</summary>
    /// <param name="roots">The values.</param>
    /// <param name="names">What each is called.</param>
    public static List<string> Of(IReadOnlyList<object?> roots, IReadOnlyList<string> names)
    {
        var result = new List<string>();
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < roots.Count; i++) Visit(roots[i], names[i]);
        return result;

        void Visit(object? value, string name)
        {
            if (value is null) return;
            if (value is double or float)
            {
                result.Add(name);
                return;
            }

            var type = value.GetType();
            if (FloatLeaves.IsOpaque(type) || (!type.IsValueType && !visited.Add(value))) return;
            if (value is not Array array)
            {
                foreach (var field in FloatLeaves.FieldsOf(type)) Visit(field.GetValue(value), $"{name}.{Plain(field.Name)}");
                return;
            }

            if (FloatLeaves.IsOpaque(type.GetElementType()!)) return;
            var index = Enumerable.Range(0, array.Rank).Select(array.GetLowerBound).ToArray();
            for (long n = 0; n < array.LongLength; n++)
            {
                Visit(array.GetValue(index), $"{name}[{string.Join(',', index)}]");
                for (var d = array.Rank - 1; d >= 0 && ++index[d] > array.GetUpperBound(d); d--) index[d] = array.GetLowerBound(d);
            }
        }
    }

    /// <summary>The property that the compiler made a field for.</summary>
    private static string Plain(string field) => field is ['<', .. var rest] && rest.IndexOf('>', StringComparison.Ordinal) is > 0 and var end ? rest[..end] : field;
}
