namespace ILDiff.Differentiation;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Copies a primal into a derivative method and gives active values a companion beside them: the <em>dual</em>. The
/// dual of a reference or an address is its shadow; the dual of a float is its tangent, in forward mode; a struct's
/// dual is a struct of duals. In reverse mode's forward sweep floats have no dual and shadows' floats are left alone,
/// for they hold adjoints.
/// </summary>
internal abstract class DualSweep(IRMethod primal, IRMethod target, Activity activity)
{
    private readonly Dictionary<Value, Value> duals = [];

    protected IRMethod Primal { get; } = primal;

    protected IRMethod Target { get; } = target;

    protected Activity Activity { get; } = activity;

    protected BodyCopier Copier { get; } = new(target);

    protected IRBuilder Builder { get; } = new(target, null!);

    protected TypeUniverse Types => Target.Types;

    /// <summary>Whether floats have tangents here.</summary>
    protected abstract bool HasTangents { get; }

    /// <summary>Whether a value of the primal gets a dual in this sweep.</summary>
    public bool HasDual(Value value) => Activity.IsActive(value) && IsDualType(value.Type);

    /// <summary>The copy of a value of the primal.</summary>
    public Value CopyOf(Value value) => Copier.Of(value);

    /// <summary>The dual of a value of the primal, made of zeros where it has none.</summary>
    public Value DualOf(Value value) => duals.TryGetValue(value, out var dual) ? dual : ZeroDual(Copier.Of(value));

    protected void SetDual(Value value, Value dual) => duals[value] = dual;

    /// <summary>Copies the blocks; the caller has made the target's entry with parameters and says what they are.</summary>
    protected void Sweep(Block targetEntry)
    {
        var blocks = Primal.Blocks.ToList();
        Copier.Blocks.Add(blocks[0], targetEntry);
        Copier.AddBlocks(blocks.Skip(1));
        Copier.LinkRegions();
        foreach (var block in blocks.Skip(1)) AddDualParameters(block);
        foreach (var block in new ControlFlow.Dominators(new ControlFlow.FlowGraph(Primal)).Preorder())
        {
            Builder.Block = Copier.Blocks[block];
            if (block == Primal.Entry) ShadowConstants();
            BeginBlock(block);
            foreach (var instruction in block.Instructions) Visit(instruction);
            Builder.Origin = block.Terminator.Origin;
            EndBlock(block);
            VisitTerminator(block.Terminator);
        }

        foreach (var unreached in Copier.Blocks.Values.Where(b => b.Terminator is null)) Target.Blocks.Remove(unreached);
    }

    /// <summary>Called at the top of each copied block.</summary>
    protected virtual void BeginBlock(Block block)
    {
    }

    /// <summary>Called before the terminator of each block is copied.</summary>
    protected virtual void EndBlock(Block block)
    {
    }

    /// <summary>Ends the copy of a block with the copy of its terminator, which does not return.</summary>
    protected virtual void Close(Block block, Terminator copy) => Builder.End(copy);

    /// <summary>Called after the copy of a value (and its dual) is there.</summary>
    protected virtual void AfterValue(Value value)
    {
    }

    /// <summary>Makes the tangent of a float result; forward mode only.</summary>
    protected virtual Value TangentOf(Instruction instruction) => throw new InvalidOperationException();

    protected abstract void VisitCall(Call call);

    protected abstract void VisitNewObject(NewObject made);

    protected abstract void VisitReturn(Return returned);

    /// <summary>Appends the copy of an instruction as it is.</summary>
    protected Instruction CopyPlain(Instruction instruction)
    {
        var copy = Builder.Add(Copier.Copy(instruction));
        if (!HasTangents && copy is Load { Accessed.IsObject: false, Address: not Slot } load) load.Role = AccessRole.Primal;
        if (!HasTangents && copy is Store { Accessed.IsObject: false, Address: not Slot } store) store.Role = AccessRole.Primal;
        Copier.Values[instruction] = copy;
        return copy;
    }

    protected DiagnosticException Refuse(Instruction instruction, DiagnosticId id, string message) =>
        DerivativeRefusal.At(instruction, Primal, id, message);

    /// <summary>The type of the dual of a value: in reverse mode the shadow of a span that is only read is written to.</summary>
    private IRType DualType(IRType type) => HasTangents ? type : type.Shadow;

    private bool IsUnshadowed(IRField field) => DualType(field.Type) != field.Type && field.Type.MayCarryFloat();

    private DiagnosticException RefuseField(Instruction instruction, IRField field) => Refuse(instruction, DiagnosticId.UnsupportedConstruct,
        $"{field} is a span that is only read, whose shadow in a ref struct could not be written to; keep it in a variable of its own, or make it a Span");

    private bool IsDualType(IRType type) => HasTangents || type.IsAddress || type.HoldsShadowedReference();

    /// <summary>
    /// A constant parameter whose memory comes to hold active data, as scratch does, has one shadow for the whole call; it
    /// is that of another parameter where both are one object.
    /// </summary>
    private void ShadowConstants()
    {
        foreach (var parameter in Primal.Parameters.Where(p => HasDual(p) && !duals.ContainsKey(p)))
        {
            var copy = CopyOf(parameter);
            var shadow = ZeroDual(copy);
            foreach (var other in Primal.Parameters.Where(p => duals.ContainsKey(p) && SharedStorage.MayBe(parameter.Type, p.Type)))
            {
                shadow = Builder.Select(SharedStorage.Test(Builder, copy, CopyOf(other)), SharedStorage.As(Builder, shadow.Type, duals[other]), shadow);
            }

            duals.Add(parameter, shadow);
        }
    }

    private void AddDualParameters(Block block)
    {
        var copy = Copier.Blocks[block];
        foreach (var parameter in block.Parameters)
        {
            if (HasDual(parameter)) duals[parameter] = copy.AddParameter(DualType(parameter.Type), Named(parameter.Name));
        }
    }

    private string? Named(string? name) => name is null ? null : name + (HasTangents ? "Dot" : "Bar");

    private void Visit(Instruction instruction)
    {
        Builder.Origin = instruction.Origin;
        if ((instruction.Type.HoldsInlineArray() || instruction.Type is { Element: { } held } && held.HoldsInlineArray()) && Activity.IsActive(instruction))
        {
            throw Refuse(instruction, DiagnosticId.UnsupportedType,
                "active data are kept in an inline array, a struct that stands for many of its one field; use an array or a span");
        }

        switch (instruction)
        {
            case Call call:
                VisitCall(call);
                if (HasDual(call) && !duals.ContainsKey(call)) duals[call] = ZeroDual(CopyOf(call));    // one shadow, if active data come to be kept in what it gives
                break;
            case NewObject made:
                VisitNewObject(made);
                break;
            case Store store:
                CopyPlain(store);
                if (Activity.IsActiveMemory(store.Address, store.Accessed)) MirrorStore(store);
                else MirrorPlain(store);
                break;
            default:
                CopyPlain(instruction);
                if (HasDual(instruction)) duals[instruction] = MakeDual(instruction);
                else RefuseLostActivity(instruction);
                break;
        }

        AfterValue(instruction);
    }

    private void VisitTerminator(Terminator terminator)
    {
        if (terminator is Return returned)
        {
            VisitReturn(returned);
            return;
        }

        var operands = new Value[terminator.Operands.Length];
        for (var i = 0; i < operands.Length; i++) operands[i] = Copier.Of(terminator.Operand(i));
        Close(terminator.Block!, (Terminator)terminator.CloneWith(operands, [.. terminator.Edges.Select(CopyEdge)]));
    }

    private Edge CopyEdge(Edge edge)
    {
        var arguments = edge.Arguments.Select(Copier.Of).ToList();
        for (var i = 0; i < edge.Arguments.Count; i++)
        {
            if (HasDual(edge.Target.Parameters[i])) arguments.Add(DualOf(edge.Arguments[i]));
        }

        return new Edge(Copier.Blocks[edge.Target], arguments);
    }

    private Value MakeDual(Instruction instruction)
    {
        if (instruction.Type.IsFloat && instruction is not (Load or ExtractField or Select)) return TangentOf(instruction);
        return instruction switch
        {
            Slot slot => Builder.Slot(DualType(slot.Stored), Named(slot.Name)),
            MakeSpan made => Builder.MakeSpan(DualType(made.Type), DualOf(made.Source), [.. made.Range.ToArray().Select(Copier.Of)]),
            ElementAddress element => Builder.ElementAddress(DualOf(element.Array), element.Type.Element!, [.. element.Indices.ToArray().Select(Copier.Of)]),
            Load load => Builder.Load(DualAddress(load.Address, load), DualType(load.Accessed), load.IsVolatile),
            Box box => Builder.Box(HasTangents || !box.Boxed.IsFloat ? DualOf(box.Operand(0)) : Builder.Zero(box.Boxed), box.Boxed),
            Unbox unbox => Builder.Unbox(DualOf(unbox.Operand(0)), unbox.Boxed),
            FieldAddress { Field.DeclaringType.Definition.IsExplicitLayout: true } field => throw Refuse(instruction, DiagnosticId.UnsupportedType,
                $"{field.Field.DeclaringType} lays its fields out over each other, so a derivative of one is not one of the others; use a struct with ordinary layout"),
            FieldAddress { Field: { } field } when IsUnshadowed(field) => throw RefuseField(instruction, field),
            ExtractField { Field: { } field } when IsUnshadowed(field) => throw RefuseField(instruction, field),
            InsertField { Field: { } field } when IsUnshadowed(field) => throw RefuseField(instruction, field),
            FieldAddress field => Builder.FieldAddress(DualOf(field.Container), field.Field),
            Allocate => Builder.Allocate(instruction.Type),
            NewArray array => Builder.NewArray(array.Type, [.. array.Lengths.ToArray().Select(Copier.Of)]),
            Cast cast => Builder.Cast(DualOf(cast.Operand(0)), cast.Target, cast.Throws),
            Select select => Builder.Select(Copier.Of(select.Operand(0)), DualOf(select.Operand(1)), DualOf(select.Operand(2))),
            ExtractField extract => Builder.ExtractField(DualOf(extract.Container), extract.Field),
            InsertField insert => Builder.InsertField(DualOf(insert.Container), insert.Field,
                insert.Field.Type.MayCarryFloat() ? DualOf(insert.Value) : Copier.Of(insert.Value)),
            StaticFieldAddress field when DerivativeRefusal.IsDelegate(field.Field.Type) => throw Refuse(instruction, DiagnosticId.UntypedStorage,
                $"a delegate that is kept in the static field {field.Field} meets active data, and it is not known which calls run it; pass lambdas directly to methods whose code can be read"),
            StaticFieldAddress field => throw Refuse(instruction, DiagnosticId.UntypedStorage,
                $"active data are stored in or reached through the static field {field.Field}; keep them in locals, parameters or arrays passed in"),
            _ => throw Refuse(instruction, DiagnosticId.UnsupportedConstruct, DerivativeRefusal.Passed(instruction)),
        };
    }

    /// <summary>Active floats must not vanish silently into a construct that has no dual.</summary>
    private void RefuseLostActivity(Instruction instruction)
    {
        if (instruction is Load load && CutChains.IsOverlaidFloat(load))
        {
            throw Refuse(instruction, DiagnosticId.UnsupportedType,
                "a float is read from a struct whose fields lie over each other, so it may be made of the bits of active data, which cuts the derivative; mark the method that does it [Inactive] if that is meant");
        }

        if (instruction is not (Opaque or BlockMemory or StackAllocate)) return;
        foreach (var operand in instruction.Operands)
        {
            if (!Activity.IsActive(operand)) continue;
            throw Refuse(instruction, DiagnosticId.UntypedStorage,
                $"active data enter an untyped place ('{instruction.GetType().Name}'), where their derivative cannot follow; pass them as float, array or struct");
        }
    }

    /// <summary>The shadow of a place; a place named by a raw pointer has none.</summary>
    private Value DualAddress(Value address, Instruction user) => address.Type.Kind == TypeKind.ByRef ? DualOf(address)
        : throw Refuse(user, DiagnosticId.UnsupportedConstruct,
            "active data are reached through an unmanaged pointer, which cannot be followed; use arrays, references or spans");

    private void MirrorStore(Store store)
    {
        if (!IsDualType(store.Accessed)) return;
        var address = DualAddress(store.Address, store);
        var dual = DualOf(store.Value);
        if (HasTangents || store.Accessed.IsObject || store.Accessed.IsSpan) Builder.Store(address, dual, DualType(store.Accessed), store.IsVolatile);
        else StoreReferences(address, dual, store.Accessed);
    }

    /// <summary>
    /// In its other fields a shadow has shadows of zeros for constants, since callees take it for whole, and if somebody
    /// outside gets to see it also what is no float; floats that are not active stay zero.
    /// </summary>
    private void MirrorPlain(Store store)
    {
        if (store.Address is not FieldAddress field || store.Accessed.HoldsFloat() || !Activity.IsActive(field.Container)) return;
        if (!store.Accessed.MayCarryFloat() && !Activity.Memory.IsHandedOut(field.Container)) return;
        var dual = store.Accessed.MayCarryFloat() ? DualOf(store.Value) : CopyOf(store.Value);
        Builder.Store(Builder.FieldAddress(DualOf(field.Container), field.Field), dual, store.Accessed, store.IsVolatile);
    }

    /// <summary>Mirrors the references of a struct, and leaves the floats of its shadow, which hold adjoints.</summary>
    private void StoreReferences(Value address, Value dual, IRType type)
    {
        foreach (var field in type.Fields.Where(f => f.Type.HoldsShadowedReference()))
        {
            var part = Builder.ExtractField(dual, field);
            var place = Builder.FieldAddress(address, field);
            if (field.Type.IsObject || field.Type.IsSpan) Builder.Store(place, part, field.Type);
            else StoreReferences(place, part, field.Type);
        }
    }

    /// <summary>
    /// The dual of what is constant to the derivative: zero floats, equal data of other kinds, and for a reference a
    /// fresh shadow of zeros, so that what accumulates there is thrown away.
    /// </summary>
    private Value ZeroDual(Value copy)
    {
        var type = copy.Type;
        if (copy is Constant || type.IsFloat) return Builder.Zero(DualType(type));
        if (!type.MayCarryFloat()) return copy;
        switch (type.Kind)
        {
            case TypeKind.Struct:
                var dual = copy;
                foreach (var field in type.Fields.Where(f => f.Type.MayCarryFloat()))
                {
                    dual = Builder.InsertField(dual, field, ZeroDual(Builder.ExtractField(copy, field)));
                }

                return dual;
            case TypeKind.ByRef:
                var stored = DualType(type.Element!);
                var slot = Builder.Slot(stored);
                Builder.Store(slot, ZeroDual(Builder.Load(copy, type.Element!)), stored);
                return slot;
            case TypeKind.Span:
                return Builder.MakeSpan(DualType(type), SharedStorage.Zeros(Builder, copy));
            default:
                return Builder.Call(RuntimeMembers.Of(Types).ZeroLike(type), copy);
        }
    }
}
