namespace ILDiff.IR;

using ILDiff.Types;
using Mono.Cecil;

/// <summary>Types and members by the names that <see cref="IRNames"/> gives them, in a module and all that it references.</summary>
internal sealed class NameResolver(TypeUniverse types)
{
    private static readonly Dictionary<string, string> FullNames = IRNames.Keywords.ToDictionary(k => k.Value, k => k.Key);

    private readonly List<ModuleDefinition> modules = [types.Module];
    private readonly HashSet<string> seen = [];
    private int expanded;

    /// <summary>A type as it stands on the line.</summary>
    public IRType Type(IRLexer line)
    {
        var name = line.Take();
        if (name.Form is not (TokenForm.Word or TokenForm.Quoted)) throw line.Error($"expected a type, found {name.Text}");
        return Suffixes(line, Named(line, name, Arguments(line)));
    }

    /// <summary>A field as it stands on the line.</summary>
    public IRField Field(IRLexer line)
    {
        var (declaring, name, _) = Member(line);
        var definition = declaring.Definition?.Fields.FirstOrDefault(f => f.Name == name) ?? throw line.Error($"{IRNames.Of(declaring)} has no field {name}");
        return types.Field(new FieldReference(name, definition.FieldType, declaring.Reference), GenericContext.Empty);
    }

    /// <summary>
    /// A method as it stands on the line: with its signature, or told by the types of the arguments, which
    /// <paramref name="arguments"/> reads if need be.
    /// </summary>
    public MethodHandle Method(IRLexer line, Func<IReadOnlyList<IRType>> arguments)
    {
        var instance = line.Accept("instance");
        var (declaring, name, typeArguments) = Member(line);
        return Method(line, instance, declaring, name, typeArguments, arguments);
    }

    /// <summary>A constructor: a type alone, or a method.</summary>
    public MethodHandle Constructor(IRLexer line, Func<IRType, IReadOnlyList<IRType>> arguments)
    {
        if (line.Peek() is { Form: TokenForm.Word, Text: "instance" }) return Method(line, () => throw line.Error("expected a signature"));
        var declaring = Type(line);
        return Method(line, true, declaring, ".ctor", [], () => arguments(declaring));
    }

    private MethodHandle Method(IRLexer line, bool instance, IRType declaring, string name, IReadOnlyList<IRType> typeArguments, Func<IReadOnlyList<IRType>> arguments)
    {
        if (line.AfterBrackets() is not { Form: TokenForm.Mark, Text: ":" })
        {
            return MethodLookup.ByArguments(declaring, name, typeArguments, arguments())
                ?? throw line.Error($"the arguments do not tell which {IRNames.Of(declaring)}.{name} is meant");
        }

        var parameters = new List<IRType>();
        line.Expect("(");
        while (!line.Accept(")"))
        {
            parameters.Add(Type(line));
            line.Accept(",");
        }

        line.Expect(":");
        var returns = Type(line);
        return MethodLookup.BySignature(declaring, name, typeArguments, instance, parameters, returns)
            ?? (declaring.IsArray ? OfArray(declaring, name, parameters, returns) : throw line.Error($"{IRNames.Of(declaring)} has no {name} with that signature"));
    }

    /// <summary>A method that the run time gives arrays.</summary>
    private MethodHandle OfArray(IRType array, string name, List<IRType> parameters, IRType returns)
    {
        var reference = new MethodReference(name, returns.Reference, array.Reference) { HasThis = true };
        foreach (var parameter in parameters) reference.Parameters.Add(new ParameterDefinition(parameter.Reference));
        return types.Method(reference, GenericContext.Empty);
    }

    private (IRType Declaring, string Name, IReadOnlyList<IRType> TypeArguments) Member(IRLexer line)
    {
        var head = line.Take();
        if (head.Form is not (TokenForm.Word or TokenForm.Quoted)) throw line.Error($"expected a member, found {head.Text}");
        var arguments = Arguments(line);

        // The arguments are the type's if a member name follows, else the method's.
        if (line.Peek() is { Form: TokenForm.Word, Text: ['.', ..] } member)
        {
            line.Take();
            return (Named(line, head, arguments), member.Text[1..], Arguments(line));
        }

        if (line.Peek() is { Form: TokenForm.Mark, Text: "::" or "[" })
        {
            var declaring = Suffixes(line, Named(line, head, arguments));
            if (line.Accept("::")) return (declaring, line.Take().Text, Arguments(line));
            return (declaring, line.Take(TokenForm.Word, "a member").Text[1..], Arguments(line));
        }

        var dot = head.Text.LastIndexOf('.');
        if (dot < 0) throw line.Error($"{head.Text} names no member");
        return (Named(line, head with { Text = head.Text[..dot] }, []), head.Text[(dot + 1)..], arguments);
    }

    private List<IRType> Arguments(IRLexer line)
    {
        var arguments = new List<IRType>();
        if (!line.Accept("<")) return arguments;
        while (!line.Accept(">"))
        {
            arguments.Add(Type(line));
            line.Accept(",");
        }

        return arguments;
    }

    private IRType Named(IRLexer line, Token name, List<IRType> arguments)
    {
        var full = name.Form == TokenForm.Word ? FullNames.GetValueOrDefault(name.Text, name.Text) : name.Text;
        var definition = Find(full) ?? throw line.Error($"there is no type {name.Text}");
        if (definition.GenericParameters.Count != arguments.Count) throw line.Error($"{name.Text} takes {definition.GenericParameters.Count} type arguments");
        if (arguments.Count == 0) return types.Of(definition);
        var closed = new GenericInstanceType(definition);
        foreach (var argument in arguments) closed.GenericArguments.Add(argument.Reference);
        return types.Of(closed);
    }

    private IRType Suffixes(IRLexer line, IRType type)
    {
        while (true)
        {
            if (line.Accept("&"))
            {
                type = types.ByRefTo(type);
            }
            else if (line.Accept("*"))
            {
                type = types.Of(new PointerType(type.Reference));
            }
            else if (line.Accept("["))
            {
                var (rank, bounded) = (1, line.Accept("*"));
                while (line.Accept(",")) rank++;
                line.Expect("]");
                var array = new ArrayType(type.Reference, rank);
                if (bounded) array.Dimensions[0] = new ArrayDimension(0, null);
                type = types.Of(array);
            }
            else
            {
                return type;
            }
        }
    }

    /// <summary>Breadth first through the references, loading no more than needed.</summary>
    private TypeDefinition? Find(string name)
    {
        for (var i = 0; ; i++)
        {
            while (i == modules.Count)
            {
                if (expanded == modules.Count) return null;
                Expand(modules[expanded++]);
            }

            if (modules[i].GetType(name) is { } found) return found;
        }
    }

    private void Expand(ModuleDefinition module)
    {
        foreach (var reference in module.AssemblyReferences)
        {
            if (!seen.Add(reference.FullName)) continue;
            try
            {
                if (module.AssemblyResolver.Resolve(reference) is { } assembly && !modules.Contains(assembly.MainModule)) modules.Add(assembly.MainModule);
            }
            catch (AssemblyResolutionException)
            {
                // What is not there defines nothing that could be meant.
            }
        }
    }
}
