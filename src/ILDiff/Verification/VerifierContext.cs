namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>What the verification of all methods of one module shares.</summary>
internal sealed class VerifierContext
{
    public VerifierContext(ModuleDefinition module)
    {
        Types = new TypeTable(module);
        Relations = new TypeRelations(Types);
        Members = new MemberLookup(Types, Relations);
        Access = new AccessRules(module, Types);
        Constraints = new ConstraintRules(Types, Relations);
    }

    public TypeTable Types { get; }

    public TypeRelations Relations { get; }

    public MemberLookup Members { get; }

    public AccessRules Access { get; }

    public ConstraintRules Constraints { get; }
}
