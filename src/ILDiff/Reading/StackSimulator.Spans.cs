namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>What spans do that the IR has instructions for: elements, lengths, and spans made of arrays and of spans.</summary>
internal sealed partial class StackSimulator
{
    /// <summary>A call on a span, or one that makes a span of an array.</summary>
    private bool CallSpan(MethodHandle callee, Value[] arguments)
    {
        if (callee.DeclaringType.IsSpan) return callee.HasThis ? CallOnSpan(callee, arguments) : ConvertToSpan(callee, arguments);
        return callee is { Name: "AsSpan", DeclaringType.Definition: { Namespace: "System", Name: "MemoryExtensions" } }
            && arguments[0].Type.Kind == TypeKind.Array && SpanOfArray(callee, arguments);
    }

    private bool CallOnSpan(MethodHandle callee, Value[] arguments)
    {
        var type = callee.DeclaringType;
        if (callee.Name == ".ctor")
        {
            if (MakeOf(callee, arguments[1..]) is not { } made) return false;
            builder.Store(Address(arguments[0], type), made, type);
            return true;
        }

        if (callee.Name is not ("get_Item" or "get_Length" or "get_IsEmpty" or "Slice")) return false;
        var span = builder.Load(Address(arguments[0], type), type);
        for (var i = 1; i < arguments.Length; i++) arguments[i] = Coerce(arguments[i], types.Int32);
        Push(callee.Name switch
        {
            "get_Item" => builder.ElementAddress(span, type.Element!, arguments[1]),
            "get_Length" => builder.ArrayLength(span),
            "get_IsEmpty" => builder.Compare(CompareOperator.Eq, builder.ArrayLength(span), builder.Int(0)),
            _ => builder.MakeSpan(type, span, arguments[1..]),
        });
        return true;
    }

    private bool ConvertToSpan(MethodHandle callee, Value[] arguments)
    {
        if (callee.Name == "get_Empty")
        {
            Push(method.Zero(callee.DeclaringType));
            return true;
        }

        if (callee.Name != "op_Implicit" || !callee.ReturnType.IsSpan) return false;
        if (arguments[0].Type is { IsSpan: true } && callee.Parameters[0].IsSpan)
        {
            Push(builder.MakeSpan(callee.ReturnType, arguments[0]));
            return true;
        }

        return callee.Parameters[0].Kind == TypeKind.Array && SpanOfArray(callee, arguments);
    }

    private bool SpanOfArray(MethodHandle callee, Value[] arguments)
    {
        for (var i = 1; i < arguments.Length; i++)
        {
            if (callee.Parameters[i].Kind != TypeKind.Int32) return false;
            arguments[i] = Coerce(arguments[i], types.Int32);
        }

        var array = ArrayFor(arguments[0], callee.ReturnType);
        if (array is null) return false;
        Push(arguments.Length == 2
            ? builder.MakeSpan(callee.ReturnType, builder.MakeSpan(callee.ReturnType, array), arguments[1])
            : builder.MakeSpan(callee.ReturnType, array, arguments[1..]));
        return true;
    }

    /// <summary>The span that a constructor makes, without the address that it puts it at; null if the IR has no instruction for it.</summary>
    private Value? MakeOf(MethodHandle constructor, Value[] arguments)
    {
        var span = constructor.DeclaringType;
        if (constructor.Parameters[1].Kind == TypeKind.Pointer && arguments.Length == 2) return ScratchOf(span, arguments[0], Coerce(arguments[1], types.Int32));
        if (constructor.Parameters[1].Kind != TypeKind.Array || ArrayFor(arguments[0], span) is not { } array) return null;
        return builder.MakeSpan(span, array, [.. arguments[1..].Select(a => Coerce(a, types.Int32))]);
    }

    private Value? ArrayFor(Value array, IRType span) =>
        IsNull(array) ? method.Constant(types.ArrayOf(span.Element!), null) : array.Type.Kind == TypeKind.Array ? array : null;

    /// <summary>
    /// <c>stackalloc</c> taken straight into a span becomes an array: nobody else knows its address, and its contents may
    /// have to outlive the frame in a derivative.
    /// </summary>
    private Value? ScratchOf(IRType span, Value pointer, Value length)
    {
        while (pointer is IR.Convert convert) pointer = convert.Operand(0);
        if (pointer is not StackAllocate allocate || allocate.Block != builder.Block) return null;
        return ScratchArray.For(builder.Block, allocate, span.Element!, length, stack.Contains) is { } array ? builder.MakeSpan(span, array) : null;
    }
}
