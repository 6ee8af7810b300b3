namespace ILDiff.Reading;

using Mono.Cecil;

/// <summary>A method that its author marked with <c>[Differentiable]</c>.</summary>
/// <param name="Method">The method.</param>
/// <param name="WithRespectTo">The parameters that the attribute names; empty means all.</param>
public sealed record MarkedMethod(MethodDefinition Method, IReadOnlyList<string> WithRespectTo)
{
    private const string AttributeName = "ILDiff.DifferentiableAttribute";

    /// <summary>All marked methods of a module, in metadata order.</summary>
    public static IEnumerable<MarkedMethod> In(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        let attribute = method.CustomAttributes.FirstOrDefault(a => a.AttributeType.FullName == AttributeName)
        where attribute is not null
        select new MarkedMethod(method, Names(attribute));

    private static List<string> Names(CustomAttribute attribute)
    {
        var value = attribute.Properties.Concat(attribute.Fields).FirstOrDefault(p => p.Name == "WithRespectTo").Argument.Value;
        if (value is CustomAttributeArgument boxed) value = boxed.Value;
        return value switch
        {
            string list => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            CustomAttributeArgument[] array => [.. array.Select(a => a.Value).OfType<string>()],
            _ => [],
        };
    }
}
