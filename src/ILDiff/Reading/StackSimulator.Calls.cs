namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>Calls and constructions.</summary>
internal sealed partial class StackSimulator
{
    private bool Calls(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Call: return Call(MethodOf(instruction), isVirtual: false);
            case Code.Callvirt: return Call(MethodOf(instruction), isVirtual: true);
            case Code.Newobj: return Construct(MethodOf(instruction));
            case Code.Calli: return CallIndirect(instruction);
            case Code.Jmp: return JumpTo();
            default: return false;
        }
    }

    private bool Call(MethodReference reference, bool isVirtual)
    {
        var method = Handle(reference);
        if (reference.CallingConvention == MethodCallingConvention.VarArg) return CallVariadic(reference, method, constructs: false);
        var arguments = Pop(method.Parameters.Count);
        if (method.Definition is null && method.DeclaringType.Kind == TypeKind.MultiArray && CallArray(method, arguments)) return true;
        if (method.HasThis && CallLength(method, arguments)) return true;
        if (CallSpan(method, arguments)) return true;
        if (!method.HasThis && (CompareTypes(method, arguments) || CallAllocate(method))) return true;
        if (prefixes.Constrained is { } constrained)
        {
            if (method.HasThis) return CallConstrained(constrained, method, arguments);
            if (Implementations.Find(constrained, method) is { } implementation) return Emit(implementation, CallKind.Direct, arguments);
            return Emit(method, CallKind.Direct, arguments, constrained);
        }

        return Emit(method, isVirtual && method.HasThis && method.DeclaringType.IsObject ? CallKind.Virtual : CallKind.Direct, arguments);
    }

    /// <summary>
    /// A call through the address of a value of generic type: on the object itself for a class, on the struct's own
    /// method where it has one, else on the struct boxed.
    /// </summary>
    private bool CallConstrained(IRType type, MethodHandle method, Value[] arguments)
    {
        var address = Address(arguments[0], type);
        if (type.IsObject)
        {
            arguments[0] = builder.Load(address, type);
            return Emit(method, CallKind.Virtual, arguments);
        }

        if (Implementations.Find(type, method) is { HasThis: true } implementation && !implementation.DeclaringType.IsObject)
        {
            arguments[0] = address;
            return Emit(implementation, CallKind.Direct, arguments);
        }

        if (!method.DeclaringType.IsObject)
        {
            arguments[0] = address;
            return Emit(method, CallKind.Direct, arguments);
        }

        if (type.Definition is null)
        {
            arguments[0] = address;
            return Emit(method, CallKind.Virtual, arguments, type);
        }

        arguments[0] = builder.Box(builder.Load(address, type), type);
        return Emit(method, CallKind.Virtual, arguments);
    }

    private bool Emit(MethodHandle callee, CallKind kind, Value[] arguments, IRType? constrained = null)
    {
        if (constrained is null) CoerceReceiver(callee, arguments);
        for (var i = callee.HasThis ? 1 : 0; i < arguments.Length; i++) arguments[i] = CoerceNarrow(arguments[i], callee.Parameters[i]);
        if (callee.HasThis && constrained is null) arguments[0] = CoerceNarrow(arguments[0], callee.Parameters[0]);
        Value result = kind == CallKind.Direct && constrained is null ? builder.Call(callee, arguments)
            : kind == CallKind.Virtual ? builder.CallVirtual(callee, constrained, arguments)
            : builder.Add(new Call(callee, kind, arguments, constrained));
        if (callee.ReturnType.Kind != TypeKind.Void) Push(result);
        return true;
    }

    /// <summary>A method of a struct takes its address, but one that the struct inherits takes an object.</summary>
    private void CoerceReceiver(MethodHandle callee, Value[] arguments)
    {
        if (!callee.HasThis) return;
        var wanted = callee.Parameters[0];
        if (wanted.Kind == TypeKind.ByRef) arguments[0] = Address(arguments[0], wanted.Element!);
    }

    private bool Construct(MethodReference reference)
    {
        var constructor = Handle(reference);
        var type = constructor.DeclaringType;
        if (!constructor.HasThis) throw place.Invalid($"{constructor} constructs nothing");
        if (reference.CallingConvention == MethodCallingConvention.VarArg) return CallVariadic(reference, constructor, constructs: true);
        var arguments = Pop(constructor.Parameters.Count - 1);
        if (type.IsArray)
        {
            var rank = ((ArrayType)type.Reference).Rank;
            for (var i = 0; i < arguments.Length; i++) arguments[i] = Index(arguments[i]);
            Push(arguments.Length == rank ? builder.NewArray(type, arguments) : builder.Opaque("newobj", type, arguments));
            return true;
        }

        CoerceAll(arguments, constructor.Parameters, 1);
        if (type.IsObject)
        {
            Push(builder.NewObject(constructor, arguments));
            return true;
        }

        if (type.IsSpan && MakeOf(constructor, arguments) is { } span)
        {
            Push(span);
            return true;
        }

        // The slot keeps its contents from one execution to the next.
        var slot = builder.Slot(type);
        builder.Store(slot, method.Zero(type), type);
        builder.Call(constructor, [slot, .. arguments]);
        Push(builder.Load(slot, type));
        return true;
    }

    /// <summary>The run time's own methods of multi-dimensional arrays.</summary>
    private bool CallArray(MethodHandle callee, Value[] arguments)
    {
        var type = callee.DeclaringType;
        var rank = ((ArrayType)type.Reference).Rank;
        var element = type.Element!;
        if (callee.Name is not ("Get" or "Set" or "Address") || arguments.Length != rank + (callee.Name == "Set" ? 2 : 1)) return false;
        var array = arguments[0];
        if (IsNull(array)) array = method.Constant(type, null);
        else if (array.Type.Kind != TypeKind.MultiArray) array = builder.Cast(array, type, throws: true);
        var indices = arguments[1..(rank + 1)];
        for (var i = 0; i < indices.Length; i++) indices[i] = Index(indices[i]);
        var address = builder.ElementAddress(array, array.Type.Element!, indices);
        if (callee.Name == "Address") Push(address);
        else if (callee.Name == "Get") Push(builder.Load(address, element));
        else builder.Store(address, Coerce(arguments[^1], element), element);
        return true;
    }

    /// <summary><c>Array.Length</c> and <c>Array.GetLength</c> of arrays whose shape is known.</summary>
    private bool CallLength(MethodHandle callee, Value[] arguments)
    {
        if (callee.DeclaringType.Definition is not { Namespace: "System", Name: "Array" } || arguments[0].Type is not { IsArray: true } type) return false;
        switch (callee.Name)
        {
            case "get_Length" when type.Kind == TypeKind.Array:
                Push(builder.Convert(builder.ArrayLength(arguments[0]), types.Int32));
                return true;
            case "GetLength" when arguments[1] is Constant { Literal: int dimension } && dimension >= 0 && dimension < ((ArrayType)type.Reference).Rank:
                var length = builder.ArrayLength(arguments[0], dimension);
                Push(length.Type == types.Int32 ? length : builder.Convert(length, types.Int32));
                return true;
            default:
                return false;
        }
    }

    /// <summary>What derivatives make objects with, which may be differentiated again.</summary>
    private bool CallAllocate(MethodHandle callee)
    {
        if (callee is not { Name: "Allocate", DeclaringType.Definition: { Namespace: "ILDiff", Name: "Shadow" }, Context.MethodArguments: [var type] }) return false;
        Push(builder.Allocate(type));
        return true;
    }

    /// <summary>
    /// <c>typeof(T) == typeof(double)</c>, by which generic code chooses: known, since the types are closed. The tokens
    /// are dropped where they stand.
    /// </summary>
    private bool CompareTypes(MethodHandle callee, Value[] arguments)
    {
        if (callee is not { Name: "op_Equality" or "op_Inequality", DeclaringType.Definition: { Namespace: "System", Name: "Type" } }) return false;
        if (TypeOfToken(arguments[0]) is not { } left || TypeOfToken(arguments[1]) is not { } right) return false;
        foreach (var argument in arguments)
        {
            if (stack.Contains(argument)) continue;
            builder.Block.Instructions.Remove((IR.Instruction)argument);
            builder.Block.Instructions.Remove((IR.Instruction)((Call)argument).Operand(0));
        }

        Push(builder.Int((left == right) == (callee.Name == "op_Equality") ? 1 : 0));
        return true;
    }

    private static IRType? TypeOfToken(Value value) =>
        value is Call { Method: { Name: "GetTypeFromHandle", DeclaringType.Definition: { Namespace: "System", Name: "Type" } } } call
            && call.Operand(0) is LoadToken { Token: IRType type } ? type : null;

    private bool CallVariadic(MethodReference reference, MethodHandle callee, bool constructs)
    {
        var count = reference.Parameters.Count + (callee.HasThis && !constructs ? 1 : 0);
        var operands = Pop(count);
        var result = constructs ? callee.DeclaringType : callee.ReturnType;
        var opaque = builder.Opaque("vararg", result.OnStack, operands);
        if (result.Kind != TypeKind.Void) Push(opaque);
        return true;
    }

    private bool CallIndirect(Instruction instruction)
    {
        if (instruction.Operand is not CallSite site) throw place.Invalid("its operand is no signature");
        var result = types.Of(site.ReturnType, handle.Context);
        var operands = Pop(site.Parameters.Count + (site.HasThis && !site.ExplicitThis ? 1 : 0) + 1);
        var opaque = builder.Opaque("calli", result.OnStack, operands);
        if (result.Kind != TypeKind.Void) Push(opaque);
        return true;
    }

    private bool JumpTo()
    {
        if (current.Region is not null) throw place.Invalid("a jmp inside a protected region");
        var result = builder.Opaque("jmp", method.ReturnType.OnStack);
        if (method.ReturnType.Kind == TypeKind.Void) builder.Return();
        else builder.Return(result);
        return true;
    }

    private MethodReference MethodOf(Instruction instruction) =>
        instruction.Operand as MethodReference ?? throw place.Invalid("its operand is no method");

    private MethodHandle Handle(MethodReference reference) => Member(reference, r => types.Method(r, handle.Context));
}
