namespace ILDiff.Tests.Simplification;

using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Rules;
using ILDiff.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

public class ResolveCallsTests
{
    [TestCase(nameof(Calls.OfNew), nameof(Calls.Derived.Twice), true, "Derived")]
    [TestCase(nameof(Calls.OfSealed), nameof(Calls.Derived.Twice), false, "Derived")]
    [TestCase(nameof(Calls.OfBase), nameof(Calls.Derived.Twice), false, "Base")]
    [TestCase(nameof(Calls.OfInterface), nameof(Calls.IHalf.Half), false, "IHalf")]
    [TestCase(nameof(Calls.OfNewInterface), nameof(Calls.IHalf.Half), true, "Base")]
    [TestCase(nameof(Calls.OfPlain), nameof(Calls.Base.Plain), false, "Base")]
    public void Names_the_method_that_runs(string caller, string callee, bool direct, string on)
    {
        var call = OnlyCall(caller, callee);
        Assert.Multiple(() =>
        {
            Assert.That(call.Kind == CallKind.Direct, Is.EqualTo(direct));
            Assert.That(call.Method.DeclaringType.Definition!.Name, Is.EqualTo(on));
            Assert.That(call.IsDispatched, Is.EqualTo(caller is nameof(Calls.OfBase) or nameof(Calls.OfInterface)));
        });
    }

    [Test]
    public void A_call_on_this_needs_no_null_check()
    {
        var types = TestTypes.Universe();
        var method = MethodReader.Read(types.Method(types.Module.ImportReference(typeof(Calls.Base).GetMethod(nameof(Calls.Base.ViaThis))), GenericContext.Empty), types);
        Resolve(method);
        Assert.That(method.Instructions.OfType<Call>().Select(c => c.Kind), Is.EqualTo(new[] { CallKind.Direct, CallKind.Virtual }));
    }

    private static Call OnlyCall(string caller, string callee)
    {
        var types = TestTypes.Universe();
        var method = MethodReader.Read(types.Method(types.Module.ImportReference(typeof(Calls).GetMethod(caller)), GenericContext.Empty), types);
        Resolve(method);
        Assert.That(IRVerifier.Check(method), Is.Empty);
        return method.Instructions.OfType<Call>().Single(c => c.Method.Name == callee);
    }

    private static void Resolve(IRMethod method) => new ResolveCalls().Run(method, new PassContext(method, new DiffOptions(), null!, null!));

    internal static class Calls
    {
        internal interface IHalf
        {
            double Half(double x);
        }

        public static double OfNew(double x) => new Derived().Twice(x);

        public static double OfSealed(Derived d, double x) => d.Twice(x);

        public static double OfBase(Base b, double x) => b.Twice(x);

        public static double OfInterface(IHalf h, double x) => h.Half(x);

        public static double OfNewInterface(double x)
        {
            IHalf half = new Derived();
            return half.Half(x);
        }

        public static double OfPlain(Base b, double x) => b.Plain(x);

        internal class Base : IHalf
        {
            public virtual double Twice(double x) => 2 * x;

            public double Half(double x) => x / 2;

            public double Plain(double x) => x;

            public double ViaThis(double x) => Plain(x) + Twice(x);
        }

        internal sealed class Derived : Base
        {
            public override double Twice(double x) => x + x;
        }
    }
}
