namespace ILDiff.IR;

using System.Globalization;
using ILDiff.Types;

/// <summary>Instructions and literals.</summary>
internal sealed partial class IRParser
{
    private static readonly Dictionary<string, BinaryOperator> Binaries = IRNames.Binary.ToDictionary(o => o.Value, o => o.Key);
    private static readonly Dictionary<string, UnaryOperator> Unaries = IRNames.Unary.ToDictionary(o => o.Value, o => o.Key);
    private static readonly Dictionary<string, CompareOperator> Compares = IRNames.Compare.ToDictionary(o => o.Value, o => o.Key);

    /// <summary>The instruction from its opcode on; in no block yet.</summary>
    private Instruction Build(IRLexer line)
    {
        var opcode = line.Take(TokenForm.Word, "an instruction").Text;
        var made = Binaries.TryGetValue(opcode, out var binary) ? OfTwo(line, (a, b, sum) => new Binary(binary, a, b) { IsAccumulation = sum })
            : Unaries.TryGetValue(opcode, out var unary) ? new Unary(unary, Operand(line))
            : Compares.TryGetValue(opcode, out var compare) ? OfTwo(line, (a, b, _) => new Compare(compare, a, b, types.Int32))
            : Build(opcode, line);
        line.ExpectEnd();
        return made;
    }

    private Instruction Build(string opcode, IRLexer line)
    {
        switch (opcode)
        {
            case "convert":
                var (overflow, unsigned) = (line.Accept("ovf"), line.Accept("un"));
                var target = names.Type(line);
                return new Convert(Operand(line), target, overflow, unsigned);
            case "select":
                var choice = Operands(line);
                return choice.Length == 3 ? new Select(choice[0], choice[1], choice[2]) : throw line.Error("select takes three values");
            case "slot":
                var pinned = line.Accept("pinned");
                var stored = names.Type(line);
                return new Slot(stored, As(line) ?? types.ByRefTo(stored)) { IsPinned = pinned };
            case "element":
                var array = Operand(line);
                line.Expect("[");
                var indices = Operands(line);
                line.Expect("]");
                var element = As(line) ?? types.ByRefTo(array.Type.Element ?? throw line.Error("that is no array"));
                return new ElementAddress(element, [array, .. indices]);
            case "field":
                var container = Operand(line);
                line.Expect(",");
                var field = names.Field(line);
                return new FieldAddress(container, field, As(line) ?? types.ByRefTo(field.Type));
            case "static":
                var shared = names.Field(line);
                return new StaticFieldAddress(shared, As(line) ?? types.ByRefTo(shared.Type));
            case "load" or "store":
                var isVolatile = line.Accept("volatile");
                var role = line.Accept("primal") ? AccessRole.Primal : line.Accept("again") ? AccessRole.Again : line.Accept("shadow") ? AccessRole.Shadow : AccessRole.Plain;
                var accessed = names.Type(line);
                return opcode == "load" ? new Load(Operand(line), accessed, isVolatile) { Role = role }
                    : OfTwo(line, (a, v, _) => new Store(a, v, accessed, types.Void, isVolatile) { Role = role });
            case "copyblock" or "initblock":
                var block = Operands(line);
                return block.Length == 3 ? new BlockMemory(opcode == "copyblock", block[0], block[1], block[2], types.Void) : throw line.Error($"{opcode} takes three values");
            case "stackalloc":
                return new StackAllocate(Operand(line), As(line) ?? throw line.Error("expected as and a type"));
            case "call":
                return Call(line);
            case "opaque":
                var name = line.Take(TokenForm.String, "the opcode").Text;
                var given = InBrackets(line);
                return new Opaque(name, given, As(line) ?? types.Void);
            default:
                return OfObjects(opcode, line) ?? Ending(opcode, line) ?? throw line.Error($"there is no instruction {opcode}");
        }
    }

    private Instruction? OfObjects(string opcode, IRLexer line)
    {
        switch (opcode)
        {
            case "extract":
                var whole = Operand(line);
                line.Expect(",");
                return new ExtractField(whole, names.Field(line));
            case "insert":
                var old = Operand(line);
                line.Expect(",");
                var field = names.Field(line);
                line.Expect(",");
                return new InsertField(old, field, Operand(line));
            case "new":
                Value[]? arguments = null;
                var constructor = names.Constructor(line, type => [type, .. (arguments = InBrackets(line)).Select(a => a.Type)]);
                return new NewObject(constructor, arguments ?? InBrackets(line));
            case "allocate":
                return new Allocate(names.Type(line));
            case "newarray":
                var array = names.Type(line);
                return new NewArray(array, Operands(line));
            case "span":
                var span = names.Type(line);
                return new MakeSpan(span, Operands(line));
            case "length":
                var measured = Operand(line);
                var dimension = line.Accept(",") ? int.Parse(line.Take(TokenForm.Number, "a dimension").Text, CultureInfo.InvariantCulture) : 0;
                return new ArrayLength(measured, dimension, As(line) ?? (measured.Type.Kind is TypeKind.MultiArray or TypeKind.Span ? types.Int32 : types.NativeInt));
            case "box" or "unbox":
                var boxed = names.Type(line);
                var content = Operand(line);
                return opcode == "box" ? new Box(content, boxed, As(line) ?? types.Object) : new Unbox(content, boxed, As(line) ?? types.ByRefTo(boxed));
            case "cast" or "isinst":
                var target = names.Type(line);
                return new Cast(Operand(line), target, opcode == "cast");
            case "token":
                return LoadToken(line);
            default:
                return null;
        }
    }

    private Terminator? Ending(string opcode, IRLexer line)
    {
        switch (opcode)
        {
            case "jump": return new Jump(Edge(line), types.Void);
            case "leave": return new Leave(Edge(line), types.Void);
            case "branch" or "switch":
                var value = Operand(line);
                var edges = new List<Edge>();
                while (line.Accept(",")) edges.Add(Edge(line));
                if (opcode == "switch") return new Switch(value, [.. edges], types.Void);
                return edges.Count == 2 ? new Branch(value, edges[0], edges[1], types.Void) : throw line.Error("a branch has two edges");
            case "return": return new Return(Operands(line), types.Void);
            case "throw": return new Throw([Operand(line)], types.Void);
            case "rethrow": return new Throw([], types.Void);
            case "endfinally": return new EndHandler([], types.Void);
            case "endfilter": return new EndHandler([Operand(line)], types.Void);
            default: return null;
        }
    }

    private Call Call(IRLexer line)
    {
        var (pure, isVirtual) = (line.Accept("pure"), line.Accept("virtual"));
        IRType? constrained = null;
        if (line.Accept("constrained"))
        {
            line.Expect("(");
            constrained = names.Type(line);
            line.Expect(")");
        }

        Value[]? arguments = null;
        var callee = names.Method(line, () => [.. (arguments = InBrackets(line)).Select(a => a.Type)]);
        return new Call(callee, isVirtual ? CallKind.Virtual : CallKind.Direct, arguments ?? InBrackets(line), constrained) { IsPureFunction = pure };
    }

    private LoadToken LoadToken(IRLexer line)
    {
        var word = line.Take().Text;
        if (!Enum.TryParse<TokenKind>(word, ignoreCase: true, out var kind)) throw line.Error($"there is no token kind {word}");
        object token = line.Take().Text switch
        {
            "type" => names.Type(line),
            "field" => names.Field(line),
            "method" => names.Method(line, () => throw line.Error("expected a signature")),
            var other => throw line.Error($"expected type, field or method, found {other}"),
        };
        var operands = line.Accept("of") ? Operands(line) : [];
        return new LoadToken(kind, token, operands, As(line) ?? throw line.Error("expected as and a type"));
    }

    private Edge Edge(IRLexer line)
    {
        var target = BlockNamed(line);
        return new Edge(target, line.Peek() is { Form: TokenForm.Mark, Text: "(" } ? InBrackets(line) : []);
    }

    private IRType? As(IRLexer line) => line.Accept("as") ? names.Type(line) : null;

    private Instruction OfTwo(IRLexer line, Func<Value, Value, bool, Instruction> make)
    {
        var accumulates = line.Accept("acc");
        var left = Operand(line);
        line.Expect(",");
        return make(left, Operand(line), accumulates);
    }

    private Value[] InBrackets(IRLexer line)
    {
        line.Expect("(");
        var list = Operands(line);
        line.Expect(")");
        return list;
    }

    private Value[] Operands(IRLexer line)
    {
        var list = new List<Value>();
        if (line.Peek() is { Form: TokenForm.End } or { Form: TokenForm.Mark, Text: ")" or "]" }) return [];
        do list.Add(Operand(line));
        while (line.Accept(","));
        return [.. list];
    }

    private Value Operand(IRLexer line)
    {
        var token = line.Take();
        switch (token.Form)
        {
            case TokenForm.Value:
                return Value(line, token);
            case TokenForm.String:
                return method.Constant(types.String, token.Text);
            case TokenForm.Word when token.Text is "null" or "zero" or "const":
                line.Expect("(");
                var type = names.Type(line);
                var literal = line.Accept(",") ? Literal(line, line.Take()) : null;
                line.Expect(")");
                return method.Constant(type, literal);
            default:
                var value = Literal(line, token);
                var suffix = token.Text[^1];
                return method.Constant(
                    value switch { int => types.Int32, long when suffix == 'n' => types.NativeInt, long => types.Int64, float => types.Float32, _ => types.Float64 }, value);
        }
    }

    private object Literal(IRLexer line, Token token)
    {
        var text = token.Text;
        if (token.Form == TokenForm.String) return text;
        switch (text)
        {
            case "nan": return double.NaN;
            case "nanf": return float.NaN;
            case "inf" or "-inf": return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            case "inff" or "-inff": return text[0] == '-' ? float.NegativeInfinity : float.PositiveInfinity;
            case "bits" or "bitsf":
                line.Expect("(");
                var bits = long.Parse(line.Take(TokenForm.Number, "bits").Text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                line.Expect(")");
                return text == "bits" ? BitConverter.Int64BitsToDouble(bits) : (object)BitConverter.Int32BitsToSingle((int)bits);
        }

        if (token.Form != TokenForm.Number) throw line.Error($"expected a value, found {text}");
        try
        {
            if (text[^1] is 'L' or 'n') return long.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
            if (text[^1] == 'f') return float.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
            return text.AsSpan().IndexOfAny('.', 'E') >= 0 ? double.Parse(text, CultureInfo.InvariantCulture) : (object)int.Parse(text, CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw line.Error($"{text} is no number");
        }
    }
}
