namespace ILDiff.Differentiation.Reverse;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>Reads and writes cells of the tape in generated code.</summary>
internal sealed class TapeAccess(TypeUniverse types, Value tape, Block entry)
{
    private readonly RuntimeMembers members = RuntimeMembers.Of(types);
    private readonly Dictionary<Bank, Value> banks = [];

    public Value Tape { get; } = tape;

    /// <summary>Takes cells; the index of the first one.</summary>
    public Value Reserve(IRBuilder builder, Bank bank, Value count) =>
        builder.Call(members.Reserve(bank), BankOf(bank), count.Type.Kind == TypeKind.Int64 ? count : builder.Convert(count, types.Int64));

    /// <summary>Makes sure that cells below an index exist.</summary>
    public void Ensure(IRBuilder builder, Bank bank, Value end) =>
        builder.Call(members.Ensure(bank), BankOf(bank), builder.Convert(end, types.Int64));

    public Value Top(IRBuilder builder, Bank bank) => builder.Load(builder.FieldAddress(BankOf(bank), members.Top(bank)), types.Int32);

    public void SetTop(IRBuilder builder, Bank bank, Value top) => builder.Store(builder.FieldAddress(BankOf(bank), members.Top(bank)), top, types.Int32);

    /// <summary>Writes a value to the cell at a position.</summary>
    public void Write(IRBuilder builder, Bank bank, Value position, Value value)
    {
        var cell = CellType(bank);
        builder.Store(Address(builder, bank, position), value.Type.IsObject || value.Type == cell ? value : builder.Convert(value, cell), cell);
    }

    /// <summary>Reads the cell at a position back as a value of the type.</summary>
    public Value Read(IRBuilder builder, Bank bank, Value position, IRType type)
    {
        var value = builder.Load(Address(builder, bank, position), CellType(bank));
        if (value.Type == type.OnStack) return value;
        return type.IsObject ? builder.Cast(value, type, throws: true) : builder.Convert(value, type);
    }

    private Value Address(IRBuilder builder, Bank bank, Value position)
    {
        var cells = builder.Load(builder.FieldAddress(BankOf(bank), members.Cells(bank)), types.ArrayOf(CellType(bank)));
        return builder.ElementAddress(cells, CellType(bank), position);
    }

    private IRType CellType(Bank bank) => bank switch
    {
        Bank.Reals => types.Float64,
        Bank.Ints => types.Int32,
        Bank.Longs => types.Int64,
        _ => types.Object,
    };

    private Value BankOf(Bank bank)
    {
        if (!banks.TryGetValue(bank, out var value))
        {
            // At the top of the entry, right behind the tape, so that it is there for both sweeps.
            var at = (Tape as Instruction)?.Block == entry ? entry.Instructions.IndexOf((Instruction)Tape) + 1 : 0;
            var address = entry.Insert(at, new FieldAddress(Tape, members.Bank(bank), types.ByRefTo(members.Bank(bank).Type)));
            banks.Add(bank, value = entry.Insert(at + 1, new Load(address, members.Bank(bank).Type)));
        }

        return value;
    }
}
