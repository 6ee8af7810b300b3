namespace ILDiff.Testing;

using System.Reflection;
using ILDiff.Checking;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

/// <summary>What a test is to check.</summary>
/// <param name="Primal">The method that is differentiated.</param>
/// <param name="Options">How.</param>
/// <param name="RunsBody">Whether the test has a body of its own to run afterwards.</param>
internal sealed record PlannedCheck(MethodInfo Primal, GradientCheckOptions Options, bool RunsBody);

/// <summary>Runs a planned check; the test is inconclusive where nothing could be compared.</summary>
internal sealed class GradientCheckCommand(TestCommand body) : DelegatingTestCommand(body)
{
    private const string Key = "ILDiff.GradientCheck";

    public static void Plan(Test test, PlannedCheck check) => test.Properties.Set(Key, check);

    public static bool Planned(Test test) => test.Properties.ContainsKey(Key);

    public override TestResult Execute(TestExecutionContext context)
    {
        var plan = (PlannedCheck)Test.Properties.Get(Key)!;
        // A method of the fixture itself runs on the fixture.
        var receiver = !plan.RunsBody && !plan.Primal.IsStatic ? context.TestObject : null;
        var result = GradientCheck.Run(plan.Primal, receiver, plan.Options);
        switch (result.Verdict)
        {
            case Verdict.Mismatch: throw new AssertionException(result.Message);
            case Verdict.Skipped: throw new InconclusiveException(result.Message);
        }

        if (result.Message.Length > 0) context.OutWriter.WriteLine(result.Message);
        if (plan.RunsBody) return innerCommand.Execute(context);
        context.CurrentResult.SetResult(ResultState.Success);
        return context.CurrentResult;
    }
}
