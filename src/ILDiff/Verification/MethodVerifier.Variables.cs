namespace ILDiff.Verification;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>Arguments and local variables.</summary>
internal sealed partial class MethodVerifier
{
    private int ArgumentOperand()
    {
        var parameter = Operand<ParameterDefinition>();
        if (parameter == body.ThisParameter && method.HasThis) return 0;
        var place = parameter.Index;
        if (place < 0 || place >= method.Parameters.Count || method.Parameters[place] != parameter)
        {
            throw new VerificationFailure(VerificationCode.UnrecognizedArgumentNumber, $"{at.OpCode.Name} names a parameter of another method");
        }

        return place + (method.HasThis ? 1 : 0);
    }

    private int LocalOperand()
    {
        var variable = Operand<VariableDefinition>();
        var place = variable.Index;
        if (place < 0 || place >= locals.Length || body.Variables[place] != variable)
        {
            throw new VerificationFailure(VerificationCode.UnrecognizedLocalNumber, $"{at.OpCode.Name} names a variable of another method");
        }

        return place;
    }

    private ILType ArgumentType(int place) => place < arguments.Length
        ? arguments[place]
        : throw new VerificationFailure(VerificationCode.UnrecognizedArgumentNumber, $"there is no argument {place}");

    private ILType LocalType(int place) => place < locals.Length
        ? locals[place]
        : throw new VerificationFailure(VerificationCode.UnrecognizedLocalNumber, $"there is no local variable {place}");

    private void LoadArgument(int place)
    {
        var type = ArgumentType(place);
        var flags = Tracked(place, type);
        if (place == 0 && method.HasThis && !thisReplaced) flags |= StackFlags.This;
        Push(StackValue.Of(type, flags));
    }

    private void LoadArgumentAddress(int place)
    {
        var type = ArgumentType(place);
        if (place == 0 && !thisInitialised) Report(VerificationCode.ThisUninitStore, "the address of a receiver is taken before it is initialised");

        // The receiver of a class is passed by reference to read-only parameters; written, it would not be the receiver any more.
        PushAddress(type, place == 0 && method.HasThis && thisType.IsReference ? StackFlags.ReadOnly : StackFlags.None);
    }

    private void StoreArgument(int place)
    {
        var type = ArgumentType(place);
        var value = PopAs(type, $"argument {place}");
        if (place == 0 && tracksThis) Report(VerificationCode.ThisUninitStore, "a constructor assigns its receiver");
        Track(place, type, value);
    }

    private void LoadLocal(int place)
    {
        var type = LocalType(place);
        Push(StackValue.Of(type, Tracked(arguments.Length + place, type)));
    }

    private void LoadLocalAddress(int place) => PushAddress(LocalType(place), StackFlags.None);

    private void StoreLocal(int place)
    {
        var type = LocalType(place);
        var value = PopAs(type, $"local variable {place}");
        Track(arguments.Length + place, type, value);
    }

    private void PushAddress(ILType type, StackFlags flags)
    {
        if (type.Kind == ILTypeKind.ByRef)
        {
            Report(VerificationCode.BadByRefs, $"the address of a variable of type {type}");
            type = type.Element!;
        }

        Push(new StackValue(StackKind.ByRef, type, flags));
    }

    private StackFlags Tracked(int variable, ILType type) => type.Kind == ILTypeKind.ByRef ? variables[variable] : StackFlags.None;

    private void Track(int variable, ILType type, StackValue value)
    {
        if (type.Kind != ILTypeKind.ByRef) return;
        var flags = value.Kind == StackKind.ByRef ? value.Flags & (StackFlags.ReadOnly | StackFlags.Permanent) : StackFlags.Permanent;
        if (variables[variable] == flags) return;
        variables[variable] = flags;
        EnterHandlers(index);
    }
}
