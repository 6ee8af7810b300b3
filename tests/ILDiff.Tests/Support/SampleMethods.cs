namespace ILDiff.Tests.Support;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>Small methods made by hand.</summary>
internal static class SampleMethods
{
    /// <summary>The sum of the sines of an array: <c>double SumOfSines(double[] a)</c>.</summary>
    public static IRMethod SumOfSines(TypeUniverse types)
    {
        var method = new IRMethod(types, "Test.SumOfSines", types.Float64);
        var entry = method.AddBlock();
        var array = entry.AddParameter(types.ArrayOf(types.Float64), "a");
        method.ParameterTypes.Add(array.Type);
        var (header, body, exit) = (method.AddBlock(), method.AddBlock(), method.AddBlock());
        var (sum, i) = (header.AddParameter(types.Float64, "sum"), header.AddParameter(types.Int32, "i"));
        var b = new IRBuilder(method, entry);
        b.Jump(header, b.Zero(types.Float64), b.Int(0));
        b.Block = header;
        b.Branch(b.Compare(CompareOperator.Lt, i, b.Convert(b.ArrayLength(array), types.Int32)), new Edge(body, []), new Edge(exit, []));
        b.Block = body;
        var element = b.Load(b.ElementAddress(array, types.Float64, i), types.Float64);
        var sine = b.CallPure(TestTypes.Method(types, typeof(Math), nameof(Math.Sin), typeof(double)), element);
        b.Jump(header, b.Add(sum, sine), b.Add(i, b.Int(1)));
        b.Block = exit;
        b.Return(sum);
        return method;
    }
}
