namespace ILDiff.Tests.Support;

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>What each instruction does.</summary>
internal sealed partial class IRInterpreter
{
    private sealed partial class Frame
    {
        private object? Compute(Instruction instruction) => instruction switch
        {
            Binary i => InterpretedArithmetic.Binary(i.Operator, Get(i.Left), Get(i.Right)),
            Unary i => InterpretedArithmetic.Unary(i.Operator, Get(i.Operand(0))),
            Compare i => InterpretedArithmetic.Compare(i.Operator, Get(i.Left), Get(i.Right)) ? 1 : 0,
            ILDiff.IR.Convert i => InterpretedArithmetic.Convert(Get(i.Operand(0)), i.Target, i.ThrowsOnOverflow, i.FromUnsigned),
            Select i => Get(i.Operand((int)Get(i.Operand(0))! != 0 ? 1 : 2)),

            // One variable per instruction: the first execution makes it, later ones find it.
            Slot i => values[i.Id] ?? new VariablePlace(i.Stored),
            ElementAddress { Array.Type.IsSpan: true } i => ((InterpretedSpan)Get(i.Array)!).At(i.Type.Element!, (int)Get(i.Indices[0])!),
            ElementAddress i => ElementPlace.At(i.Type.Element!, (Array?)Get(i.Array), [.. i.Indices.ToArray().Select(x => Integer(Get(x)))]),
            FieldAddress i => Get(i.Container) switch
            {
                Place place => place.Field(i.Field),
                nint pointer => new PointerPlace(i.Field.DeclaringType, pointer).Field(i.Field),
                var container => new FieldPlace(i.Field, container),
            },
            StaticFieldAddress i => new FieldPlace(i.Field, null),
            Load i => StackValues.Narrow(Address(i.Address, i.Accessed).Read(), i.Accessed),
            Store i => Write(Address(i.Address, i.Accessed), Get(i.Value)),
            BlockMemory i => MoveBlock(i),
            StackAllocate i => Marshal.AllocHGlobal((nint)Math.Max(1, Integer(Get(i.Operand(0))))) is var memory ? Clear(memory, Integer(Get(i.Operand(0)))) : 0,
            ExtractField i => StackValues.ToStack(RuntimeBinding.Of(i.Field).GetValue(Get(i.Container)), i.Field.Type),
            InsertField i => Insert(Get(i.Container)!, i.Field, Get(i.Value)),
            NewObject i => Allocate(i.Constructor, Arguments(i)),
            NewArray i => Array.CreateInstance(RuntimeBinding.Of(i.Type.Element!), [.. Arguments(i).Select(Integer)]),
            MakeSpan i => Get(i.Source) switch
            {
                InterpretedSpan span => span.Slice([.. Arguments(i).Skip(1).Select(a => (int)a!)]),
                var array => InterpretedSpan.Of((Array?)array).Slice([.. Arguments(i).Skip(1).Select(a => (int)a!)]),
            },
            ArrayLength { Array.Type.IsSpan: true } i => ((InterpretedSpan)Get(i.Array)!).Length,
            ArrayLength i => Length(i, (Array?)Get(i.Array) ?? throw new NullReferenceException()),
            Box i => StackValues.FromStack(Get(i.Operand(0)), i.Boxed) is var raw && i.Boxed.Kind == TypeKind.Struct ? RuntimeHelpers.GetObjectValue(raw) : raw,
            Unbox i => Unboxed(Get(i.Operand(0)), i.Boxed),
            Cast i => CastTo(Get(i.Operand(0)), i),
            LoadToken i => Token(i),
            Call i => Invoke(i, Arguments(i)),
            _ => throw new NotInterpretedException($"the interpreter has no {instruction.GetType().Name}"),
        };

        private object?[] Arguments(Instruction instruction) => [.. instruction.Operands.ToArray().Select(Get)];

        private Place Address(Value address, IRType accessed) => Get(address) switch
        {
            PointerPlace place when place.Type != accessed => new PointerPlace(accessed, place.Address),
            Place place => place,
            nint pointer => new PointerPlace(accessed, pointer),
            _ => throw new NullReferenceException(),
        };

        private static object? Write(Place place, object? value)
        {
            place.Write(place.Type.Kind == TypeKind.Struct ? RuntimeHelpers.GetObjectValue(value) : value);
            return null;
        }

        private static object Insert(object container, IRField field, object? value)
        {
            var copy = RuntimeHelpers.GetObjectValue(container)!;
            RuntimeBinding.Of(field).SetValue(copy, StackValues.FromStack(value, field.Type));
            return copy;
        }

        private static object Clear(nint memory, long bytes)
        {
            for (var i = 0; i < bytes; i++) Marshal.WriteByte(memory, i, 0);
            return memory;
        }

        private object? MoveBlock(BlockMemory i)
        {
            var (to, bytes) = (Get(i.Operand(0)), Integer(Get(i.Operand(2))));
            if (i.Copies && Get(i.Operand(1)) is Place source && to is Place target && source is not PointerPlace && target is not PointerPlace)
            {
                var size = RuntimeBinding.SizeOf(RuntimeBinding.Of(target.Type));
                var moved = Enumerable.Range(0, (int)(bytes / size)).Select(k => source.Offset(k * size).Read()).ToArray();
                for (var k = 0; k < moved.Length; k++) target.Offset(k * size).Write(moved[k]);
                return null;
            }

            if (!i.Copies && to is Place cleared and not PointerPlace && Get(i.Operand(1)) is 0)
            {
                var size = RuntimeBinding.SizeOf(RuntimeBinding.Of(cleared.Type));
                for (var k = 0; k < bytes / size; k++) cleared.Offset(k * size).Write(StackValues.Zero(cleared.Type));
                return null;
            }

            var copy = new byte[bytes];
            if (i.Copies) Marshal.Copy(Pointer(Get(i.Operand(1))), copy, 0, copy.Length);
            else Array.Fill(copy, (byte)Integer(Get(i.Operand(1))));
            Marshal.Copy(copy, 0, Pointer(to), copy.Length);
            return null;
        }

        private static nint Pointer(object? value) => value switch
        {
            nint pointer => pointer,
            PointerPlace place => place.Address,
            _ => throw new NotInterpretedException("a block move between managed and unmanaged memory"),
        };

        private static object Length(ArrayLength i, Array array) =>
            i.Type.Kind == TypeKind.NativeInt ? (object)(nint)array.LongLength : array.GetLength(i.Dimension);

        private static Place Unboxed(object? box, IRType type)
        {
            var (given, expected) = ((box ?? throw new NullReferenceException()).GetType(), RuntimeBinding.Of(type));
            if (given != expected && Underlying(given) != Underlying(expected)) throw new InvalidCastException($"{given} is no {expected}");
            return new BoxPlace(type, box);
        }

        private static Type Underlying(Type type) => type.IsEnum ? Enum.GetUnderlyingType(type) : type;

        private static object? CastTo(object? value, Cast i) =>
            value is null || RuntimeBinding.Of(i.Target).IsInstanceOfType(value) ? value
            : i.Throws ? throw new InvalidCastException($"{value.GetType()} is no {i.Target}") : null;

        private object? Token(LoadToken i) => (i.Kind, i.Token) switch
        {
            (TokenKind.Size, IRType type) => RuntimeBinding.SizeOf(RuntimeBinding.Of(type)),
            (TokenKind.Handle, IRType type) => RuntimeBinding.Of(type).TypeHandle,
            (TokenKind.Handle, IRField field) => RuntimeBinding.Of(field).FieldHandle,
            (TokenKind.Handle, MethodHandle m) => RuntimeBinding.Of(m).MethodHandle,
            (TokenKind.Function, MethodHandle m) => RuntimeBinding.Of(m),
            (_, MethodHandle m) => Override(Get(i.Operand(0)) ?? throw new NullReferenceException(), (MethodInfo)RuntimeBinding.Of(m)),
            _ => throw new NotInterpretedException($"{i.Kind} of {i.Token}"),
        };

        private static MethodInfo Override(object receiver, MethodInfo method)
        {
            if (!method.IsVirtual) return method;
            if (!method.DeclaringType!.IsInterface)
            {
                for (var type = receiver.GetType(); type is not null; type = type.BaseType)
                {
                    const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                    var found = type.GetMethods(own).FirstOrDefault(m => m.IsVirtual && m.GetBaseDefinition().MethodHandle == method.GetBaseDefinition().MethodHandle);
                    if (found is not null) return found;
                }
            }

            var map = receiver.GetType().GetInterfaceMap(method.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
        }

        private static long Integer(object? value) => value switch
        {
            int i => i,
            nint n => n,
            long l => l,
            _ => throw new NotInterpretedException($"{value?.GetType().Name} is no index"),
        };
    }
}
