namespace ILDiff.Tests.Support;

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>Calls and allocations.</summary>
internal sealed partial class IRInterpreter
{
    private const BindingFlags Unwrapped = BindingFlags.DoNotWrapExceptions;

    private sealed partial class Frame
    {
        private object? Invoke(Call call, object?[] arguments)
        {
            var callee = call.Method;
            if (call.Constrained is { } constrained) arguments[0] = Constrained(arguments[0], constrained);
            if (call.Kind == CallKind.Virtual && arguments[0] is null or (nint)0) throw new NullReferenceException();
            if (interpreter.Bodies(callee) is null && callee.Parameters.Append(callee.ReturnType).Any(t => t.IsSpan || t.Element is { IsSpan: true }))
            {
                throw new NotInterpretedException($"{callee}, to which reflection cannot pass a span");
            }

            if (!call.IsDispatched && interpreter.Bodies(callee) is { } body) return interpreter.Execute(body, arguments);
            return TryPlaceCall(callee, arguments, out var special) ? special : Reflected(callee, call.Kind, arguments);
        }

        /// <summary>The receiver of a constrained call: the reference itself, or a box of the value.</summary>
        private static object? Constrained(object? receiver, IRType type) =>
            receiver is Place place ? type.IsObject ? place.Read() : place : receiver;

        private static object? Reflected(MethodHandle callee, CallKind kind, object?[] arguments)
        {
            var method = RuntimeBinding.Of(callee);
            var skip = callee.HasThis ? 1 : 0;
            var passed = new object?[arguments.Length - skip];
            for (var i = 0; i < passed.Length; i++) passed[i] = Passed(arguments[i + skip], callee.Parameters[i + skip]);

            var receiver = skip == 0 ? null : arguments[0];
            var place = receiver as Place;
            if (place is not null) receiver = RuntimeHelpers.GetObjectValue(place.Get());
            if (place is not null && Nullable.GetUnderlyingType(method.DeclaringType!) is { } inner) return OfNullable(callee, place, receiver, passed, inner);
            if (skip == 1 && receiver is null) throw new NullReferenceException();
            var result = kind == CallKind.Direct && method is MethodInfo { IsVirtual: true, IsFinal: false } overridable && place is null
                ? InvokeExactly(overridable, receiver!, passed)
                : method.Invoke(receiver, Unwrapped, null, passed, null);

            if (place is not null && !callee.DeclaringType.IsObject) place.Set(receiver);
            for (var i = 0; i < passed.Length; i++)
            {
                if (arguments[i + skip] is Place passedPlace && callee.Parameters[i + skip].Kind == TypeKind.ByRef) passedPlace.Set(passed[i]);
            }

            if (callee.ReturnType.Kind == TypeKind.ByRef) throw new NotInterpretedException($"{callee} returns a reference, which reflection cannot give");
            return StackValues.ToStack(result, callee.ReturnType);
        }

        /// <summary>A nullable has no box of its own for reflection to call on.</summary>
        private static object? OfNullable(MethodHandle callee, Place place, object? value, object?[] passed, Type inner)
        {
            switch (callee.Name)
            {
                case ".ctor":
                    place.Set(passed[0]);
                    return null;
                case "get_HasValue":
                    return value is null ? 0 : 1;
                case "get_Value":
                    return StackValues.ToStack(value ?? throw new InvalidOperationException(), callee.ReturnType);
                case "GetValueOrDefault":
                    return StackValues.ToStack(value ?? (passed.Length > 0 ? passed[0] : RuntimeHelpers.GetUninitializedObject(inner)), callee.ReturnType);
                default:
                    throw new NotInterpretedException($"{callee} of a nullable");
            }
        }

        private static object? Passed(object? argument, IRType parameter) => argument switch
        {
            Place place when parameter.Kind == TypeKind.ByRef => place.Get(),
            PointerPlace place => StackValues.FromStack(place.Address, parameter),
            Place => throw new NotInterpretedException("the address of managed memory as a pointer"),
            _ => StackValues.FromStack(argument, parameter),
        };

        /// <summary>A call of a virtual method that does not dispatch, such as <c>base.M()</c>.</summary>
        private static object? InvokeExactly(MethodInfo method, object receiver, object?[] arguments)
        {
            if (Override(receiver, method) == method) return method.Invoke(receiver, Unwrapped, null, arguments, null);
            var parameters = method.GetParameters().Select(p => p.ParameterType).Prepend(typeof(object)).ToArray();
            var thunk = new System.Reflection.Emit.DynamicMethod("exactly", method.ReturnType, parameters, typeof(IRInterpreter).Module, true);
            var il = thunk.GetILGenerator();
            il.Emit(System.Reflection.Emit.OpCodes.Ldarg_0);
            il.Emit(System.Reflection.Emit.OpCodes.Castclass, method.DeclaringType!);
            for (short i = 1; i < parameters.Length; i++) il.Emit(System.Reflection.Emit.OpCodes.Ldarg, i);
            il.Emit(System.Reflection.Emit.OpCodes.Call, method);
            il.Emit(System.Reflection.Emit.OpCodes.Ret);
            return thunk.Invoke(null, Unwrapped, null, [receiver, .. arguments], null);
        }

        private static object? Allocate(MethodHandle constructor, object?[] arguments)
        {
            var method = (ConstructorInfo)RuntimeBinding.Of(constructor);
            if (typeof(Delegate).IsAssignableFrom(method.DeclaringType)) return Delegate.CreateDelegate(method.DeclaringType, arguments[0], (MethodInfo)arguments[1]!);
            return method.Invoke(Unwrapped, null, [.. arguments.Select((a, i) => Passed(a, constructor.Parameters[i + 1]))], null);
        }

        /// <summary>Framework methods that make addresses out of addresses.</summary>
        private static bool TryPlaceCall(MethodHandle callee, object?[] arguments, out object? result)
        {
            result = (callee.DeclaringType.Name, callee.Name) switch
            {
                ("System.Runtime.InteropServices.MemoryMarshal", nameof(MemoryMarshal.GetArrayDataReference)) =>
                    new ElementPlace(callee.ReturnType.Element!, (Array?)arguments[0] ?? throw new NullReferenceException(), 0),
                ("System.Runtime.CompilerServices.Unsafe", nameof(Unsafe.Add)) when arguments[0] is Place place =>
                    place.Offset(Integer(arguments[1]) * RuntimeBinding.SizeOf(RuntimeBinding.Of(place.Type))),
                ("System.Runtime.CompilerServices.Unsafe", nameof(Unsafe.Subtract)) when arguments[0] is Place place =>
                    place.Offset(-Integer(arguments[1]) * RuntimeBinding.SizeOf(RuntimeBinding.Of(place.Type))),
                ("System.Runtime.CompilerServices.Unsafe", nameof(Unsafe.AsRef)) when arguments[0] is Place place => place,
                _ => null,
            };
            return result is not null;
        }
    }
}
