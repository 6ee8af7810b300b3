namespace ILDiff.Writing;

using ILDiff.Types;
using Mono.Cecil;

/// <summary>
/// Finds members that the generated code may not reach by their visibility, and has the runtime reach them all the
/// same: it honours <c>IgnoresAccessChecksToAttribute</c>, one per assembly, in an assembly that defines it.
/// </summary>
internal sealed class AccessChecks(ModuleDefinition module)
{
    private const string Namespace = "System.Runtime.CompilerServices";
    private const string Name = "IgnoresAccessChecksToAttribute";
    private readonly SortedSet<string> assemblies = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Assemblies => assemblies;

    public void Note(IRType type, MethodDefinition user)
    {
        while (type.Element is { } element) type = element;
        if (type.Definition is { } definition) Note(definition, user);
        foreach (var argument in type.Arguments.TypeArguments) Note(argument, user);
    }

    public void Note(TypeDefinition type, MethodDefinition user)
    {
        for (var t = type; t is not null; t = t.DeclaringType)
        {
            var isPublic = t.IsPublic || t.IsNestedPublic;
            if (!IsReachable(t.DeclaringType, t.Module, isPublic, t.IsNestedPrivate || t.IsNestedFamilyAndAssembly, t.IsNestedFamily || t.IsNestedFamilyOrAssembly, user)) Need(t.Module);
        }
    }

    public void Note(FieldDefinition field, MethodDefinition user)
    {
        var isPrivate = field.IsPrivate || field.IsFamilyAndAssembly || field.IsCompilerControlled;
        if (!IsReachable(field.DeclaringType, field.Module, field.IsPublic, isPrivate, field.IsFamily || field.IsFamilyOrAssembly, user)) Need(field.Module);
    }

    public void Note(MethodDefinition method, MethodDefinition user)
    {
        var isPrivate = method.IsPrivate || method.IsFamilyAndAssembly || method.IsCompilerControlled;
        if (!IsReachable(method.DeclaringType, method.Module, method.IsPublic, isPrivate, method.IsFamily || method.IsFamilyOrAssembly, user)) Need(method.Module);
    }

    /// <summary>Defines the attribute, unless the module has it, and names each assembly once.</summary>
    public void AddAttributes(ReferenceScopes scopes)
    {
        if (assemblies.Count == 0) return;
        var constructor = Constructor(scopes);
        var named = module.Assembly.CustomAttributes
            .Where(a => a.AttributeType.FullName == $"{Namespace}.{Name}" && a.ConstructorArguments.Count == 1)
            .Select(a => a.ConstructorArguments[0].Value as string).ToHashSet();
        foreach (var name in assemblies.Where(a => !named.Contains(a)))
        {
            var attribute = new CustomAttribute(constructor);
            attribute.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, name));
            module.Assembly.CustomAttributes.Add(attribute);
        }
    }

    /// <summary>
    /// Private members are reached from their type and from types nested in it, protected ones also from derived types,
    /// all others from their assembly.
    /// </summary>
    private bool IsReachable(TypeDefinition? declaring, ModuleDefinition home, bool isPublic, bool isPrivate, bool isProtected, MethodDefinition user)
    {
        if (isPublic || (home == module && !isPrivate && !isProtected)) return true;
        for (var t = user.DeclaringType; t is not null; t = t.DeclaringType)
        {
            if (t == declaring || (isProtected && IsDerived(t, declaring))) return true;
        }

        return false;
    }

    private static bool IsDerived(TypeDefinition? type, TypeDefinition? parent)
    {
        while (type is not null && type != parent) type = type.BaseType?.Resolve();
        return type is not null;
    }

    private void Need(ModuleDefinition home) => assemblies.Add(home.Assembly.Name.Name);

    private MethodReference Constructor(ReferenceScopes scopes)
    {
        var type = module.GetType(Namespace, Name);
        if (type is not null) return type.Methods.First(m => m.IsConstructor && m.Parameters.Count == 1);
        var parent = scopes.Core("System", "Attribute", isValueType: false);
        type = new TypeDefinition(Namespace, Name, TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, parent);
        var constructor = new MethodDefinition(
            ".ctor", MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, module.TypeSystem.Void);
        constructor.Parameters.Add(new ParameterDefinition("assemblyName", ParameterAttributes.None, module.TypeSystem.String));
        var code = constructor.Body.GetILProcessor();
        code.Emit(Mono.Cecil.Cil.OpCodes.Ldarg_0);
        code.Emit(Mono.Cecil.Cil.OpCodes.Call, new MethodReference(".ctor", module.TypeSystem.Void, parent) { HasThis = true });
        code.Emit(Mono.Cecil.Cil.OpCodes.Ret);
        type.Methods.Add(constructor);
        type.CustomAttributes.Add(Usage(scopes));
        module.Types.Add(type);
        return constructor;
    }

    private CustomAttribute Usage(ReferenceScopes scopes)
    {
        var targets = scopes.Core("System", "AttributeTargets", isValueType: true);
        var constructor = new MethodReference(".ctor", module.TypeSystem.Void, scopes.Core("System", "AttributeUsageAttribute", isValueType: false)) { HasThis = true };
        constructor.Parameters.Add(new ParameterDefinition(targets));
        var usage = new CustomAttribute(constructor);
        usage.ConstructorArguments.Add(new CustomAttributeArgument(targets, (int)AttributeTargets.Assembly));
        usage.Properties.Add(new CustomAttributeNamedArgument("AllowMultiple", new CustomAttributeArgument(module.TypeSystem.Boolean, true)));
        return usage;
    }
}
