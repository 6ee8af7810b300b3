namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Every load and store form against every element type: addresses, elements and fields.</summary>
public class MemoryTests
{
    private static readonly Type[] Elements =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(char), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(DayOfWeek),
        typeof(long), typeof(ulong), typeof(nint), typeof(nuint), typeof(float), typeof(double), typeof(DateTime), typeof((double, float)), typeof(object), typeof(string),
    ];

    private static readonly (string Suffix, string Cell)[] Forms =
        [("i1", "1"), ("i2", "2"), ("i4", "4"), ("i8", "8"), ("i", "native"), ("r4", "r4"), ("r8", "r8"), ("ref", "ref")];

    /// <summary>What a memory cell of a type is, signedness and enums apart.</summary>
    private static string Cell(Type type) =>
        !type.IsValueType ? "ref"
        : type.IsEnum ? Cell(type.GetEnumUnderlyingType())
        : Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.SByte or TypeCode.Byte => "1",
            TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => "2",
            TypeCode.Int32 or TypeCode.UInt32 => "4",
            TypeCode.Int64 or TypeCode.UInt64 => "8",
            TypeCode.Single => "r4",
            TypeCode.Double => "r8",
            _ => type == typeof(nint) || type == typeof(nuint) ? "native" : type.FullName!,
        };

    private static OpCode Code(string name) => typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).Single(c => c.Name == name);

    private static void Constant(Body body, string cell) => _ = cell switch
    {
        "8" => body.Emit(OpCodes.Ldc_I8, 1L),
        "native" => body.Emit(OpCodes.Ldc_I4_1).Emit(OpCodes.Conv_I),
        "r4" => body.Emit(OpCodes.Ldc_R4, 1f),
        "r8" => body.Emit(OpCodes.Ldc_R8, 1.0),
        "ref" => body.Emit(OpCodes.Ldnull),
        _ => body.Emit(OpCodes.Ldc_I4_1),
    };

    [Test]
    public void Loads_through_addresses_are_exact()
    {
        foreach (var element in Elements)
        foreach (var (suffix, cell) in Forms)
        {
            var errors = new Body().Takes(element.MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(Code("ldind." + suffix)).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Errors();
            Assert.That(errors.Count == 0, Is.EqualTo(Cell(element) == cell), $"ldind.{suffix} of {element}&");
        }
    }

    [Test]
    public void Stores_through_addresses_are_exact()
    {
        foreach (var element in Elements)
        foreach (var (suffix, cell) in Forms)
        {
            var body = new Body().Takes(element.MakeByRefType()).Emit(OpCodes.Ldarg_0);
            Constant(body, cell);
            var errors = body.Emit(Code("stind." + suffix)).Emit(OpCodes.Ret).Errors();
            Assert.That(errors.Count == 0, Is.EqualTo(Cell(element) == cell), $"stind.{suffix} to {element}&");
        }
    }

    [Test]
    public void Elements_are_loaded_and_stored_exactly()
    {
        foreach (var element in Elements)
        foreach (var (suffix, cell) in Forms)
        {
            var load = new Body().Takes(element.MakeArrayType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(Code("ldelem." + suffix)).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Errors();
            Assert.That(load.Count == 0, Is.EqualTo(Cell(element) == cell), $"ldelem.{suffix} of {element}[]");
            var body = new Body().Takes(element.MakeArrayType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0);
            Constant(body, cell);
            var store = body.Emit(Code("stelem." + suffix)).Emit(OpCodes.Ret).Errors();
            Assert.That(store.Count == 0, Is.EqualTo(Cell(element) == cell), $"stelem.{suffix} to {element}[]");
        }
    }

    [Test]
    public void Typed_forms_agree_with_the_type_of_the_place()
    {
        foreach (var stored in Elements)
        foreach (var named in Elements)
        {
            var exact = Cell(stored) == Cell(named) && (stored.IsValueType || stored == named);
            var widens = exact || (!stored.IsValueType && !named.IsValueType && named.IsAssignableFrom(stored));
            Expect(widens, $"ldobj {named} of {stored}&", b => b.Takes(stored.MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldobj, named).Emit(OpCodes.Pop));
            Expect(widens, $"ldelem {named} of {stored}[]", b => b.Takes(stored.MakeArrayType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldelem_Any, named).Emit(OpCodes.Pop));
            Expect(exact, $"ldelema {named} of {stored}[]", b => b.Takes(stored.MakeArrayType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldelema, named).Emit(OpCodes.Pop));

            var narrows = exact || (!stored.IsValueType && !named.IsValueType && stored.IsAssignableFrom(named));
            Expect(narrows, $"stobj {named} to {stored}&", b => b.Takes(stored.MakeByRefType(), named).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldarg_1).Emit(OpCodes.Stobj, named));
            Expect(narrows, $"stelem {named} to {stored}[]", b => b.Takes(stored.MakeArrayType(), named).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldarg_1).Emit(OpCodes.Stelem_Any, named));
            Expect(narrows, $"initobj {named} of {stored}&", b => b.Takes(stored.MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Initobj, named));
        }
    }

    [Test]
    public void Fields_take_their_own_type_and_owner()
    {
        var pair = typeof((double, float));
        Expect(true, "double to Item1", b => b.Takes(pair.MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_R8, 1.0).Emit(OpCodes.Stfld, TupleField(b, "Item1", 0, typeof(double), typeof(float))));
        Expect(false, "int to Item1", b => b.Takes(pair.MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_1).Emit(OpCodes.Stfld, TupleField(b, "Item1", 0, typeof(double), typeof(float))));
        Expect(false, "Item1 of (float, double) taken of (double, float)", b => b.Takes(pair.MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldfld, TupleField(b, "Item1", 0, typeof(float), typeof(double))).Emit(OpCodes.Pop));
        Expect(true, "the field of a value", b => b.Takes(pair).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldfld, TupleField(b, "Item2", 1, typeof(double), typeof(float))).Emit(OpCodes.Pop));
        Expect(false, "the address of a field of a value", b => b.Takes(pair).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldflda, TupleField(b, "Item2", 1, typeof(double), typeof(float))).Emit(OpCodes.Pop));
        Expect(false, "the address of a float field used as that of a double", b =>
            b.Takes(pair.MakeByRefType()).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldflda, TupleField(b, "Item2", 1, typeof(double), typeof(float))).Emit(OpCodes.Ldind_R8).Emit(OpCodes.Pop));
    }

    /// <summary>A field of a tuple, by the type parameter that is its type.</summary>
    private static FieldReference TupleField(Body body, string name, int parameter, params Type[] arguments)
    {
        var declaring = body.Of(typeof(ValueTuple<,>).MakeGenericType(arguments));
        return new FieldReference(name, ((GenericInstanceType)declaring).ElementType.GenericParameters[parameter], declaring);
    }

    [Test]
    public void A_field_that_does_not_exist_is_missing() =>
        new Body().Takes(typeof(Version)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldfld, Missing(new Body())).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.MissingField);

    [Test]
    public void Array_methods_of_several_dimensions_are_typed()
    {
        Expect(true, "Get", b => b.Takes(typeof(double[,])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Call, ArrayMethod(b, "Get", typeof(double), 2, b.Of<double>())).Emit(OpCodes.Pop));
        Expect(false, "Get on float[,]", b => b.Takes(typeof(float[,])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Call, ArrayMethod(b, "Get", typeof(double), 2, b.Of<double>())).Emit(OpCodes.Pop));
        Expect(false, "Get of another type", b => b.Takes(typeof(double[,])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Call, ArrayMethod(b, "Get", typeof(double), 2, b.Of<float>())).Emit(OpCodes.Pop));
        Expect(false, "Get with one index", b => b.Takes(typeof(double[,])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Call, ArrayMethod(b, "Get", typeof(double), 2, b.Of<double>(), 1)).Emit(OpCodes.Pop));
        Expect(false, "a vector for an array", b => b.Takes(typeof(double[])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Call, ArrayMethod(b, "Get", typeof(double), 2, b.Of<double>())).Emit(OpCodes.Pop));
        Expect(false, "ldelem on an array of two dimensions", b => b.Takes(typeof(double[,])).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldelem_R8).Emit(OpCodes.Pop));
    }

    [Test]
    public void Pointers_are_unverifiable_not_wrong()
    {
        new Body().Takes(typeof(double*)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldind_R8).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.Unverifiable);
        new Body().Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U).Emit(OpCodes.Localloc).Emit(OpCodes.Pop).Emit(OpCodes.Ret).Gives(VerificationCode.Unverifiable);
        new Body().Takes(typeof(nint), typeof(nint)).Emit(OpCodes.Ldarg_0).Emit(OpCodes.Ldarg_1).Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Cpblk).Emit(OpCodes.Ret).Gives(VerificationCode.Unverifiable);
    }

    private static FieldReference Missing(Body body) => new("nothing", body.Of<int>(), body.Of<Version>());

    private static MethodReference ArrayMethod(Body body, string name, Type element, int rank, TypeReference result, int? indices = null)
    {
        var method = new MethodReference(name, result, new ArrayType(body.Of(element), rank)) { HasThis = true };
        for (var i = 0; i < (indices ?? rank); i++) method.Parameters.Add(new ParameterDefinition(body.Of<int>()));
        return method;
    }

    private static void Expect(bool valid, string what, Func<Body, Body> emit)
    {
        var errors = emit(new Body()).Emit(OpCodes.Ret).Errors();
        Assert.That(errors.Count == 0, Is.EqualTo(valid), $"{what}: {string.Join(", ", errors)}");
    }
}
