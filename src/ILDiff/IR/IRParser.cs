namespace ILDiff.IR;

using System.Globalization;
using ILDiff.Types;

/// <summary>
/// Reads what <see cref="IRPrinter"/> writes: printing the result gives the same text. Comments from <c>//</c> to the
/// end of the line and empty lines mean nothing. What is wrong is a <see cref="FormatException"/> with the line. The
/// result need not be a sound method: that is the verifier's business.
/// </summary>
internal sealed partial class IRParser
{
    private readonly TypeUniverse types;
    private readonly NameResolver names;
    private readonly IRMethod method;
    private readonly Dictionary<string, Block> blocks = [];
    private readonly Dictionary<string, IRLexer> regionLines = [];
    private readonly Dictionary<string, Region> regions = [];
    private readonly Dictionary<int, Value> values = [];
    private readonly Dictionary<int, (IRLexer Line, Token Result)> pending = [];
    private readonly List<(Block Block, IRLexer Line, Token Result)> steps = [];

    private IRParser(string text, TypeUniverse types)
    {
        this.types = types;
        names = new NameResolver(types);
        var lines = text.Split('\n').Select((l, i) => new IRLexer(l, i + 1)).Where(l => !l.IsEmpty).ToList();
        if (lines.Count == 0) throw new FormatException("line 1: there is no method");
        var parameters = new List<(Token Value, IRType Type)>();
        method = Header(lines[0], parameters);
        method.ReserveIds(1 + Largest(lines, t => t.Form == TokenForm.Value ? t.Id : -1), 1 + Largest(lines, t => BlockId(t) ?? -1));
        Structure(lines, parameters);
        foreach (var (block, line, result) in steps)
        {
            var instruction = result.Id < 0 ? Build(line) : (Instruction)Value(line, result);
            if (instruction is Terminator terminator) block.Terminate(terminator);
            else block.Append(instruction);
            if (result.Id < 0 && instruction.Type.Kind != TypeKind.Void) throw line.Error("the result has no name");
        }
    }

    /// <summary>The method that the text describes; types and members are looked up by name.</summary>
    public static IRMethod Parse(string text, TypeUniverse types) => new IRParser(text, types).method;

    private static int Largest(List<IRLexer> lines, Func<Token, int> id)
    {
        var largest = -1;
        foreach (var line in lines)
        {
            for (var i = 0; line.Peek(i).Form != TokenForm.End; i++) largest = Math.Max(largest, id(line.Peek(i)));
        }

        return largest;
    }

    private static int? BlockId(Token token) =>
        token is { Form: TokenForm.Word, Text: ['b', .. var digits] } && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary><c>method Name(%0: T, …) : R</c>.</summary>
    private IRMethod Header(IRLexer line, List<(Token Value, IRType Type)> parameters)
    {
        line.Expect("method");
        var name = line.Take();
        if (name.Form is not (TokenForm.Word or TokenForm.Quoted)) throw line.Error("the method has no name");
        parameters.AddRange(Parameters(line));
        line.Expect(":");
        var made = new IRMethod(types, name.Text, names.Type(line));
        line.ExpectEnd();
        return made;
    }

    /// <summary>Makes blocks, their parameters and regions; keeps the lines of instructions for later.</summary>
    private void Structure(List<IRLexer> lines, List<(Token Value, IRType Type)> parameters)
    {
        var heads = new List<(Block Block, IRLexer Line)>();
        Block? current = null;
        foreach (var line in lines.Skip(1))
        {
            if (BlockId(line.Peek()) is { } id)
            {
                current = new Block(method, id);
                if (!blocks.TryAdd(line.Take().Text, current)) throw line.Error($"there are two blocks {current}");
                method.Blocks.Add(current);
                heads.Add((current, line));
            }
            else if (line.Accept("region"))
            {
                var name = line.Take(TokenForm.Word, "a region").Text;
                if (!regionLines.TryAdd(name, line)) throw line.Error($"there are two regions {name}");
            }
            else
            {
                var result = line.Peek().Form == TokenForm.Value ? line.Take() : new Token(TokenForm.End, "");
                if (result.Id >= 0) line.Expect("=");
                if (result.Id >= 0 && !pending.TryAdd(result.Id, (line, result))) throw line.Error($"%{result.Id} is defined twice");
                steps.Add((current ?? throw line.Error("there is no block yet"), line, result));
            }
        }

        if (current is null) throw lines[^1].Error("there is no block");
        foreach (var (value, type) in parameters)
        {
            method.ParameterTypes.Add(type);
            Add(method.Entry, lines[0], value, type.OnStack);
        }

        foreach (var name in regionLines.Keys) method.Regions.Add(RegionNamed(name, regionLines[name]));
        foreach (var (block, line) in heads)
        {
            if (line.Peek() is { Form: TokenForm.Mark, Text: "(" })
            {
                foreach (var (value, type) in Parameters(line)) Add(block, line, value, type);
            }

            if (line.Accept("in")) block.Region = RegionNamed(line.Take().Text, line);
            line.Expect(":");
            line.ExpectEnd();
        }
    }

    private List<(Token Value, IRType Type)> Parameters(IRLexer line)
    {
        var list = new List<(Token Value, IRType Type)>();
        line.Expect("(");
        while (!line.Accept(")"))
        {
            var value = line.Take(TokenForm.Value, "a value");
            line.Expect(":");
            list.Add((value, names.Type(line)));
            line.Accept(",");
        }

        return list;
    }

    private void Add(Block block, IRLexer line, Token token, IRType type)
    {
        var parameter = new BlockParameter(type, block) { Id = token.Id, Name = token.Text.Length > 0 ? token.Text : null };
        block.Parameters.Add(parameter);
        if (pending.ContainsKey(token.Id) || !values.TryAdd(token.Id, parameter)) throw line.Error($"%{token.Id} is defined twice");
    }

    /// <summary><c>region r1 catch T in r0 guards r2 at b3</c>.</summary>
    private Region RegionNamed(string name, IRLexer from)
    {
        if (regions.TryGetValue(name, out var known)) return known;
        if (!regionLines.TryGetValue(name, out var line)) throw from.Error($"there is no region {name}");
        var word = line.Take(TokenForm.Word, "the kind of region").Text;
        if (!Enum.TryParse<RegionKind>(word, ignoreCase: true, out var kind)) throw line.Error($"there is no region kind {word}");
        var catches = kind == RegionKind.Catch ? names.Type(line) : null;
        var parent = line.Accept("in") ? RegionNamed(line.Take().Text, line) : null;
        var guarded = line.Accept("guards") ? RegionNamed(line.Take().Text, line) : null;
        var region = new Region(kind, parent) { Guarded = guarded, CatchType = catches };
        if (line.Accept("at")) region.Entry = BlockNamed(line);
        line.ExpectEnd();
        regions.Add(name, region);
        return region;
    }

    private Block BlockNamed(IRLexer line)
    {
        var name = line.Take(TokenForm.Word, "a block").Text;
        return blocks.GetValueOrDefault(name) ?? throw line.Error($"there is no block {name}");
    }

    /// <summary>The value of that name; makes the instruction if it has not been met yet.</summary>
    private Value Value(IRLexer from, Token token)
    {
        if (values.TryGetValue(token.Id, out var known)) return known;
        if (!pending.Remove(token.Id, out var definition)) throw from.Error($"%{token.Id} is not defined, or by way of itself");
        var instruction = Build(definition.Line);
        if (instruction.Type.Kind == TypeKind.Void) throw definition.Line.Error("there is no result to name");
        if (definition.Result.Text.Length > 0) instruction.Name = definition.Result.Text;
        instruction.Id = token.Id;
        values.Add(token.Id, instruction);
        return instruction;
    }
}
