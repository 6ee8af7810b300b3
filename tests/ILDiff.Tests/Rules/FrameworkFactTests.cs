namespace ILDiff.Tests.Rules;

using System.Linq.Expressions;
using System.Reflection;
using ILDiff.Rules;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

/// <summary>What is known of the rest of the framework: which calls stop a derivative, silently or not, and which have to be read.</summary>
public class FrameworkFactTests
{
    private static readonly RuleBook Book = new();

    private static IEnumerable<TestCaseData> InactiveCalls() => Cases(
        () => Console.WriteLine(1.5),
        () => string.Format("{0}", 1.5),
        () => string.Concat("a", "b"),
        () => 1.5.ToString(),
        () => 1.5.CompareTo(2.5),
        () => 1.5.Equals(2.5),
        () => 1.5.GetHashCode(),
        () => new object().GetType(),
        () => new Random().NextDouble(),
        () => new Random(1).Next(2),
        () => new ArgumentException("a"),
        () => new InvalidOperationException(),
        () => new PlainException(1),
        () => ArgumentNullException.ThrowIfNull("a", "b"),
        () => ArgumentOutOfRangeException.ThrowIfNegative(1.5, "a"),
        () => System.Diagnostics.Stopwatch.GetTimestamp(),
        () => System.Diagnostics.Stopwatch.StartNew(),
        () => System.Globalization.CultureInfo.InvariantCulture.ToString(),
        () => System.Threading.Monitor.Enter("a"),
        () => Environment.GetEnvironmentVariable("a"),
        () => GC.Collect(),
        () => Guid.NewGuid(),
        () => BigInteger(1.5),
        () => new System.Text.StringBuilder().Append(1.5),
        () => File.ReadAllText("a"),
        () => Comparer<double>.Default.Compare(1, 2),
        () => new double[1].GetLength(0),
        () => Array.IndexOf(new double[1], 1.5),
        () => Array.Empty<double>(),
        () => Convert.ToInt32(1.5),
        () => Convert.ToString(1.5),
        () => Convert.ToDouble(3),
        () => BitConverter.DoubleToInt64Bits(1.5),
        () => DateTime.Now.AddDays(1).ToString("u"),
        () => TimeSpan.FromTicks(3),
        () => Microsoft.VisualBasic.Information.UBound(new double[1], 1),
        () => Microsoft.VisualBasic.Information.LBound(new double[1], 1),
        () => Microsoft.VisualBasic.Information.Err(),
        () => Microsoft.VisualBasic.Conversion.Fix(1.5),
        () => Microsoft.VisualBasic.VBMath.Rnd(),
        () => new Point(1).ToString());

    private static IEnumerable<TestCaseData> CuttingCalls() => Cases(
        () => BitConverter.Int64BitsToDouble(1L),
        () => BitConverter.Int32BitsToSingle(1),
        () => BitConverter.ToDouble(new byte[8], 0),
        () => double.Parse("1"),
        () => Convert.ToDouble("1"),
        () => Convert.ToDouble((object)1.5),
        () => Convert.ChangeType("1", typeof(double)),
        () => new BinaryReader(Stream.Null).ReadDouble());

    private static IEnumerable<TestCaseData> UnsupportedCalls() => Cases(
        () => DateTime.Now.AddDays(1.5),
        () => TimeSpan.FromSeconds(1.5),
        () => Convert.ToDecimal(1.5),
        () => new decimal(1.5),
        () => typeof(int).GetMethod("a")!.Invoke(null, null),
        () => Expression.Constant(1.5));

    private static IEnumerable<TestCaseData> Readable() => Cases(
        () => new List<double>().Add(1),
        () => System.Numerics.Complex.Abs(1),
        () => Enumerable.Empty<double>().ToArray(),
        () => new FloatException(1),
        () => new Point(1).Length());

    [TestCaseSource(nameof(InactiveCalls))]
    public void Carries_no_derivative(MethodBase method) =>
        Assert.That(Find(method), Is.InstanceOf<InactiveRule>().With.Property("CutsChain").False);

    [TestCaseSource(nameof(CuttingCalls))]
    public void Loses_a_derivative_and_says_so(MethodBase method) =>
        Assert.That(Find(method), Is.InstanceOf<InactiveRule>().With.Property("CutsChain").True);

    [TestCaseSource(nameof(UnsupportedCalls))]
    public void Is_refused_with_a_reason(MethodBase method) =>
        Assert.That(Find(method), Is.InstanceOf<UnsupportedRule>().With.Property("Reason").Contains(";"));

    [TestCaseSource(nameof(Readable))]
    public void Is_read(MethodBase method) => Assert.That(Find(method), Is.Null);

    [Test]
    public void Conversions_between_widths_are_identities()
    {
        foreach (var method in new[] { typeof(Convert).GetMethod("ToDouble", [typeof(float)])!, typeof(Convert).GetMethod("ToSingle", [typeof(double)])! })
        {
            var rule = (FormulaRule)Find(method)!;
            Assert.That(rule.Partials.Single()!.IsOne, Is.True);
            Assert.That(FormulaRule.WorkingType(Methods.Handle(method)).Kind, Is.EqualTo(TypeKind.Float64));
        }
    }

    [Test]
    public void The_assembly_does_not_matter()
    {
        var handle = Methods.Handle(typeof(Math).GetMethod("Sin")!);
        var facade = new Mono.Cecil.TypeReference("System", "Math", Methods.Types.Module, new Mono.Cecil.AssemblyNameReference("mscorlib", new Version(4, 0)));
        var double64 = Methods.Types.Float64;
        var reference = new Mono.Cecil.MethodReference("Sin", double64.Reference, facade);
        var old = new MethodHandle(Methods.Types.Of(facade), reference, null, [double64], double64, GenericContext.Empty);
        Assert.That(Book.Find(old), Is.SameAs(Book.Find(handle)).And.Not.Null);
    }

    [Test]
    public void The_constructor_of_object_does_nothing()
    {
        var rule = Find(typeof(object).GetConstructor([])!)!;
        Assert.That(rule.IsPure, Is.True);
        Assert.That(Find(typeof(Array).GetMethod("GetLength")!)!.IsMemoryFree, Is.True);
        Assert.That(Find(typeof(Array).GetMethod("IndexOf", [typeof(Array), typeof(object)])!)!.IsMemoryFree, Is.False);
    }

    [Test]
    public void The_user_can_mark_a_method_inactive()
    {
        var bytes = TestInputs.Small(change: module =>
        {
            var attribute = new Mono.Cecil.TypeDefinition("ILDiff", "InactiveAttribute", Mono.Cecil.TypeAttributes.Class, module.ImportReference(typeof(Attribute)));
            var constructor = new Mono.Cecil.MethodDefinition(".ctor", Mono.Cecil.MethodAttributes.Public | Mono.Cecil.MethodAttributes.SpecialName | Mono.Cecil.MethodAttributes.RTSpecialName, module.TypeSystem.Void);
            attribute.Methods.Add(constructor);
            module.Types.Add(attribute);
            module.GetType("N.C").Methods[0].CustomAttributes.Add(new Mono.Cecil.CustomAttribute(constructor));
        });
        using var module = Mono.Cecil.ModuleDefinition.ReadModule(new MemoryStream(bytes));
        var method = new TypeUniverse(module).Method(module.GetType("N.C").Methods[0], GenericContext.Empty);
        Assert.That(Book.Find(method), Is.InstanceOf<InactiveRule>());
    }

    [Test]
    public void Accessors_of_arrays_are_not_those_of_their_elements()
    {
        foreach (var method in typeof(double[,]).GetMethods().Where(m => m.DeclaringType == typeof(double[,]))) Assert.That(Find(method), Is.Null);
        Assert.That(RuleBook.TypeName(Methods.Types.ArrayOf(Methods.Types.Float64)), Is.EqualTo("System.Double[]"));
    }

    [Test]
    public void A_namesake_of_the_user_is_not_the_framework()
    {
        var method = typeof(Math64).GetMethod("Sin")!;
        Assert.That(Find(method), Is.Null);
    }

    private static Rule? Find(MethodBase method) => Book.Find(Methods.Handle(method));

    private static System.Numerics.BigInteger BigInteger(double x) => new(x);

    private static IEnumerable<TestCaseData> Cases(params Expression<Action>[] calls) => calls.Select(call =>
    {
        var method = Outermost(call.Body);
        return new TestCaseData(method).SetArgDisplayNames($"{method.DeclaringType!.Name}.{method}");
    });

    private static MethodBase Outermost(Expression expression) => expression switch
    {
        MethodCallExpression { Method.Name: nameof(BigInteger) } => typeof(System.Numerics.BigInteger).GetConstructor([typeof(double)])!,
        MethodCallExpression call => call.Method,
        NewExpression creation => creation.Constructor!,
        UnaryExpression unary => Outermost(unary.Operand),
        _ => throw new NotSupportedException(expression.NodeType.ToString()),
    };

    private static class Math64
    {
        public static double Sin(double x) => x;
    }

    private sealed class PlainException(int code) : Exception($"code {code}");

    private sealed class FloatException(double state) : Exception("state")
    {
        public double State { get; } = state;
    }

    private struct Point(double x)
    {
        private readonly double x = x;

        public readonly double Length() => Math.Abs(x);

        public override readonly string ToString() => $"{x}";
    }
}
