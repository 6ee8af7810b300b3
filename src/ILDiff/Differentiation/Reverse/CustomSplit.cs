namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// The reverse mode of a callee with a rule of the user's. The rule runs the callee again, when the caller's reverse
/// sweep reaches the call: so what the arguments led to when it was called is kept on the tape, arrays as copies.
/// </summary>
internal sealed class CustomSplit : ISplitDerivative
{
    private readonly MethodHandle primal;
    private readonly MethodHandle rule;
    private readonly IDerivativeSink sink;
    private readonly TypeUniverse types;
    private readonly List<int> arrays;
    private readonly List<int> variables;
    private readonly int links;
    private MethodHandle? augmented;
    private MethodHandle? adjoint;

    /// <exception cref="DiagnosticException">The state of some argument cannot be kept.</exception>
    public CustomSplit(MethodHandle primal, MethodHandle rule, ActivitySignature signature, TypeUniverse types, IDerivativeSink sink)
    {
        this.primal = primal;
        this.rule = rule;
        this.sink = sink;
        this.types = types;
        Shape = new SplitShape(primal, signature, types);
        var all = Enumerable.Range(0, primal.Parameters.Count).ToList();
        arrays = [.. all.Where(i => primal.Parameters[i].IsArray)];
        variables = [.. all.Where(i => primal.Parameters[i].IsAddress)];
        foreach (var i in all.Except(arrays)) RequireKeepable(i, signature.Parameters[i]);
        if (primal.ReturnType is { Kind: TypeKind.Struct } && primal.ReturnType.HoldsShadowedReference()) throw Refuse("the result");
        links = Enum.GetValues<Bank>().Length;
        Inputs = [.. all.SelectMany(i => (IEnumerable<(int, bool)>)
            [.. arrays.Contains(i) || variables.Contains(i) ? (IEnumerable<(int, bool)>)[] : [(i, false)], .. Shape.HasShadow(i) ? (IEnumerable<(int, bool)>)[(i, true)] : []])];
    }

    public SplitShape Shape { get; }

    public MethodHandle Augmented => augmented ??= sink.Declare(primal, Shape.Augmented());

    public MethodHandle Adjoint => adjoint ??= sink.Declare(primal, Shape.Adjoint(Inputs));

    public IReadOnlyList<(int Parameter, bool Shadow)> Inputs { get; }

    private bool KeepsResultShadow => primal.ReturnType.IsObject && primal.ReturnType.CarriesFloat;

    public void FreezeInputs()
    {
    }

    public void Build()
    {
        sink.Define(Augmented, BuildAugmented());
        sink.Define(Adjoint, BuildAdjoint());
    }

    private void RequireKeepable(int parameter, bool isActive)
    {
        var type = primal.Parameters[parameter];
        var isKeepable = type.IsAddress ? type.Kind == TypeKind.ByRef && type.Element!.Kind is not (TypeKind.Struct or TypeKind.Pointer) && !type.Element.IsObject
            : type.Kind == TypeKind.Struct ? !type.HoldsShadowedReference()
            : !(isActive && type.IsObject) && !type.IsSpan;
        if (!isKeepable) throw Refuse($"the parameter '{ParameterNames.Of(primal, parameter)}'");
    }

    private DiagnosticException Refuse(string what) => new(new Diagnostic(DiagnosticId.UnsupportedRule, Severity.Error,
        $"the rule {rule} cannot be called from a reverse sweep: {what} of {primal} has a type whose state cannot be kept until then; use floats, arrays, and structs and references of these",
        new SourceLocation(types.Module.Name, primal.ToString())));

    private IRMethod BuildAugmented()
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(Augmented);
        var builder = new IRBuilder(target, prologue);
        var tape = new TapeAccess(types, parameters[0], prologue);
        var arguments = new List<Value>();
        for (int i = 0, next = 1; i < primal.Parameters.Count; i++, next++)
        {
            arguments.Add(parameters[next]);
            if (Shape.HasShadow(i)) next++;
        }

        var start = new Dictionary<Bank, Value>();
        foreach (var bank in (Bank[])[Bank.Ints, Bank.Reals, Bank.Longs, Bank.Objects])
        {
            start[bank] = tape.Reserve(builder, bank, builder.Int(Count(bank)));
            tape.Write(builder, Bank.Ints, At(builder, start[Bank.Ints], (int)bank), start[bank]);
        }

        if (arrays.Count > 0)
        {
            var held = builder.NewArray(types.ArrayOf(types.Object), builder.Int(arrays.Count));
            for (var k = 0; k < arrays.Count; k++) builder.Store(builder.ElementAddress(held, types.Object, builder.Int(k)), arguments[arrays[k]], types.Object);
            tape.Write(builder, Bank.Objects, start[Bank.Objects], builder.Call(RuntimeMembers.Of(types).Snapshot, held));
        }

        foreach (var (i, bank, offset) in Cells())
        {
            var stored = primal.Parameters[i].Element!;
            tape.Write(builder, bank, At(builder, start[bank], offset), builder.Load(arguments[i], stored));
        }

        Value result = builder.Call(primal, [.. arguments]);
        if (KeepsResultShadow)
        {
            var shadow = builder.Call(RuntimeMembers.Of(types).ZeroLike(primal.ReturnType), result);
            tape.Write(builder, Bank.Objects, At(builder, start[Bank.Objects], 1), shadow);
            if (Shape.ReturnsShadow) builder.Store(parameters[^2], shadow, primal.ReturnType);
        }

        builder.Store(parameters[^1], start[Bank.Ints], types.Int32);
        builder.Return(primal.ReturnType.Kind == TypeKind.Void ? [] : [result]);
        return target;
    }

    private IRMethod BuildAdjoint()
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(Adjoint);
        var builder = new IRBuilder(target, prologue);
        var tape = new TapeAccess(types, parameters[0], prologue);
        var frame = parameters[^1];
        Value StartOf(Bank bank) => tape.Read(builder, Bank.Ints, At(builder, frame, (int)bank), types.Int32);

        var values = new Value[primal.Parameters.Count];
        var shadows = new Value?[primal.Parameters.Count];
        var next = 1;
        foreach (var (i, shadow) in Inputs)
        {
            if (shadow) shadows[i] = parameters[next++];
            else values[i] = parameters[next++];
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (Shape.HasAdjoint(i)) shadows[i] = parameters[next++];
        }

        if (arrays.Count > 0)
        {
            var held = tape.Read(builder, Bank.Objects, StartOf(Bank.Objects), types.ArrayOf(types.Object));
            for (var k = 0; k < arrays.Count; k++)
            {
                var element = builder.Load(builder.ElementAddress(held, types.Object, builder.Int(k)), types.Object);
                values[arrays[k]] = builder.Cast(element, primal.Parameters[arrays[k]], throws: true);
            }
        }

        foreach (var (i, bank, offset) in Cells())
        {
            var stored = primal.Parameters[i].Element!;
            values[i] = builder.Slot(stored);
            builder.Store(values[i], tape.Read(builder, bank, At(builder, StartOf(bank), offset), stored), stored);
        }

        var arguments = new List<Value>();
        for (var i = 0; i < values.Length; i++)
        {
            arguments.Add(values[i]);
            if (primal.Parameters[i].CarriesFloat) arguments.Add(shadows[i] ?? CustomDerivative.Zero(builder, values[i], primal.Parameters[i], isPlace: true));
        }

        if (Shape.TakesSeed) arguments.Add(parameters[next]);
        else if (KeepsResultShadow) arguments.Add(tape.Read(builder, Bank.Objects, At(builder, StartOf(Bank.Objects), 1), primal.ReturnType));
        else if (primal.ReturnType.CarriesFloat) arguments.Add(builder.Zero(primal.ReturnType));
        builder.Call(rule, [.. arguments]);
        builder.Return();
        return target;
    }

    /// <summary>Where the entry values of variables passed by reference are kept.</summary>
    private IEnumerable<(int Parameter, Bank Bank, int Offset)> Cells()
    {
        var next = new Dictionary<Bank, int> { [Bank.Ints] = links };
        foreach (var i in variables)
        {
            var bank = TapeLayout.BankOf(primal.Parameters[i].Element!);
            var offset = next.GetValueOrDefault(bank);
            next[bank] = offset + 1;
            yield return (i, bank, offset);
        }
    }

    private int Count(Bank bank) => bank == Bank.Objects ? 2 : (bank == Bank.Ints ? links : 0) + Cells().Count(c => c.Bank == bank);

    private static Value At(IRBuilder builder, Value position, int offset) => offset == 0 ? position : builder.Add(position, builder.Int(offset));
}
