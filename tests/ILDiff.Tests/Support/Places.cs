namespace ILDiff.Tests.Support;

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILDiff.Types;

/// <summary>An address: somewhere a value can be read and written. Equal if it is the same place.</summary>
internal abstract record Place(IRType Type)
{
    /// <summary>Reads what is there, as a stack value. Checks of null and bounds happen here, not when the place is made.</summary>
    public object? Read() => StackValues.ToStack(Get(), Type);

    public void Write(object? value) => Set(StackValues.FromStack(value, Type));

    /// <summary>The place a number of bytes further, where that means anything.</summary>
    public virtual Place Offset(long bytes) => bytes == 0 ? this : throw new NotInterpretedException($"no address arithmetic on a {GetType().Name}");

    /// <summary>As the run time has it in memory.</summary>
    public abstract object? Get();

    public abstract void Set(object? raw);

    /// <summary>A copy of a boxed struct, to mutate.</summary>
    protected static object Copy(object? box) => RuntimeHelpers.GetObjectValue(box ?? throw new NullReferenceException())!;

    /// <summary>A field of the value at this place.</summary>
    public Place Field(IRField field) => new InnerPlace(this, field);

    private sealed record InnerPlace(Place Container, IRField Inner) : Place(Inner.Type)
    {
        public override object? Get() => RuntimeBinding.Of(Inner).GetValue(Container.Get());

        public override void Set(object? raw)
        {
            var box = Copy(Container.Get());
            RuntimeBinding.Of(Inner).SetValue(box, raw);
            Container.Set(box);
        }
    }
}

/// <summary>A variable; equal only to itself.</summary>
internal sealed record VariablePlace(IRType Type) : Place(Type)
{
    private object? raw = StackValues.FromStack(StackValues.Zero(Type), Type);

    public override object? Get() => raw;

    public override void Set(object? value) => raw = value;

    public bool Equals(VariablePlace? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>An array element by its position in row-major order.</summary>
internal sealed record ElementPlace(IRType Type, Array? Array, long Index) : Place(Type)
{
    /// <summary>By one index per dimension; an index out of range is kept, to fail at the access.</summary>
    public static ElementPlace At(IRType type, Array? array, long[] indices)
    {
        if (array is null) return new ElementPlace(type, null, 0);
        long flat = 0;
        for (var d = 0; d < indices.Length; d++)
        {
            var (index, length) = (indices[d] - array.GetLowerBound(d), array.GetLength(d));
            if (index < 0 || index >= length) return new ElementPlace(type, array, -1);
            flat = (flat * length) + index;
        }

        return new ElementPlace(type, array, flat);
    }

    public override object? Get() => Checked().GetValue(Position());

    public override void Set(object? raw)
    {
        var array = Checked();
        if (raw is not null && !array.GetType().GetElementType()!.IsInstanceOfType(raw)) throw new ArrayTypeMismatchException();
        array.SetValue(raw, Position());
    }

    public override Place Offset(long bytes)
    {
        var size = RuntimeBinding.SizeOf(RuntimeBinding.Of(Type));
        return bytes % size == 0 ? this with { Index = Index + (bytes / size) } : throw new NotInterpretedException("an address between two elements");
    }

    private Array Checked() => Array is null ? throw new NullReferenceException()
        : Index < 0 || Index >= Array.LongLength ? throw new IndexOutOfRangeException() : Array;

    private long[] Position()
    {
        var position = new long[Array!.Rank];
        var rest = Index;
        for (var d = position.Length - 1; d >= 0; d--)
        {
            position[d] = (rest % Array.GetLength(d)) + Array.GetLowerBound(d);
            rest /= Array.GetLength(d);
        }

        return position;
    }
}

/// <summary>A field of an object, or a static one.</summary>
internal sealed record FieldPlace(IRField Of, object? Container) : Place(Of.Type)
{
    public override object? Get() => RuntimeBinding.Of(Of).GetValue(Checked());

    public override void Set(object? raw) => RuntimeBinding.Of(Of).SetValue(Checked(), raw);

    public bool Equals(FieldPlace? other) => other is not null && Of == other.Of && ReferenceEquals(Container, other.Container);

    public override int GetHashCode() => HashCode.Combine(Of, Container is null ? 0 : RuntimeHelpers.GetHashCode(Container));

    private object? Checked() => Of.IsStatic || Container is not null ? Container : throw new NullReferenceException();
}

/// <summary>The value in a box.</summary>
internal sealed record BoxPlace(IRType Type, object Box) : Place(Type)
{
    private static readonly MethodInfo Fill = typeof(BoxPlace).GetMethod(nameof(Overwrite), BindingFlags.NonPublic | BindingFlags.Static)!;

    public override object? Get() => Copy(Box);

    public override void Set(object? raw) => Fill.MakeGenericMethod(Box.GetType()).Invoke(null, [Box, raw]);

    public bool Equals(BoxPlace? other) => other is not null && ReferenceEquals(Box, other.Box);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Box);

    private static void Overwrite<T>(object box, object raw) where T : struct => Unsafe.Unbox<T>(box) = (T)raw;
}

/// <summary>Unmanaged memory.</summary>
internal sealed record PointerPlace(IRType Type, nint Address) : Place(Type)
{
    private static readonly MethodInfo Reader = typeof(PointerPlace).GetMethod(nameof(ReadAt), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo Writer = typeof(PointerPlace).GetMethod(nameof(WriteAt), BindingFlags.NonPublic | BindingFlags.Static)!;

    public override object? Get() => Reader.MakeGenericMethod(RuntimeBinding.Of(Type)).Invoke(null, [Valid()]);

    public override void Set(object? raw) => Writer.MakeGenericMethod(RuntimeBinding.Of(Type)).Invoke(null, [Valid(), raw]);

    public override Place Offset(long bytes) => this with { Address = Address + (nint)bytes };

    private nint Valid() => Address == 0 ? throw new NullReferenceException() : Address;

    private static unsafe object? ReadAt<T>(nint address) => Unsafe.ReadUnaligned<T>((void*)address);

    private static unsafe void WriteAt<T>(nint address, T value) => Unsafe.WriteUnaligned((void*)address, value);
}
