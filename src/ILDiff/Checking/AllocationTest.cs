namespace ILDiff.Checking;

using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>
/// What warm calls allocate: a pushforward or pullback may take as much again as the method does, for shadows of the objects that
/// it makes; a gradient its results besides.
/// </summary>
internal static class AllocationTest
{
    /// <summary>Measures every derivative at a point; one that takes more is a mismatch.</summary>
    public static void Check(PointState point)
    {
        // Without tiers, the first compilation may already put the method's own objects on the stack.
        if (AppContext.TryGetSwitch("System.Runtime.TieredCompilation", out var isTiered) && !isTiered) return;
        var members = point.Members;
        var allowed = 2 * Measure(members.Primal, point, () => ObjectCopier.Copy(point.Roots));
        void Compare(string name, MethodInfo method, Func<object?[]> arguments, long extra)
        {
            var allocated = Measure(method, point, arguments);
            if (allocated > allowed + extra)
                throw point.Wrong($"{name} allocates {allocated} bytes each time it is called, the method {allowed / 2}{(extra > 0 ? $", its results {extra}" : "")} (AllowsAllocation lets it)", deviation: 0);
        }

        if (members.Jvp is { } jvp) Compare("the pushforward", jvp.Method, () => jvp.Arguments(ObjectCopier.Copy(point.Roots), point.Shadows(out _), null), 0);
        if (members.Vjp is { } vjp && !point.Rearranges)
        {
            Compare("the pullback", vjp.Method, () =>
            {
                var shadows = point.Shadows(out var copier);
                return vjp.Arguments(ObjectCopier.Copy(point.Roots), shadows, vjp.HasSeed ? point.SeedFor(point.Value, copier) : null);
            }, 0);
        }

        if (members.Gradient is { } gradient) Compare("the gradient", gradient, () => ObjectCopier.Copy(point.Roots), ShadowSize(point));
    }

    /// <summary>Bytes of the shadows of the differentiated roots.</summary>
    private static long ShadowSize(PointState point)
    {
        var objects = point.Differentiated(point.Roots).Where(r => r is not null and not ValueType).ToArray();
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var each in objects) GC.KeepAlive(Shadow.ZeroLike(each));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>Bytes that a warm call allocates. Arguments are fresh for each call, since it may change them; they are passed without boxes.</summary>
    private static long Measure(MethodInfo method, PointState point, Func<object?[]> arguments)
    {
        var parameters = method.GetParameters().Select(p => p.ParameterType).ToList();
        if (!method.IsStatic) parameters.Insert(0, method.DeclaringType!);
        var boxes = parameters.ConvertAll(t => (IStrongBox)Activator.CreateInstance(typeof(StrongBox<>).MakeGenericType(SpanParameters.Stored(t)))!);
        var values = boxes.Zip(parameters, (b, t) => SpanParameters.Argument(Expression.Field(Expression.Constant(b), "Value"), t)).ToList();
        Expression body = method.IsStatic ? Expression.Call(method, values) : Expression.Call(values[0], method, values.Skip(1));
        var call = Expression.Lambda<Action>(Expression.Block(typeof(void), body)).Compile();
        var least = long.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var actual = arguments();
            if (actual.Length < boxes.Count) actual = [point.Roots[0], .. actual];
            for (var k = 0; k < boxes.Count; k++) boxes[k].Value = actual[k];
            var before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
