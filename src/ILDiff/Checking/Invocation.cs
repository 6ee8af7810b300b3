namespace ILDiff.Checking;

using System.Diagnostics;
using System.Reflection;

/// <summary>The end of one call: a result or an exception.</summary>
internal readonly record struct CallResult(object? Value, Exception? Error, TimeSpan Time);

/// <summary>Calls methods by reflection, with the arguments that a by-reference parameter leaves written back.</summary>
internal static class Invocation
{
    public static CallResult Call(MethodInfo method, object? receiver, object?[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var value = SpanParameters.Has(method)
                ? SpanParameters.Call(method, receiver, arguments)
                : method.Invoke(receiver, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            return new CallResult(value, null, Stopwatch.GetElapsedTime(start));
        }
        catch (Exception e)
        {
            return new CallResult(null, e, Stopwatch.GetElapsedTime(start));
        }
    }
}
