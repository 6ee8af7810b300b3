namespace ILDiff.IR;

using System.Globalization;
using System.Text;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>How the text form writes types, members, literals and operators; <see cref="IRParser"/> reads all of it back.</summary>
internal static class IRNames
{
    /// <summary>Keywords for the primitive types, by full name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Keywords = new Dictionary<string, string>
    {
        ["System.Void"] = "void", ["System.Boolean"] = "bool", ["System.Char"] = "char",
        ["System.SByte"] = "sbyte", ["System.Byte"] = "byte", ["System.Int16"] = "short", ["System.UInt16"] = "ushort",
        ["System.Int32"] = "int", ["System.UInt32"] = "uint", ["System.Int64"] = "long", ["System.UInt64"] = "ulong",
        ["System.IntPtr"] = "nint", ["System.UIntPtr"] = "nuint", ["System.Single"] = "float", ["System.Double"] = "double",
        ["System.Object"] = "object", ["System.String"] = "string",
    };

    /// <summary>Text of each binary operator, such as <c>add.ovf.un</c>.</summary>
    public static readonly IReadOnlyDictionary<BinaryOperator, string> Binary = Table<BinaryOperator>();

    public static readonly IReadOnlyDictionary<UnaryOperator, string> Unary = Table<UnaryOperator>();

    public static readonly IReadOnlyDictionary<CompareOperator, string> Compare = Table<CompareOperator>();

    /// <summary><c>double</c>, <c>System.Foo</c>, <c>System.G`1&lt;int&gt;</c>, <c>double[,]</c>, <c>double&amp;</c>.</summary>
    public static string Of(IRType type)
    {
        switch (type.Kind)
        {
            case TypeKind.Array: return Of(type.Element!) + "[]";
            case TypeKind.MultiArray: return $"{Of(type.Element!)}[{Commas(((ArrayType)type.Reference).Rank)}]";
            case TypeKind.ByRef: return Of(type.Element!) + "&";
            case TypeKind.Pointer: return Of(type.Element!) + "*";
        }

        var name = type.Definition?.FullName ?? type.Reference.GetElementType().FullName;
        if (Keywords.TryGetValue(name, out var keyword)) return keyword;
        var arguments = type.Arguments.TypeArguments;
        return arguments.Count == 0 ? Quote(name) : $"{Quote(name)}<{string.Join(", ", arguments.Select(Of))}>";
    }

    public static string Of(IRField field) => Member(field.DeclaringType, field.Name);

    /// <summary>
    /// A method, with its signature unless the stack types of the arguments tell it from all overloads:
    /// <c>System.Math.Sin</c>, or <c>System.Math.Abs(short):short</c>.
    /// </summary>
    public static string Of(MethodHandle method, IReadOnlyList<IRType>? arguments)
    {
        var name = Member(method.DeclaringType, method.Name);
        if (method.Context.MethodArguments.Count > 0) name += $"<{string.Join(", ", method.Context.MethodArguments.Select(Of))}>";
        if (arguments is not null && MethodLookup.ByArguments(method.DeclaringType, method.Name, method.Context.MethodArguments, arguments) == method) return name;
        var parameters = string.Join(", ", method.Parameters.Skip(method.HasThis ? 1 : 0).Select(Of));
        return $"{(method.HasThis ? "instance " : "")}{name}({parameters}):{Of(method.ReturnType)}";
    }

    /// <summary>A literal with its type, exact to the bit: <c>1</c>, <c>1L</c>, <c>1n</c>, <c>1.0</c>, <c>1.0f</c>, <c>null(T)</c>, <c>zero(T)</c>.</summary>
    public static string Of(Constant constant)
    {
        var kind = constant.Type.Kind;
        return constant.Literal switch
        {
            null => $"{(kind == TypeKind.Struct ? "zero" : "null")}({Of(constant.Type)})",
            int i when kind == TypeKind.Int32 => i.ToString(CultureInfo.InvariantCulture),
            long l when kind == TypeKind.Int64 => l.ToString(CultureInfo.InvariantCulture) + "L",
            long l when kind == TypeKind.NativeInt => l.ToString(CultureInfo.InvariantCulture) + "n",
            double d when kind == TypeKind.Float64 => Of(d),
            float f when kind == TypeKind.Float32 => Of(f),
            string s when constant.Type == constant.Type.OnStack && kind == TypeKind.Reference => Escape(s),
            var other => $"const({Of(constant.Type)}, {other switch
            {
                int i => i.ToString(CultureInfo.InvariantCulture),
                long l => l.ToString(CultureInfo.InvariantCulture) + "L",
                double d => Of(d),
                float f => Of(f),
                string s => Escape(s),
                _ => Escape(other.ToString()!),
            }})",
        };
    }

    /// <summary>A name as it stands, or quoted where it has characters that mean something in the text form.</summary>
    public static string Quote(string name) => name.Length > 0 && name.All(IsPlain) ? name : $"'{name.Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>Characters of an unquoted name.</summary>
    public static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '/' or '`' or '$';

    /// <summary>A string literal in double quotes.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') result.Append('\\').Append(c);
            else if (c is < ' ' or > '~') result.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else result.Append(c);
        }

        return result.Append('"').ToString();
    }

    private static string Member(IRType declaring, string name) =>
        name.Contains('.', StringComparison.Ordinal) || !name.All(IsPlain) ? $"{Of(declaring)}::{Quote(name)}" : $"{Of(declaring)}.{name}";

    private static string Of(double value) =>
        double.IsNaN(value)
            ? BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(double.NaN) ? "nan" : $"bits(0x{BitConverter.DoubleToInt64Bits(value):x16})"
            : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf")
            : Fraction(value.ToString("R", CultureInfo.InvariantCulture));

    private static string Of(float value) =>
        float.IsNaN(value)
            ? BitConverter.SingleToInt32Bits(value) == BitConverter.SingleToInt32Bits(float.NaN) ? "nanf" : $"bitsf(0x{BitConverter.SingleToInt32Bits(value):x8})"
            : float.IsInfinity(value) ? (value > 0 ? "inff" : "-inff")
            : Fraction(value.ToString("R", CultureInfo.InvariantCulture)) + "f";

    private static string Fraction(string digits) => digits.AsSpan().IndexOfAny('.', 'E') >= 0 ? digits : digits + ".0";

    private static string Commas(int rank) => rank == 1 ? "*" : new string(',', rank - 1);

    private static Dictionary<T, string> Table<T>() where T : struct, Enum
    {
        var table = new Dictionary<T, string>();
        foreach (var op in Enum.GetValues<T>())
        {
            var text = new StringBuilder();
            foreach (var c in op.ToString())
            {
                if (char.IsUpper(c) && text.Length > 0) text.Append('.');
                text.Append(char.ToLowerInvariant(c));
            }

            table.Add(op, text.ToString());
        }

        return table;
    }
}
