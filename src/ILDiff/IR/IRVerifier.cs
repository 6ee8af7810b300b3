namespace ILDiff.IR;

using System.Text;
using ILDiff.Types;

/// <summary>
/// The invariants of a method. Each block is terminated; edges lead to blocks of the method other than the entry and
/// give one value of a fitting type for each parameter; a value is in one block only and defined before use on every
/// path, exceptions included; ids are unique; operands fit (<see cref="TypeRules"/>); regions nest and are entered
/// only at their entry. Runs in near-linear time.
/// </summary>
internal sealed class IRVerifier
{
    private readonly IRMethod method;
    private readonly List<(Block? Block, Instruction? Instruction, string Problem)> problems = [];
    private readonly HashSet<Block> blocks;

    private IRVerifier(IRMethod method)
    {
        this.method = method;
        blocks = [.. method.Blocks];
    }

    /// <summary>What is broken, one line each; empty if nothing is.</summary>
    public static IReadOnlyList<string> Check(IRMethod method)
    {
        var verifier = new IRVerifier(method);
        verifier.Run();
        return [.. verifier.problems.Select(Line)];
    }

    /// <summary>Throws if anything is broken, naming the pass, the method and the invariants, with the blocks around.</summary>
    public static void Verify(IRMethod method, string afterPass)
    {
        var verifier = new IRVerifier(method);
        verifier.Run();
        if (verifier.problems.Count > 0) throw new InvalidOperationException(verifier.Describe(afterPass));
    }

    private static string Line((Block? Block, Instruction? Instruction, string Problem) problem)
    {
        var where = problem.Block is null ? "" : $"{problem.Block}: ";
        return problem.Instruction is null ? where + problem.Problem : $"{where}{IRPrinter.Print(problem.Instruction)}: {problem.Problem}";
    }

    private void Run()
    {
        if (method.Blocks.Count == 0)
        {
            Report(null, null, "the method has no block");
            return;
        }

        CheckSignature();
        CheckIdentity();
        var broken = problems.Count;
        foreach (var block in method.Blocks) CheckEdges(block);
        RegionRules.Check(method, blocks, Report);
        foreach (var instruction in method.Instructions)
        {
            if (TypeRules.Check(instruction, method) is { } problem) Report(instruction.Block, instruction, problem);
        }

        // Dominance means something only on a sound graph.
        if (problems.Count == broken && method.Blocks.All(b => b.Terminator is not null)) CheckOrder();
    }

    private void CheckSignature()
    {
        if (method.ParameterTypes.Count != method.Parameters.Count)
        {
            Report(method.Entry, null, $"{method.Parameters.Count} parameters for {method.ParameterTypes.Count} declared types");
            return;
        }

        for (var i = 0; i < method.Parameters.Count; i++)
        {
            var (given, declared) = (method.Parameters[i].Type, method.ParameterTypes[i].OnStack);
            if (!TypeRules.Fits(given, declared)) Report(method.Entry, null, $"parameter {i} is {IRNames.Of(given)}, declared {IRNames.Of(declared)}");
        }
    }

    /// <summary>Blocks and values stand where they say, once, under ids of their own.</summary>
    private void CheckIdentity()
    {
        var blockIds = new HashSet<int>();
        var owners = new Dictionary<int, Value>();
        foreach (var block in method.Blocks)
        {
            if (block.Method != method) Report(block, null, "the block belongs to another method");
            if (!blockIds.Add(block.Id) || block.Id >= method.BlockLimit) Report(block, null, "the block's id is not its own");
            if (block.Terminator is null) Report(block, null, "the block is not terminated");
            foreach (var parameter in block.Parameters)
            {
                if (parameter.Block != block) Report(block, null, $"the parameter %{parameter.Id} belongs to another block");
                CheckId(block, parameter, owners);
            }

            foreach (var instruction in block.All)
            {
                if (instruction.Block != block) Report(block, instruction, $"the instruction belongs to {instruction.Block?.ToString() ?? "no block"}");
                CheckId(block, instruction, owners);
                if (instruction is Terminator && instruction != block.Terminator) Report(block, instruction, "a terminator in the middle of the block");
                foreach (var operand in instruction.Operands)
                {
                    if (operand is Constant && owners.TryAdd(operand.Id, operand) | owners[operand.Id] == operand) continue;
                    if (operand is Constant) Report(block, instruction, $"the id %{operand.Id} of {IRPrinter.Of(operand)} is not its own");
                }
            }
        }
    }

    private void CheckId(Block block, Value value, Dictionary<int, Value> owners)
    {
        if (value.Id < 0 || value.Id >= method.ValueLimit) Report(block, value as Instruction, $"the id %{value.Id} is out of range");
        else if (!owners.TryAdd(value.Id, value)) Report(block, value as Instruction, owners[value.Id] == value ? "the value stands in two places" : $"the id %{value.Id} is not its own");
    }

    private void CheckEdges(Block block)
    {
        if (block.Terminator is not { } terminator) return;
        foreach (var edge in terminator.Edges)
        {
            var target = edge.Target;
            if (!blocks.Contains(target)) Report(block, terminator, $"{target} is not in the method");
            else if (target == method.Entry) Report(block, terminator, "an edge enters the entry block");
            if (edge.Arguments.Count != target.Parameters.Count)
            {
                Report(block, terminator, $"{edge.Arguments.Count} values for the {target.Parameters.Count} parameters of {target}");
                continue;
            }

            for (var i = 0; i < edge.Arguments.Count; i++)
            {
                var (given, expected) = (edge.Arguments[i].Type, target.Parameters[i].Type);
                if (!TypeRules.Fits(given, expected)) Report(block, terminator, $"parameter {i} of {target} is {IRNames.Of(expected)}, the value {IRNames.Of(given)}");
            }
        }
    }

    private void CheckOrder()
    {
        var availability = new Availability(method);
        foreach (var instruction in method.Instructions)
        {
            foreach (var operand in instruction.Operands) CheckUse(availability, operand, instruction);
            if (instruction is not Terminator terminator) continue;
            foreach (var edge in terminator.Edges)
            {
                foreach (var argument in edge.Arguments) CheckUse(availability, argument, instruction);
            }
        }
    }

    private void CheckUse(Availability availability, Value used, Instruction user)
    {
        if (used is Constant) return;
        var home = used is BlockParameter parameter ? parameter.Block : (used as Instruction)?.Block;
        if (home is null || !blocks.Contains(home)) Report(user.Block, user, $"{IRPrinter.Of(used)} is not in the method");
        else if (!availability.IsAvailable(used, user)) Report(user.Block, user, $"{IRPrinter.Of(used)} is not defined on every path");
    }

    private void Report(Block? block, Instruction? instruction, string problem) => problems.Add((block, instruction, problem));

    private string Describe(string afterPass)
    {
        var text = new StringBuilder($"{method.Name} breaks invariants of the IR after {afterPass}:\n");
        foreach (var problem in problems.Take(20)) text.Append("  ").Append(Line(problem)).Append('\n');
        if (problems.Count > 20) text.Append($"  and {problems.Count - 20} more\n");
        var broken = problems.Select(p => p.Instruction).OfType<Value>().ToHashSet();
        var around = problems.Select(p => p.Block).OfType<Block>().Take(5).Select(b => b.ToString()).ToHashSet();
        var shown = false;
        foreach (var line in IRPrinter.Print(method, v => broken.Contains(v) ? "<-- broken" : null).Split('\n'))
        {
            if (line.StartsWith('b')) shown = around.Contains(line[..line.AsSpan().IndexOfAny("(: ")]);
            if (shown || line.StartsWith("method", StringComparison.Ordinal)) text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
