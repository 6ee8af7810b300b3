namespace ILDiff.Emission;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;
using Instruction = ILDiff.IR.Instruction;

/// <summary>Calls, allocation, boxes, casts, tokens and blocks of memory.</summary>
internal sealed partial class BodyWriter
{
    private void WriteCall(Call call)
    {
        for (var i = 0; i < call.Operands.Length; i++)
        {
            // A constrained receiver is not written through, and may lie in an array of a derived class.
            if (i == 0 && call.Constrained is not null && call.Operand(0) is ElementAddress { Type.Element.IsObject: true } element) PushElementAddress(element, isReadOnly: true);
            else if (i == 0 && call.Method.HasThis) Push(call.Operand(i));
            else PushAs(call.Operand(i), call.Method.Parameters[i]);
        }

        var delta = (call.Method.ReturnType.Kind == TypeKind.Void ? 0 : 1) - call.Operands.Length;
        if (call.Constrained is { } constrained) code.Emit(OpCodes.Constrained, 0, Type(constrained));
        code.Emit(call.Kind == CallKind.Virtual ? OpCodes.Callvirt : OpCodes.Call, delta, importer.Import(call.Method, target));
    }

    private void WriteObject(Instruction instruction)
    {
        switch (instruction)
        {
            case ExtractField extract:
                Push(extract.Container);
                code.Emit(OpCodes.Ldfld, 0, importer.Import(extract.Field, target));
                break;
            case NewObject created:
                WriteNew(created.Constructor, created.Operands);
                break;
            case NewArray created when created.Type.Kind == TypeKind.MultiArray:
                PushAll(created.Lengths);
                code.Emit(OpCodes.Newobj, 1 - created.Lengths.Length, importer.ArrayMember(created.Type, ".ctor", target));
                break;
            case NewArray created:
                PushAll(created.Lengths);
                code.Emit(OpCodes.Newarr, 0, Type(created.Type.Element!));
                break;
            case ArrayLength length when length.Array.Type.Kind == TypeKind.MultiArray:
                Push(length.Array);
                code.Constant(length.Dimension);
                code.Emit(OpCodes.Callvirt, -1, importer.ArrayLength());
                break;
            case ArrayLength { Array.Type.IsSpan: true } length:
                PushSpanAddress(length.Array);
                code.Emit(OpCodes.Call, 0, importer.Import(SpanMembers.Length(length.Array.Type), target));
                break;
            case ArrayLength length:
                Push(length.Array);
                code.Emit(OpCodes.Ldlen, 0);
                break;
            case MakeSpan made:
                WriteSpan(made);
                break;
            case Box box:
                Push(box.Operand(0));
                code.Emit(OpCodes.Box, 0, Type(box.Boxed));
                break;
            case Cast cast:
                Push(cast.Operand(0));
                code.Emit(cast.Throws ? OpCodes.Castclass : OpCodes.Isinst, 0, Type(cast.Target));
                break;
            case LoadToken token:
                WriteToken(token);
                break;
            case StackAllocate allocate:
                Push(allocate.Operand(0));
                code.Emit(OpCodes.Localloc, 0);
                break;
            case BlockMemory block:
                PushAll(block.Operands);
                code.Emit(block.Copies ? OpCodes.Cpblk : OpCodes.Initblk, -3);
                break;
            case Opaque opaque:
                throw Unsupported(opaque, $"the instruction {opaque.Opcode}");
            default:
                throw Unsupported(instruction, instruction.GetType().Name);
        }
    }

    /// <summary>
    /// The arguments and the construction. A delegate with a virtual target is verifiable only in one form: the receiver
    /// is duplicated for the look-up.
    /// </summary>
    private void WriteNew(MethodHandle constructor, ReadOnlySpan<Value> arguments)
    {
        if (arguments is [var receiver, LoadToken { Kind: TokenKind.VirtualFunction } function]
            && function.Operand(0) == receiver && schedule.Of(function) == Placement.Inlined)
        {
            Push(receiver);
            code.Emit(OpCodes.Dup, 1);
            code.Emit(OpCodes.Ldvirtftn, 0, importer.Import((MethodHandle)function.Token, target));
        }
        else
        {
            for (var i = 0; i < arguments.Length; i++) PushAs(arguments[i], constructor.Parameters[i + 1]);
        }

        code.Emit(OpCodes.Newobj, 1 - arguments.Length, importer.Import(constructor, target));
    }

    private void WriteSpan(MakeSpan made)
    {
        if (made.Source.Type.IsArray)
        {
            PushAll(made.Operands);
            code.Emit(OpCodes.Newobj, -made.Range.Length, importer.Import(SpanMembers.OfArray(made.Type, made.Range.Length), target));
            return;
        }

        if (made.Range.Length == 0)
        {
            Push(made.Source);
        }
        else
        {
            PushSpanAddress(made.Source);
            PushAll(made.Range);
            code.Emit(OpCodes.Call, -made.Range.Length, importer.Import(SpanMembers.Slice(made.Source.Type, made.Range.Length), target));
        }

        if (made.Type != made.Source.Type) code.Emit(OpCodes.Call, 0, importer.Import(SpanMembers.ToReadOnly(made.Source.Type), target));
    }

    /// <summary>The address of the variable that holds a span, for a method called on it.</summary>
    private void PushSpanAddress(Value span)
    {
        if (span is BlockParameter parameter && !locals.Has(span))
        {
            code.Emit(OpCodes.Ldarga, 1, Arguments.Of(target, parameter));
        }
        else if (locals.Has(span))
        {
            code.Address(locals.Of(span));
        }
        else
        {
            Push(span);
            var variable = Scratch(span.Type);
            code.Emit(OpCodes.Stloc, -1, variable);
            code.Emit(OpCodes.Ldloca, 1, variable);
        }
    }

    private void WriteToken(LoadToken token)
    {
        PushAll(token.Operands);
        switch (token.Kind)
        {
            case TokenKind.Size:
                code.Emit(OpCodes.Sizeof, 1, Type((IRType)token.Token));
                break;
            case TokenKind.Function:
                code.Emit(OpCodes.Ldftn, 1, importer.Import((MethodHandle)token.Token, target));
                break;
            case TokenKind.VirtualFunction:
                code.Emit(OpCodes.Ldvirtftn, 0, importer.Import((MethodHandle)token.Token, target));
                break;
            case TokenKind.Handle when token.Token is IRType type:
                code.Emit(OpCodes.Ldtoken, 1, Type(type));
                break;
            case TokenKind.Handle when token.Token is IRField field:
                code.Emit(OpCodes.Ldtoken, 1, importer.Import(field, target));
                break;
            default:
                code.Emit(OpCodes.Ldtoken, 1, importer.Import((MethodHandle)token.Token, target));
                break;
        }
    }
}
