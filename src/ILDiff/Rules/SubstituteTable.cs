namespace ILDiff.Rules;

using ILDiff.Types;
using Mono.Cecil;

/// <summary>
/// Finds the plain methods of the runtime library that stand in for the framework's: by the framework type's name, the
/// method's name (<c>Construct</c> for a constructor) and the number of arguments, closed over the element type of the arrays and
/// spans passed, or for exactly the types of the arguments. A span that is a receiver is passed by value.
/// </summary>
internal sealed class SubstituteTable
{
    private const string Attribute = "ILDiff.Substitutes.SubstituteForAttribute";
    private readonly TypeUniverse types;
    private readonly ILookup<(string Type, string Method, int Arity), MethodDefinition> known;

    public SubstituteTable(TypeUniverse types, ModuleDefinition runtime)
    {
        this.types = types;
        known = runtime.Types
            .SelectMany(t => t.CustomAttributes.Where(a => a.AttributeType.FullName == Attribute).Select(a => (Type: t, For: (string)a.ConstructorArguments[0].Value)))
            .SelectMany(t => t.Type.Methods.Where(m => m.IsPublic).Select(m => (t.For, Method: m)))
            .ToLookup(m => (m.For, m.Method.Name, m.Method.Parameters.Count), m => m.Method);
    }

    /// <summary>The substitute for a call with operands of these types; null if there is none or it is of no use to derivatives.</summary>
    public MethodHandle? Find(MethodHandle method, IReadOnlyList<IRType> operands)
    {
        var candidates = known[(RuleBook.TypeName(method.DeclaringType), method.Name == ".ctor" ? "Construct" : method.Name, operands.Count)];
        foreach (var candidate in candidates)
        {
            if (!candidate.HasGenericParameters && candidate.Parameters.Zip(operands).All(p => types.Of(p.First.ParameterType).OnStack == p.Second)) return types.Method(candidate, GenericContext.Empty);
            if (candidate.GenericParameters.Count != 1) continue;
            if (ElementType(candidate, operands) is not { } element || !Analyses.TypeShape.MayCarryFloat(element)) continue;
            if (RuleBook.TypeName(method.DeclaringType) == "System.Buffer" && !element.IsFloat) continue;
            var closed = new GenericInstanceMethod(candidate);
            closed.GenericArguments.Add(element.Reference);
            return types.Method(closed, GenericContext.Empty);
        }

        return null;
    }

    /// <summary>The type that the parameter T must be for the operands to fit; null if they do not.</summary>
    private static IRType? ElementType(MethodDefinition candidate, IReadOnlyList<IRType> operands)
    {
        IRType? element = null;
        for (var i = 0; i < operands.Count; i++)
        {
            var parameter = candidate.Parameters[i].ParameterType;
            var operand = operands[i];
            if (parameter is ByReferenceType byRef)
            {
                if (operand.Element is null) return null;
                (parameter, operand) = (byRef.ElementType, operand.Element);
            }

            if (parameter is GenericInstanceType span)
            {
                if (operand is { Kind: TypeKind.ByRef, Element: { } receiver }) operand = receiver;
                if (!operand.IsSpan || operand.Definition!.FullName != span.ElementType.FullName || (element is not null && operand.Element != element)) return null;
                element = operand.Element;
            }

            if (parameter is not ArrayType { ElementType: GenericParameter } array) continue;
            if (!operand.IsArray || (operand.Reference as ArrayType)?.Rank != array.Rank || (element is not null && operand.Element != element)) return null;
            element = operand.Element;
        }

        return element;
    }
}
