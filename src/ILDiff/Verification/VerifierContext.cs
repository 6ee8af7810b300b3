namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>What the verification of all methods of one module shares.</summary>
internal sealed class VerifierContext
{
    private readonly ModuleDefinition module;

    public VerifierContext(ModuleDefinition module)
    {
        this.module = module;
        Types = new TypeTable(module);
        Relations = new TypeRelations(Types);
        Members = new MemberLookup(Types, Relations);
        Access = new AccessRules(module, Types);
        Constraints = new ConstraintRules(Types, Relations);
    }

    public TypeTable Types { get; }

    public TypeRelations Relations { get; }

    public MemberLookup Members { get; private set; }

    public AccessRules Access { get; private set; }

    public ConstraintRules Constraints { get; }

    /// <summary>Forgets members and what may be seen; types stay.</summary>
    public void Refresh()
    {
        Members = new MemberLookup(Types, Relations);
        Access = new AccessRules(module, Types);
    }
}
