namespace ILDiff.IR;

using System.Text;
using ILDiff.Types;

/// <summary>
/// The text form of a method, one instruction a line, for people and golden files; <see cref="IRParser"/> reads it
/// back. Values are <c>%id</c> or <c>%id:name</c>, blocks <c>bid</c>, regions <c>rN</c> in the order of
/// <see cref="IRMethod.Regions"/>.
/// </summary>
internal static class IRPrinter
{
    /// <summary>The whole method.</summary>
    /// <param name="method">What to print.</param>
    /// <param name="annotate">What to say of a value (block parameters too) in a comment at the end of its line.</param>
    public static string Print(IRMethod method, Func<Value, string?>? annotate = null)
    {
        var text = new StringBuilder();
        text.Append("method ").Append(IRNames.Quote(method.Name)).Append('(');
        text.AppendJoin(", ", method.Parameters.Select((p, i) => $"{Of(p)}: {IRNames.Of(Declared(method, i))}"));
        text.Append(") : ").Append(IRNames.Of(method.ReturnType));
        Comment(text, method.Parameters, annotate);
        for (var i = 0; i < method.Regions.Count; i++) text.Append(Describe(method, i)).Append('\n');
        foreach (var block in method.Blocks)
        {
            text.Append(block);
            var parameters = block == method.Entry ? [] : block.Parameters;
            if (parameters.Count > 0) text.Append('(').AppendJoin(", ", parameters.Select(p => $"{Of(p)}: {IRNames.Of(p.Type)}")).Append(')');
            if (block.Region is { } region) text.Append(" in r").Append(method.Regions.IndexOf(region));
            text.Append(':');
            Comment(text, parameters, annotate);
            foreach (var instruction in block.All)
            {
                text.Append("  ").Append(Print(instruction));
                if (annotate?.Invoke(instruction) is { Length: > 0 } comment) text.Append("  // ").Append(comment);
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>One instruction, as on its line.</summary>
    public static string Print(Instruction instruction)
    {
        var step = Step(instruction);
        return instruction.Type.Kind == TypeKind.Void ? step : $"{Of(instruction)} = {step}";
    }

    /// <summary>A value as an operand: a literal, or <c>%id:name</c>.</summary>
    public static string Of(Value value) => value switch
    {
        Constant constant => IRNames.Of(constant),
        { Name: { Length: > 0 } name } => $"%{value.Id}:{Plain(name)}",
        _ => $"%{value.Id}",
    };

    /// <summary>An edge, as <c>b3(%1, %2)</c>.</summary>
    public static string Of(Edge edge) => edge.Arguments.Count == 0 ? edge.Target.ToString() : $"{edge.Target}({Join(edge.Arguments)})";

    /// <summary>The type of the result that the parser gives an instruction unless the text says otherwise; null where it always says.</summary>
    internal static IRType? DefaultType(Instruction instruction) => instruction switch
    {
        ElementAddress { Array.Type: { IsArray: true } array } => array.Universe.ByRefTo(array.Element!),
        ElementAddress { Array.Type: { IsSpan: true } span } => span.Universe.ByRefTo(span.Element!),
        ElementAddress or LoadToken or StackAllocate or Opaque => null,
        FieldAddress field => field.Field.Type.Universe.ByRefTo(field.Field.Type),
        StaticFieldAddress field => field.Field.Type.Universe.ByRefTo(field.Field.Type),
        Slot slot => slot.Stored.Universe.ByRefTo(slot.Stored),
        Unbox unbox => unbox.Boxed.Universe.ByRefTo(unbox.Boxed),
        Box box => box.Boxed.Universe.Object,
        ArrayLength length => length.Array.Type.Kind is TypeKind.MultiArray or TypeKind.Span ? length.Array.Type.Universe.Int32 : length.Array.Type.Universe.NativeInt,
        _ => instruction.Type,
    };

    private static string Step(Instruction instruction)
    {
        var all = Join(instruction.Operands.ToArray());
        var step = instruction switch
        {
            Binary i => $"{IRNames.Binary[i.Operator]}{(i.IsAccumulation ? " acc" : "")} {all}",
            Unary i => $"{IRNames.Unary[i.Operator]} {all}",
            Compare i => $"{IRNames.Compare[i.Operator]} {all}",
            Convert i => $"convert {(i.ThrowsOnOverflow ? "ovf " : "")}{(i.FromUnsigned ? "un " : "")}{IRNames.Of(i.Target)} {all}",
            Select => $"select {all}",
            Slot i => $"slot {(i.IsPinned ? "pinned " : "")}{IRNames.Of(i.Stored)}",
            ElementAddress i => $"element {Of(i.Array)}[{Join(i.Indices.ToArray())}]",
            FieldAddress i => $"field {all}, {IRNames.Of(i.Field)}",
            StaticFieldAddress i => $"static {IRNames.Of(i.Field)}",
            Load i => $"load {(i.IsVolatile ? "volatile " : "")}{RoleOf(i.Role)}{IRNames.Of(i.Accessed)} {all}",
            Store i => $"store {(i.IsVolatile ? "volatile " : "")}{RoleOf(i.Role)}{IRNames.Of(i.Accessed)} {all}",
            BlockMemory i => $"{(i.Copies ? "copyblock" : "initblock")} {all}",
            StackAllocate => $"stackalloc {all}",
            ExtractField i => $"extract {all}, {IRNames.Of(i.Field)}",
            InsertField i => $"insert {Of(i.Container)}, {IRNames.Of(i.Field)}, {Of(i.Value)}",
            NewObject i => $"new {Constructor(i)}({all})",
            Allocate i => $"allocate {IRNames.Of(i.Type)}",
            NewArray i => $"newarray {IRNames.Of(i.Type)} {all}",
            MakeSpan i => $"span {IRNames.Of(i.Type)} {all}",
            ArrayLength i => $"length {all}{(i.Dimension == 0 ? "" : $", {i.Dimension}")}",
            Box i => $"box {IRNames.Of(i.Boxed)} {all}",
            Unbox i => $"unbox {IRNames.Of(i.Boxed)} {all}",
            Cast i => $"{(i.Throws ? "cast" : "isinst")} {IRNames.Of(i.Target)} {all}",
            LoadToken i => $"token {i.Kind.ToString().ToLowerInvariant()} {Token(i.Token)}{(all.Length > 0 ? $" of {all}" : "")}",
            Call i => $"call {(i.IsPureFunction ? "pure " : "")}{(i.Kind == CallKind.Virtual ? "virtual " : "")}"
                + $"{(i.Constrained is { } type ? $"constrained({IRNames.Of(type)}) " : "")}{Callee(i.Method, i)}({all})",
            Opaque i => $"opaque {IRNames.Escape(i.Opcode)}({all})",
            Jump i => $"jump {Of(i.Target)}",
            Leave i => $"leave {Of(i.Edges[0])}",
            Branch or Switch => $"{(instruction is Branch ? "branch" : "switch")} {all}, {string.Join(", ", ((Terminator)instruction).Edges.Select(Of))}",
            Return => all.Length == 0 ? "return" : $"return {all}",
            Throw => all.Length == 0 ? "rethrow" : $"throw {all}",
            EndHandler => all.Length == 0 ? "endfinally" : $"endfilter {all}",
            _ => throw new NotSupportedException($"no text form of {instruction.GetType().Name}"),
        };
        return instruction.Type.Kind == TypeKind.Void || DefaultType(instruction) == instruction.Type ? step : $"{step} as {IRNames.Of(instruction.Type)}";
    }

    private static string Callee(MethodHandle method, Instruction call) => IRNames.Of(method, [.. call.Operands.ToArray().Select(o => o.Type)]);

    /// <summary>The type alone where that names the constructor.</summary>
    private static string Constructor(NewObject allocation)
    {
        var arguments = allocation.Operands.ToArray().Select(o => o.Type).Prepend(allocation.Type);
        var name = IRNames.Of(allocation.Constructor, [.. arguments]);
        return name.EndsWith("::.ctor", StringComparison.Ordinal) ? name[..^"::.ctor".Length] : name;
    }

    private static string Token(object token) => token switch
    {
        IRType type => $"type {IRNames.Of(type)}",
        IRField field => $"field {IRNames.Of(field)}",
        MethodHandle method => $"method {IRNames.Of(method, null)}",
        _ => throw new NotSupportedException($"no text form of a token {token.GetType().Name}"),
    };

    private static string Join(IEnumerable<Value> values) => string.Join(", ", values.Select(Of));

    private static IRType Declared(IRMethod method, int index) =>
        index < method.ParameterTypes.Count ? method.ParameterTypes[index] : method.Parameters[index].Type;

    private static void Comment(StringBuilder text, IReadOnlyList<Value> values, Func<Value, string?>? annotate)
    {
        var comments = values.Select(v => annotate?.Invoke(v) is { Length: > 0 } comment ? $"{Of(v)} {comment}" : null).OfType<string>();
        var joined = string.Join("; ", comments);
        if (joined.Length > 0) text.Append("  // ").Append(joined);
        text.Append('\n');
    }

    private static string Describe(IRMethod method, int index)
    {
        var region = method.Regions[index];
        var text = new StringBuilder($"region r{index} {region.Kind.ToString().ToLowerInvariant()}");
        if (region.CatchType is { } type) text.Append(' ').Append(IRNames.Of(type));
        if (region.Parent is { } parent) text.Append(" in r").Append(method.Regions.IndexOf(parent));
        if (region.Guarded is { } guarded) text.Append(" guards r").Append(method.Regions.IndexOf(guarded));
        if (region.Entry is { } entry) text.Append(" at ").Append(entry);
        return text.ToString();
    }

    /// <summary>A user's name without the characters that end a name in the text form.</summary>
    private static string Plain(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '_' or '$' ? c : '_'));

    private static string RoleOf(AccessRole role) => role == AccessRole.Plain ? "" : role.ToString().ToLowerInvariant() + " ";
}
