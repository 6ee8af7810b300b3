namespace ILDiff.Tests.Support;

using System.Runtime.ExceptionServices;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>The interpreter cannot go on: something it does not know, or a run without end. Interpreted handlers do not catch it.</summary>
internal sealed class NotInterpretedException(string message) : Exception(message);

/// <summary>
/// Runs a method of the IR on values of this process: the oracle for passes, emission and derivatives. Floats are
/// computed exactly as the run time does; calls go to the real methods, unless <see cref="Bodies"/> knows better.
/// </summary>
internal sealed partial class IRInterpreter
{
    private int steps;

    /// <summary>Bodies to interpret instead of calling the real method; null for the real one.</summary>
    public Func<MethodHandle, IRMethod?> Bodies { get; init; } = _ => null;

    /// <summary>Told of each instruction and its result, for debugging.</summary>
    public Action<Instruction, object?>? Trace { get; init; }

    /// <summary>Instructions after which a run counts as endless.</summary>
    public int MaxSteps { get; init; } = 20_000_000;

    /// <summary>
    /// Runs on arguments as C# would pass them; for a <c>ref</c> parameter pass a <see cref="Place"/>, such as
    /// <see cref="Variable"/> makes.
    /// </summary>
    public object? Run(IRMethod method, params object?[] arguments)
    {
        steps = 0;
        var given = arguments.Select((a, i) => StackValues.ToStack(a, method.ParameterTypes[i])).ToArray();
        var result = Execute(method, given);
        return method.ReturnType.Kind == TypeKind.Void ? null : StackValues.FromStack(result, method.ReturnType);
    }

    /// <summary>A variable to pass by reference.</summary>
    public static Place Variable(IRType type, object? value)
    {
        var place = new VariablePlace(type);
        place.Set(value);
        return place;
    }

    private object? Execute(IRMethod method, object?[] arguments)
    {
        if (arguments.Length != method.Parameters.Count) throw new ArgumentException($"{arguments.Length} arguments for {method.Parameters.Count} parameters of {method.Name}");
        var frame = new Frame(this, method);
        for (var i = 0; i < arguments.Length; i++) frame.Set(method.Parameters[i], arguments[i]);
        return frame.Run(method.Entry, null, out var result) is null ? result : throw new InvalidOperationException("a handler ended outside a handler");
    }

    /// <summary>An exception, and the region from which to look for who handles it.</summary>
    private sealed class Unwound(Region? from, Exception exception) : Exception
    {
        public Region? From { get; } = from;

        public Exception Exception { get; } = exception;
    }

    /// <summary>One activation of a method.</summary>
    private sealed partial class Frame(IRInterpreter interpreter, IRMethod method)
    {
        private readonly object?[] values = new object?[method.ValueLimit];
        private readonly Dictionary<Region, Exception> caught = [];

        public void Set(Value value, object? result) => values[value.Id] = result;

        /// <summary>
        /// Runs from a block to a return (then null) or to the end of a handler (then its decision, 1 for a finally). What is
        /// thrown and not caught inside the handler leaves the run.
        /// </summary>
        public object? Run(Block block, Region? within, out object? result)
        {
            result = null;
            while (true)
            {
                try
                {
                    foreach (var instruction in block.Instructions)
                    {
                        if (++interpreter.steps > interpreter.MaxSteps) throw new NotInterpretedException($"{method.Name} does not end");
                        Set(instruction, Compute(instruction));
                        interpreter.Trace?.Invoke(instruction, values[instruction.Id]);
                    }

                    switch (block.Terminator)
                    {
                        case Return { Operands.Length: 0 }:
                            return null;
                        case Return r:
                            result = Get(r.Operand(0));
                            return null;
                        case EndHandler e:
                            return e.Operands.Length == 0 ? 1 : Get(e.Operand(0));
                        case Leave leave:
                            RunFinally(block.Region, r => !RegionRules.IsIn(leave.Edges[0].Target, r));
                            block = Take(leave.Edges[0]);
                            break;
                        case Throw { Operands.Length: 0 }:
                            ExceptionDispatchInfo.Throw(Current(block.Region));
                            break;
                        case Throw t:
                            throw (Exception?)Get(t.Operand(0)) ?? new NullReferenceException();
                        case Terminator t:
                            block = Take(Chosen(t));
                            break;
                    }

                    if (++interpreter.steps > interpreter.MaxSteps) throw new NotInterpretedException($"{method.Name} does not end");
                }
                catch (Exception exception) when (exception is not NotInterpretedException && method.Regions.Count > 0)
                {
                    block = Handle(exception is Unwound unwound ? unwound : new Unwound(block.Region, exception), within);
                }
            }
        }

        private object? Get(Value value) => value is not Constant constant ? values[value.Id] : constant.Literal switch
        {
            null => StackValues.Zero(constant.Type),
            long l when constant.Type.Kind is TypeKind.NativeInt or TypeKind.Pointer => (nint)l,
            var literal => literal,
        };

        private Edge Chosen(Terminator terminator)
        {
            if (terminator is Jump jump) return jump.Target;
            var condition = (int)Get(terminator.Operand(0))!;
            return terminator is Branch branch
                ? condition != 0 ? branch.WhenTrue : branch.WhenFalse
                : terminator.Edges[(int)Math.Min((uint)condition, (uint)terminator.Edges.Count - 1)];
        }

        /// <summary>Gives the target all its values at once.</summary>
        private Block Take(Edge edge)
        {
            var arguments = edge.Arguments.Select(Get).ToArray();
            for (var i = 0; i < arguments.Length; i++) Set(edge.Target.Parameters[i], arguments[i]);
            return edge.Target;
        }

        /// <summary>Finds who catches, runs the finally and fault handlers on the way there, and gives the block to go on with.</summary>
        private Block Handle(Unwound thrown, Region? within)
        {
            while (true)
            {
                try
                {
                    var catcher = Catcher(thrown, within);
                    RunFinally(thrown.From, r => r != within && (catcher is null || !Inside(catcher.Guarded!, r)), faults: true);
                    if (catcher is null) ExceptionDispatchInfo.Throw(thrown.Exception);
                    caught[catcher!] = thrown.Exception;
                    Set(catcher!.Entry!.Parameters[0], thrown.Exception);
                    return catcher.Entry!;
                }
                catch (Unwound replacing)
                {
                    thrown = replacing;
                }
            }
        }

        private Region? Catcher(Unwound thrown, Region? within)
        {
            for (var region = thrown.From; region != within; region = region!.Parent)
            {
                foreach (var handler in method.Regions.Where(r => r.Guarded == region))
                {
                    if (handler.Kind == RegionKind.Catch && RuntimeBinding.Of(handler.CatchType!).IsInstanceOfType(thrown.Exception)) return handler;
                    if (handler.Kind == RegionKind.FilterHandler && Accepts(handler, thrown.Exception)) return handler;
                }
            }

            return null;
        }

        /// <summary>Runs the filter that stands before its handler; an exception there is a refusal.</summary>
        private bool Accepts(Region handler, Exception exception)
        {
            var filter = method.Regions.Take(method.Regions.IndexOf(handler)).Last(r => r.Kind == RegionKind.Filter && r.Guarded == handler.Guarded);
            Set(filter.Entry!.Parameters[0], exception);
            try
            {
                return Run(filter.Entry, filter, out _) is 1;
            }
            catch (Exception thrown) when (thrown is not NotInterpretedException)
            {
                return false;
            }
        }

        /// <summary>From the innermost region outwards, as long as control leaves it.</summary>
        private void RunFinally(Region? from, Func<Region, bool> leaves, bool faults = false)
        {
            for (var region = from; region is not null && leaves(region); region = region.Parent)
            {
                foreach (var handler in method.Regions.Where(r => r.Guarded == region))
                {
                    if (handler.Kind != RegionKind.Finally && !(faults && handler.Kind == RegionKind.Fault)) continue;
                    try
                    {
                        Run(handler.Entry!, handler, out _);
                    }
                    catch (Exception thrown) when (thrown is not NotInterpretedException)
                    {
                        throw new Unwound(region.Parent, thrown);
                    }
                }
            }
        }

        private static bool Inside(Region inner, Region outer)
        {
            for (var region = inner; region is not null; region = region.Parent!)
            {
                if (region == outer) return true;
            }

            return false;
        }

        private Exception Current(Region? region)
        {
            for (; region is not null; region = region.Parent)
            {
                if (caught.TryGetValue(region, out var exception)) return exception;
            }

            throw new InvalidOperationException("nothing to rethrow");
        }
    }
}
