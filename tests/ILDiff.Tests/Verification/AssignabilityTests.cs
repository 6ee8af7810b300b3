namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Assignment of every type to every other, with reflection as the independent judge.</summary>
public class AssignabilityTests
{
    private static readonly Type[] References =
    [
        typeof(object), typeof(string), typeof(IComparable), typeof(IComparable<string>), typeof(IComparable<int>), typeof(IFormattable),
        typeof(IEnumerable<object>), typeof(IEnumerable<string>), typeof(IEnumerable<int>), typeof(IEnumerable<uint>), typeof(System.Collections.IEnumerable),
        typeof(List<string>), typeof(List<object>), typeof(List<float>), typeof(List<double>), typeof(IList<object>), typeof(IList<string>), typeof(IReadOnlyList<IComparable>),
        typeof(string[]), typeof(object[]), typeof(int[]), typeof(uint[]), typeof(long[]), typeof(float[]), typeof(double[]), typeof(DayOfWeek[]), typeof(byte[]), typeof(bool[]),
        typeof(Array), typeof(ICloneable), typeof(int[,]), typeof(object[,]), typeof(string[,]), typeof(double[][]), typeof(float[][]), typeof(object[][]),
        typeof(Func<object>), typeof(Func<string>), typeof(Func<int>), typeof(Action<object>), typeof(Action<string>), typeof(Func<string, object>), typeof(Func<object, string>),
        typeof(Delegate), typeof(MulticastDelegate), typeof(Exception), typeof(ArgumentException), typeof(IComparer<object>), typeof(IComparer<string>),
        typeof(IEnumerable<double[]>), typeof(IEnumerable<IEnumerable<object>>), typeof(List<List<string>>), typeof(IEnumerable<List<string>>),
        typeof(ValueType), typeof(Enum), typeof(Tuple<double, float>), typeof(Tuple<double, double>), typeof(IEnumerable<Action<object>>), typeof(IEnumerable<Action<string>>),
    ];

    private static readonly Type[] Values =
    [
        typeof(int), typeof(uint), typeof(double), typeof(float), typeof(DayOfWeek), typeof(DateTime), typeof(decimal),
        typeof((double, double)), typeof((double, float)), typeof((float, double)), typeof(KeyValuePair<string, object>), typeof(nint), typeof(Guid),
    ];

    [Test]
    public void References_are_assignable_as_the_runtime_says()
    {
        foreach (var source in References)
        foreach (var target in References)
        {
            var body = new Body().Takes(source);
            var errors = body.Local(body.Of(target)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret).Errors();
            Assert.That(errors.Count == 0, Is.EqualTo(target.IsAssignableFrom(source)), $"{source} to {target}");
        }
    }

    [Test]
    public void Boxed_values_are_assignable_as_the_runtime_says()
    {
        foreach (var source in Values)
        foreach (var target in References)
        {
            var body = new Body().Takes(source);
            var errors = body.Local(body.Of(target)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Box, source).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret).Errors();
            Assert.That(errors.Count == 0, Is.EqualTo(target.IsAssignableFrom(source)), $"boxed {source} to {target}");
        }
    }

    [Test]
    public void Values_never_go_to_references_nor_references_to_values()
    {
        foreach (var value in Values)
        foreach (var reference in References)
        {
            Assign(value, reference).Gives(VerificationCode.StackUnexpected);
            Assign(reference, value).Gives(VerificationCode.StackUnexpected);
        }
    }

    [Test]
    public void Structs_are_assignable_to_themselves_only()
    {
        Type[] structs = [typeof(DateTime), typeof(decimal), typeof((double, double)), typeof((double, float)), typeof((float, double)), typeof(KeyValuePair<string, object>), typeof(Guid), typeof(int?), typeof(uint?)];
        foreach (var source in structs)
        foreach (var target in structs)
        {
            if (source == target) Assign(source, target).IsValid();
            else Assign(source, target).Gives(VerificationCode.StackUnexpected);
        }
    }

    [Test]
    public void Addresses_are_exact()
    {
        Type[][] families =
        [
            [typeof(bool), typeof(byte), typeof(sbyte)], [typeof(char), typeof(short), typeof(ushort)], [typeof(int), typeof(uint), typeof(DayOfWeek)],
            [typeof(long), typeof(ulong)], [typeof(nint), typeof(nuint)], [typeof(float)], [typeof(double)], [typeof(object)], [typeof(string)],
            [typeof((double, float))], [typeof((double, double))], [typeof(double[])], [typeof(float[])],
        ];
        foreach (var from in families)
        foreach (var to in families)
        foreach (var source in from)
        foreach (var target in to)
        {
            var body = Assign(source.MakeByRefType(), target.MakeByRefType());
            if (from == to) body.IsValid();
            else body.Gives(VerificationCode.StackUnexpected);
        }
    }

    [Test]
    public void A_nullable_is_boxed_as_its_value() =>
        new Body().Takes(typeof(int?)).Local<IComparable<int>>().Emit(OpCodes.Ldarg_0).Emit(OpCodes.Box, typeof(int?)).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret).IsValid();

    [Test]
    public void Null_goes_to_any_reference_and_to_no_value()
    {
        foreach (var type in References) Null(type).IsValid();
        foreach (var type in Values) Null(type).Gives(VerificationCode.StackUnexpected);
    }

    private static Body Null(Type target)
    {
        var body = new Body();
        return body.Local(body.Of(target)).Emit(OpCodes.Ldnull).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret);
    }

    private static Body Assign(Type source, Type target)
    {
        var body = new Body().Takes(source);
        return body.Local(body.Of(target)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ret);
    }
}
