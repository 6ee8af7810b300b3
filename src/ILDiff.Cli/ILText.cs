namespace ILDiff.Cli;

using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>The IL of methods as text, one instruction a line, with the source lines that they come from.</summary>
internal static class ILText
{
    public static string Of(IEnumerable<MethodDefinition> methods)
    {
        var text = new StringBuilder();
        foreach (var method in methods) Append(text, method);
        return text.ToString();
    }

    private static void Append(StringBuilder text, MethodDefinition method)
    {
        text.AppendLine(method.FullName);
        text.AppendLine("{");
        if (method.HasBody) AppendBody(text, method);
        text.AppendLine("}").AppendLine();
    }

    private static void AppendBody(StringBuilder text, MethodDefinition method)
    {
        var body = method.Body;
        text.AppendLine($"  // stack {body.MaxStackSize}, {body.CodeSize} bytes");
        foreach (var local in body.Variables) text.AppendLine($"  .local {local.Index}: {local.VariableType.FullName}");
        foreach (var handler in body.ExceptionHandlers)
        {
            text.AppendLine($"  .try {Label(handler.TryStart)} to {Label(handler.TryEnd)} {handler.HandlerType.ToString().ToLowerInvariant()} {handler.CatchType?.FullName} {Label(handler.HandlerStart)} to {Label(handler.HandlerEnd)}");
        }

        var points = method.DebugInformation.SequencePoints.GroupBy(p => p.Offset).ToDictionary(g => g.Key, g => g.First());
        var offset = 0;
        foreach (var instruction in body.Instructions)
        {
            // Instructions that were never written or read have no offset of their own yet.
            instruction.Offset = offset;
            offset += instruction.GetSize();
        }

        foreach (var instruction in body.Instructions)
        {
            if (points.TryGetValue(instruction.Offset, out var point) && !point.IsHidden) text.AppendLine($"  // {Path.GetFileName(point.Document.Url)}:{point.StartLine}");
            text.AppendLine($"  {instruction}");
        }
    }

    private static string Label(Instruction? instruction) => instruction is null ? "end" : $"IL_{instruction.Offset:x4}";
}
