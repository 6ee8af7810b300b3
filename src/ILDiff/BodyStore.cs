namespace ILDiff;

using ILDiff.ControlFlow;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>Reads and simplifies the body of each method once.</summary>
internal sealed class BodyStore(TypeUniverse types, DiffOptions options, RuleBook rules) : IBodySource
{
    private static readonly HashSet<string> FrameworkKeys = ["7CEC85D7BEA7798E", "B03F5F7F11D50A3A", "B77A5C561934E089", "CC7B13FFCD2DDD51"];

    private readonly Dictionary<MethodHandle, (IRMethod? Body, string? Failure)> bodies = [];
    private SubstituteTable? substitutes;
    private readonly HashSet<MethodHandle> reading = [];
    private readonly Dictionary<MethodHandle, IRMethod> normalized = [];
    private readonly List<MethodHandle> order = [];

    /// <summary>Answers for calls of <c>Diff</c> in the methods read.</summary>
    public Func<Call, NewObject, Value, IRBuilder, Value?>? DerivativeCalls { get; set; }

    /// <summary>How many methods were tried.</summary>
    public int Count => order.Count;

    /// <summary>The methods whose code was read.</summary>
    public IEnumerable<MethodHandle> Read => bodies.Where(b => b.Value.Body is not null).Select(b => b.Key);

    /// <inheritdoc/>
    public IRMethod? Simplified(MethodHandle method) => reading.Contains(method) ? null : Get(method).Body;

    /// <inheritdoc/>
    public string? Failure(MethodHandle method) => reading.Contains(method) ? null : Get(method).Failure;

    /// <summary>The form that is differentiated; null where there is no body.</summary>
    public IRMethod? Normalized(MethodHandle method)
    {
        if (normalized.TryGetValue(method, out var known)) return known;
        var body = HasFormula(method) ? Forwarding(method) : Simplified(method) is { } simplified ? MethodCopy.Of(simplified) : null;
        if (body is null) return null;
        new PassRunner(options, rules, this).Run(body, Pipeline.Normalization);
        return normalized[method] = body;
    }

    /// <inheritdoc/>
    public void Renormalize(IRMethod body)
    {
        var runner = new PassRunner(options, rules, this);
        if (options.Optimize) runner.Run(body, Pipeline.Simplification);
        runner.Run(body, Pipeline.Normalization);
    }

    /// <summary>Whether a method is differentiated by its formula, without a look at its body.</summary>
    public bool HasFormula(MethodHandle method) => rules.Find(method) is FormulaRule or TupleFormulaRule;

    /// <inheritdoc/>
    public Value? Derivative(Call call, NewObject function, Value held, IRBuilder builder) => DerivativeCalls?.Invoke(call, function, held, builder);

    /// <summary>Forgets the methods tried since there were so many: they may call derivatives that were taken back.</summary>
    public void Forget(int from)
    {
        foreach (var method in order.Skip(from)) bodies.Remove(method);

        normalized.Clear();
        order.RemoveRange(from, order.Count - from);
    }

    /// <inheritdoc/>
    public MethodHandle? Substitute(MethodHandle method, IReadOnlyList<IRType> operands)
    {
        substitutes ??= new SubstituteTable(types, Differentiation.RuntimeMembers.Of(types).Module);
        return substitutes.Find(method, operands);
    }

    /// <summary>A body that calls the method, so that its rule applies where the method itself is asked for.</summary>
    private static IRMethod Forwarding(MethodHandle method)
    {
        var (body, entry, parameters) = Differentiation.DerivativeMethods.Begin(method);
        var builder = new IRBuilder(body, entry);
        builder.Return([builder.Call(method, [.. parameters])]);
        return body;
    }

    private (IRMethod? Body, string? Failure) Get(MethodHandle method)
    {
        if (bodies.TryGetValue(method, out var known)) return known;
        if (method.Definition is not { HasBody: true } || IsFramework(method) || HasSignaturesOnly(method)) return bodies[method] = (null, Unreadable(method));
        order.Add(method);
        reading.Add(method);
        try
        {
            var body = MethodReader.Read(method, types);
            var runner = new PassRunner(options, rules, this);
            runner.Verify(body, "reading");
            if (options.Optimize) runner.Run(body, Pipeline.Simplification);
            return bodies[method] = (body, null);
        }
        catch (DiagnosticException e)
        {
            return bodies[method] = (null, e.Diagnostic.Message);
        }
        finally
        {
            reading.Remove(method);
        }
    }

    /// <summary>
    /// Code of the shared framework changes from patch to patch and leans on the runtime; it is reached by rules only.
    /// </summary>
    private static bool IsFramework(MethodHandle method) => IsFramework(method.Definition!.DeclaringType, method.DeclaringType.Universe.Module);

    /// <summary>Whether a type is the framework's, seen from a module, and none of those whose code is read all the same.</summary>
    public static bool IsFramework(Mono.Cecil.TypeDefinition type, Mono.Cecil.ModuleDefinition from) =>
        type.Module.Assembly is { } assembly && !type.Module.Equals(from) && IsFramework(assembly.Name) && !TransparentTypes.Contains(type);

    /// <summary>Whether a reference is to an assembly of the framework.</summary>
    public static bool IsFramework(Mono.Cecil.AssemblyNameReference reference) =>
        FrameworkKeys.Contains(System.Convert.ToHexString(reference.PublicKeyToken ?? []));

    private static bool HasSignaturesOnly(MethodHandle method) => method.Definition!.Module.Assembly is { } assembly && ReferenceAssembly.Is(assembly);

    private static string Unreadable(MethodHandle method) => method.Definition switch
    {
        null => "its assembly is missing",
        { HasBody: true } when HasSignaturesOnly(method) => "only the reference assembly of its library was found, which has no code",
        { HasBody: true } => "it belongs to the framework and has no rule yet",
        { IsPInvokeImpl: true } => "it is native code behind a P/Invoke",
        { IsAbstract: true } => "it is abstract",
        { IsInternalCall: true } or { IsRuntime: true } => "it is implemented by the runtime",
        _ => "it has no body",
    };
}
