namespace ILDiff.Checking;

/// <summary>Whether two values are the same bit for bit: numbers, and objects of the same type and shape with the same contents.</summary>
internal static class DeepEquality
{
    public static bool Same(object? left, object? right) => Same(left, right, new Dictionary<object, object>(ReferenceEqualityComparer.Instance));

    public static bool Same(object?[] left, object?[] right)
    {
        var paired = new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
        return left.Length == right.Length && left.Zip(right).All(pair => Same(pair.First, pair.Second, paired));
    }

    private static bool Same(object? left, object? right, Dictionary<object, object> paired)
    {
        if (left is null || right is null) return left is null && right is null;
        var type = left.GetType();
        if (type != right.GetType()) return false;
        switch (left)
        {
            case double number: return BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)right) || (double.IsNaN(number) && double.IsNaN((double)right));
            case float number: return BitConverter.SingleToInt32Bits(number) == BitConverter.SingleToInt32Bits((float)right) || (float.IsNaN(number) && float.IsNaN((float)right));
        }

        if (FloatLeaves.IsOpaque(type)) return typeof(Delegate).IsAssignableFrom(type) || left.Equals(right);
        if (!type.IsValueType)
        {
            if (ReferenceEquals(left, right)) return true;
            if (paired.TryGetValue(left, out var partner)) return ReferenceEquals(partner, right);
            paired.Add(left, right);
        }

        if (left is Array array) return SameElements(array, (Array)right, paired);
        return FloatLeaves.FieldsOf(type).All(field => Same(field.GetValue(left), field.GetValue(right), paired));
    }

    private static bool SameElements(Array left, Array right, Dictionary<object, object> paired)
    {
        for (var d = 0; d < left.Rank; d++)
        {
            if (left.GetLength(d) != right.GetLength(d)) return false;
        }

        var ours = left.GetEnumerator();
        var theirs = right.GetEnumerator();
        while (ours.MoveNext() && theirs.MoveNext())
        {
            if (!Same(ours.Current, theirs.Current, paired)) return false;
        }

        return true;
    }
}
