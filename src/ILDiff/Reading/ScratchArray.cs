namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Puts an array in the place of memory from <c>stackalloc</c> of which no address is left but those that its initial values
/// are stored at.
/// </summary>
internal sealed class ScratchArray
{
    private readonly Block block;
    private readonly IRType element;
    private readonly int? size;
    private readonly Dictionary<Value, int> offsets = [];

    private ScratchArray(Block block, StackAllocate allocate, IRType element)
    {
        this.block = block;
        this.element = element;
        size = StackSimulator.SizeOf(element);
        offsets.Add(allocate, 0);
    }

    private TypeUniverse Types => block.Method.Types;

    /// <summary>The array, appended or put where the memory was allocated; null if the memory is used in other ways.</summary>
    /// <param name="isHeld">Whether a value is still to be used.</param>
    public static Value? For(Block block, StackAllocate allocate, IRType element, Value length, Func<Value, bool> isHeld)
    {
        var scratch = new ScratchArray(block, allocate, element);
        scratch.FindAddresses(allocate);
        if (scratch.offsets.Keys.Any(isHeld)) return null;
        var filling = block.Instructions.Where(i => !scratch.offsets.ContainsKey(i) && i.Operands.ToArray().Any(scratch.offsets.ContainsKey)).ToList();
        if (filling.Count > 0 && (length is not Constant || !filling.All(scratch.CanFill))) return null;
        var at = filling.Count > 0 ? block.Instructions.IndexOf(allocate) : block.Instructions.Count;
        var array = block.Insert(at, new NewArray(scratch.Types.ArrayOf(element), [length]) { Origin = allocate.Origin });
        foreach (var instruction in filling) scratch.Fill(array, instruction);
        block.Instructions.RemoveAll(scratch.offsets.ContainsKey);
        return array;
    }

    /// <summary>What is computed from the address by adding constants.</summary>
    private void FindAddresses(StackAllocate allocate)
    {
        foreach (var instruction in block.Instructions.Skip(block.Instructions.IndexOf(allocate)))
        {
            int? offset = instruction switch
            {
                Convert convert when offsets.TryGetValue(convert.Operand(0), out var from) => from,
                Binary { Operator: BinaryOperator.Add } sum when offsets.TryGetValue(sum.Left, out var from) => from + Literal(sum.Right),
                _ => null,
            };
            if (offset is { } known) offsets.TryAdd(instruction, known);
        }
    }

    private static int? Literal(Value value) => value switch
    {
        Constant { Literal: int i } => i,
        Constant { Literal: long l and >= 0 and < int.MaxValue } => (int)l,
        Convert { Operands: [var inner] } => Literal(inner),
        Binary { Operator: BinaryOperator.Mul } product => Literal(product.Left) * Literal(product.Right),
        _ => null,
    };

    private bool CanFill(Instruction instruction) => instruction switch
    {
        Store { IsVolatile: false } store => offsets.TryGetValue(store.Address, out var at) && !offsets.ContainsKey(store.Value)
            && store.Accessed == element && size is { } bytes && at % bytes == 0,
        BlockMemory { Copies: true } copy => offsets.TryGetValue(copy.Operand(0), out var at) && at == 0
            && Data(copy) is { } data && size is { } bytes && Literal(copy.Operand(2)) is { } count && count <= data.Length && count % bytes == 0 && Read(data, 0) is not null,
        _ => false,
    };

    private void Fill(NewArray array, Instruction instruction)
    {
        var position = block.Instructions.IndexOf(instruction);
        var width = size ?? throw new InvalidOperationException("elements of unknown size are not filled");
        if (instruction is Store store)
        {
            store.SetOperand(0, block.Insert(position, Element(array, offsets[store.Address] / width)));
            return;
        }

        var (data, count) = (Data((BlockMemory)instruction)!, Literal(instruction.Operand(2))!.Value);
        block.Instructions.RemoveAt(position);
        for (var at = 0; at < count; at += width)
        {
            var address = block.Insert(position++, Element(array, at / width));
            block.Insert(position++, new Store(address, Read(data, at)!, element, Types.Void) { Origin = instruction.Origin });
        }
    }

    private ElementAddress Element(NewArray array, int index) => new(Types.ByRefTo(element), [array, block.Method.Constant(Types.Int32, index)]);

    /// <summary>The initial values that the compiler put into the image.</summary>
    private byte[]? Data(BlockMemory copy) => copy.Operand(1) switch
    {
        StaticFieldAddress { Field.Definition.InitialValue: { Length: > 0 } data } => data,
        ElementAddress { Indices: [Constant { Literal: 0 }] } first when Stored(first.Array) is Call { Method.Name: "CreateSpan", Operands: [LoadToken { Token: IRField field }] }
            && field.Definition.InitialValue is { Length: > 0 } data => data,
        _ => null,
    };

    /// <summary>What a variable was last set to.</summary>
    private Value Stored(Value value) => value is Load { Address: Slot slot } load
        ? block.Instructions.Take(block.Instructions.IndexOf(load)).OfType<Store>().LastOrDefault(s => s.Address == slot)?.Value ?? value
        : value;

    private Constant? Read(byte[] data, int at) => element.Kind switch
    {
        TypeKind.Float64 => block.Method.Constant(element, BitConverter.ToDouble(data, at)),
        TypeKind.Float32 => block.Method.Constant(element, BitConverter.ToSingle(data, at)),
        TypeKind.Int32 or TypeKind.UInt32 => block.Method.Constant(Types.Int32, BitConverter.ToInt32(data, at)),
        TypeKind.Int64 or TypeKind.UInt64 => block.Method.Constant(Types.Int64, BitConverter.ToInt64(data, at)),
        _ => null,
    };
}
