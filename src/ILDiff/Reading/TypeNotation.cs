namespace ILDiff.Reading;

using System.Text;
using Mono.Cecil;

/// <summary>
/// One spelling for types, so that what a user writes (<c>double[]</c>, <c>ref float</c>, <c>List&lt;int&gt;</c>) can be
/// compared with what metadata hold: full names, <c>.</c> for nesting, no arity marks, <c>&amp;</c> for every byref.
/// </summary>
internal static class TypeNotation
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["void"] = "System.Void", ["bool"] = "System.Boolean", ["char"] = "System.Char", ["string"] = "System.String", ["object"] = "System.Object",
        ["sbyte"] = "System.SByte", ["byte"] = "System.Byte", ["short"] = "System.Int16", ["ushort"] = "System.UInt16",
        ["int"] = "System.Int32", ["uint"] = "System.UInt32", ["long"] = "System.Int64", ["ulong"] = "System.UInt64",
        ["nint"] = "System.IntPtr", ["nuint"] = "System.UIntPtr",
        ["float"] = "System.Single", ["double"] = "System.Double", ["decimal"] = "System.Decimal",
    };

    /// <summary>The spelling of a type from metadata.</summary>
    public static string Of(TypeReference type) => type switch
    {
        ByReferenceType byRef => Of(byRef.ElementType) + "&",
        PointerType pointer => Of(pointer.ElementType) + "*",
        ArrayType array => $"{Of(array.ElementType)}[{new string(',', array.Rank - 1)}]",
        GenericInstanceType instance => $"{Of(instance.ElementType)}<{string.Join(",", instance.GenericArguments.Select(Of))}>",
        IModifierType modified => Of(modified.ElementType),
        PinnedType pinned => Of(pinned.ElementType),
        GenericParameter parameter => parameter.Name,
        _ => WithoutArity(type.FullName.Replace('/', '.')),
    };

    /// <summary>The spelling of a type that a user wrote; its names may lack the namespace.</summary>
    public static string Of(string written)
    {
        var text = written.Trim();
        foreach (var modifier in (string[])["ref ", "out ", "in "])
        {
            if (text.StartsWith(modifier, StringComparison.Ordinal)) return Of(text[modifier.Length..]) + "&";
        }

        var result = new StringBuilder();
        var name = new StringBuilder();
        foreach (var c in WithoutArity(text.Replace('+', '.').Replace('/', '.')))
        {
            if (char.IsWhiteSpace(c)) continue;
            if (c is '<' or '>' or ',' or '[' or ']' or '&' or '*' or '(' or ')' or '?')
            {
                Flush();
                result.Append(c);
            }
            else
            {
                name.Append(c);
            }
        }

        Flush();
        return result.ToString();

        void Flush()
        {
            if (name.Length == 0) return;
            result.Append(Keywords.GetValueOrDefault(name.ToString(), name.ToString()));
            name.Clear();
        }
    }

    /// <summary>
    /// Whether a type from metadata is the one written: each name is equal, or ends with what is written after a dot.
    /// </summary>
    public static bool Matches(string spelled, string written)
    {
        var left = Names(spelled);
        var right = Names(written);
        return left.Count == right.Count && left.Zip(right).All(pair =>
            pair.First == pair.Second || pair.Second == "*" ||
            (char.IsLetter(pair.Second[0]) && pair.First.EndsWith("." + pair.Second, StringComparison.Ordinal)));
    }

    /// <summary>Splits at commas that are not inside brackets.</summary>
    public static List<string> Split(string list)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] is '<' or '[' or '(') depth++;
            else if (list[i] is '>' or ']' or ')') depth--;
            else if (list[i] == ',' && depth == 0)
            {
                parts.Add(list[start..i].Trim());
                start = i + 1;
            }
        }

        if (list.Trim().Length > 0) parts.Add(list[start..].Trim());
        return parts;
    }

    private static List<string> Names(string spelled)
    {
        var names = new List<string>();
        var start = -1;
        for (var i = 0; i <= spelled.Length; i++)
        {
            var inName = i < spelled.Length && spelled[i] is not ('<' or '>' or ',' or '[' or ']' or '&' or '(' or ')' or '?')
                && !(spelled[i] == '*' && i > 0);
            if (inName && start < 0) start = i;
            if (inName || i > spelled.Length) continue;
            if (start >= 0) names.Add(spelled[start..i]);
            start = -1;
            if (i < spelled.Length) names.Add(spelled[i].ToString());
        }

        return names;
    }

    private static string WithoutArity(string name)
    {
        var result = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '`')
            {
                result.Append(name[i]);
                continue;
            }

            while (i + 1 < name.Length && char.IsDigit(name[i + 1])) i++;
        }

        return result.ToString();
    }
}
