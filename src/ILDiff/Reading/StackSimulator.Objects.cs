namespace ILDiff.Reading;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>Boxes, casts and tokens, and what cannot be followed.</summary>
internal sealed partial class StackSimulator
{
    private bool Objects(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Box:
                var boxed = TypeOf(instruction);
                if (boxed.IsObject) Push(Reference(Pop()));
                else Push(builder.Box(CoerceNarrow(Pop(), boxed), boxed));
                return true;
            case Code.Unbox:
                Push(builder.Unbox(Reference(Pop()), ValueTypeOf(instruction)));
                return true;
            case Code.Unbox_Any:
                var unboxed = TypeOf(instruction);
                if (unboxed.IsObject) Push(builder.Cast(Reference(Pop()), unboxed, throws: true));
                else Push(builder.Load(builder.Unbox(Reference(Pop()), unboxed), unboxed));
                return true;
            case Code.Castclass:
                Push(builder.Cast(Reference(Pop()), TypeOf(instruction), throws: true));
                return true;
            case Code.Isinst:
                Push(builder.Cast(Reference(Pop()), TypeOf(instruction), throws: false));
                return true;
            case Code.Ldtoken:
                Push(Token(instruction));
                return true;
            case Code.Ldftn:
                var function = Handle(MethodOf(instruction));
                if (prefixes.Constrained is { } type) function = Implementations.Find(type, function) ?? function;
                Push(builder.LoadToken(TokenKind.Function, function, types.NativeInt));
                return true;
            case Code.Ldvirtftn:
                Push(builder.LoadToken(TokenKind.VirtualFunction, Handle(MethodOf(instruction)), types.NativeInt, Reference(Pop())));
                return true;
            case Code.Sizeof:
                var measured = TypeOf(instruction);
                Push(SizeOf(measured) is { } size ? builder.Int(size) : builder.LoadToken(TokenKind.Size, measured, types.Int32));
                return true;
            default:
                return false;
        }
    }

    private bool Others(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ckfinite:
                var number = Pop();
                if (!number.Type.IsFloat) throw place.Invalid("ckfinite takes a float");
                Push(builder.Opaque("ckfinite", number.Type, number));
                return true;
            case Code.Mkrefany:
                Push(builder.Opaque("mkrefany", CoreType("TypedReference"), Place(Pop())));
                return true;
            case Code.Refanyval:
                Push(builder.Opaque("refanyval", types.ByRefTo(TypeOf(instruction)), Pop()));
                return true;
            case Code.Refanytype:
                Push(builder.Opaque("refanytype", CoreType("RuntimeTypeHandle"), Pop()));
                return true;
            case Code.Arglist:
                Push(builder.Opaque("arglist", CoreType("RuntimeArgumentHandle")));
                return true;
            default:
                return false;
        }
    }

    private Value Token(Instruction instruction) => instruction.Operand switch
    {
        TypeReference => builder.LoadToken(TokenKind.Handle, TypeOf(instruction), CoreType("RuntimeTypeHandle")),
        FieldReference => builder.LoadToken(TokenKind.Handle, FieldOf(instruction), CoreType("RuntimeFieldHandle")),
        MethodReference reference => MethodToken(reference),
        _ => throw place.Invalid("its operand is no token"),
    };

    /// <summary>Quotations name methods of open generic types, which are no methods here.</summary>
    private Value MethodToken(MethodReference reference)
    {
        var handleType = CoreType("RuntimeMethodHandle");
        try
        {
            return builder.LoadToken(TokenKind.Handle, Handle(reference), handleType);
        }
        catch (DiagnosticException e) when (e.Diagnostic.Id == DiagnosticId.OpenGeneric)
        {
            return builder.Opaque("ldtoken", handleType);
        }
    }

    private Value Reference(Value value) => value.Type.IsObject ? value : throw place.Invalid($"{value.Type} is no object");

    private IRType ValueTypeOf(Instruction instruction)
    {
        var type = TypeOf(instruction);
        return type.IsObject ? throw place.Invalid($"{type} is never boxed") : type;
    }

    /// <summary>A value type of the core library.</summary>
    private IRType CoreType(string name)
    {
        var module = types.Module;
        return types.Of(new TypeReference("System", name, module, module.TypeSystem.CoreLibrary, valueType: true));
    }

    /// <summary>Bytes of a primitive; null for others.</summary>
    internal static int? SizeOf(IRType type) => type.Kind switch
    {
        TypeKind.Bool or TypeKind.Int8 or TypeKind.UInt8 => 1,
        TypeKind.Char or TypeKind.Int16 or TypeKind.UInt16 => 2,
        TypeKind.Int32 or TypeKind.UInt32 or TypeKind.Float32 => 4,
        TypeKind.Int64 or TypeKind.UInt64 or TypeKind.Float64 => 8,
        _ => null,
    };
}
