namespace ILDiff.Tests.Support;

using ILDiff.IR;

/// <summary>Statements and control flow.</summary>
internal sealed partial class RandomMethod
{
    private readonly Stack<(Block Break, Block Continue, Region? Region)> loops = [];

    /// <summary>Places that a jump from the same region may go back to.</summary>
    private readonly List<Block> labels = [];

    /// <summary>Targets of jumps that are yet to be placed.</summary>
    private readonly List<Block> ahead = [];
    private Region? region;

    private void Sequence(int depth)
    {
        for (var i = random.Next(1, options.Statements + 1); i > 0; i--)
        {
            if (options.Jumps && Chance(6)) Label();
            Statement(depth);
        }
    }

    private void Statement(int depth)
    {
        var simple = depth == 0 ? 0 : 3;
        switch (random.Next(depth == 0 ? 11 : 19))
        {
            case 0 or 1 or 2:
                b.Store(Any(doubles), Double(simple), types.Float64);
                break;
            case 3:
                b.Store(Any(ints), Integer(2), types.Int32);
                break;
            case 4:
                if (floats.Count > 0) b.Store(Any(floats), Single(2), types.Float32);
                if (longs.Count > 0) b.Store(Any(longs), Long(2), types.Int64);
                break;
            case 5 or 6:
                b.Store(options.Throws && Chance(5) ? Unchecked() : Element(), Double(2), types.Float64);
                break;
            case 7:
                b.Store(Place(), Double(2), types.Float64);
                break;
            case 8:
                Structs();
                break;
            case 9:
                References();
                break;
            case 10:
                LeaveEarly();
                break;
            case 11 or 12 or 13:
                If(depth);
                break;
            case 14 or 15:
                CountedLoop(depth);
                break;
            case 16:
                FuelledLoop(depth);
                break;
            case 17:
                Cases(depth);
                break;
            default:
                if (options.Regions) Protected(depth);
                else If(depth);
                break;
        }
    }

    /// <summary>The address of an element perhaps out of range: the store there may throw.</summary>
    private Value Unchecked() => b.ElementAddress(b.Load(Any(arrays), arrays[0].Stored), types.Float64, Integer(1));

    private void Structs()
    {
        var whole = PairValue();
        var inner = b.InsertField(b.ExtractField(whole, members.Value.Inner), members.Value.Right, Double(1));
        b.Store(Any(pairs), Chance(2) ? b.InsertField(whole, members.Value.Inner, inner) : b.InsertField(whole, members.Value.Left, Double(1)), members.Value.Pair);
    }

    private void References()
    {
        if (options.Objects && Chance(2)) Objects();
        if (!options.References) return;
        switch (random.Next(4))
        {
            case 0:
                b.Store(Any(arrays), Chance(3) ? b.NewArray(arrays[0].Stored, b.Int(4)) : b.Load(Any(arrays), arrays[0].Stored), arrays[0].Stored);
                break;
            case 1:
                b.Store(Any(doubles), b.Call(members.Value.Mix, Place(), Double(1)), types.Float64);
                break;
            case 2:
                b.Store(Any(doubles), b.Call(members.Value.Fold, b.Load(Any(arrays), arrays[0].Stored), Integer(1)), types.Float64);
                break;
            default:
                OneOfSeveralPlaces();
                break;
        }
    }

    private void Objects()
    {
        if (Chance(2))
        {
            b.Store(Any(cells), Chance(2) ? b.Load(Any(cells), members.Value.Cell) : b.NewObject(members.Value.NewCell, Double(1)), members.Value.Cell);
            return;
        }

        var count = b.FieldAddress(b.Load(Any(cells), members.Value.Cell), members.Value.CellCount);
        b.Store(count, b.Add(b.Load(count, types.Int32), b.Int(1)), types.Int32);
        b.Store(Any(ints), b.Load(count, types.Int32), types.Int32);
    }

    /// <summary>A reference that is one place or another, by a block parameter.</summary>
    private void OneOfSeveralPlaces()
    {
        var join = method.AddBlock(region);
        var place = join.AddParameter(types.ByRefTo(types.Float64));
        var (first, second) = (method.AddBlock(region), method.AddBlock(region));
        b.Branch(Unfolded(), new Edge(first, []), new Edge(second, []));
        foreach (var side in new[] { first, second })
        {
            b.Block = side;
            b.Jump(join, Place());
        }

        b.Block = join;
        b.Store(place, b.Add(b.Load(place, types.Float64), Double(1)), types.Float64);
        b.Store(Any(doubles), b.Load(place, types.Float64), types.Float64);
    }

    private void If(int depth)
    {
        var (then, otherwise, join) = (method.AddBlock(region), method.AddBlock(region), method.AddBlock(region));
        b.Branch(Unfolded(), new Edge(then, []), new Edge(Chance(2) ? otherwise : join, []));
        b.Block = then;
        Sequence(depth - 1);
        b.Jump(join);
        b.Block = otherwise;
        Sequence(depth - 1);
        b.Jump(join);
        b.Block = join;
    }

    /// <summary><c>for (var i = 0; i &lt; bound; i++)</c>, up or down.</summary>
    private void CountedLoop(int depth)
    {
        // In the entry, since a jump may enter the loop past its start.
        var counter = method.Entry.Insert(0, new Slot(types.Int32, types.ByRefTo(types.Int32)) { Name = "i" });
        var bound = Chance(2) ? (Value)method.Parameters[4] : b.Int(random.Next(0, 4));
        var down = Chance(4);
        b.Store(counter, down ? bound : b.Int(0), types.Int32);
        var (header, body, step, after) = (method.AddBlock(region), method.AddBlock(region), method.AddBlock(region), method.AddBlock(region));
        b.Jump(header);
        b.Block = header;
        var value = b.Load(counter, types.Int32);
        b.Branch(down ? b.Compare(CompareOperator.Gt, value, b.Int(0)) : b.Compare(CompareOperator.Lt, value, bound), new Edge(body, []), new Edge(after, []));
        b.Block = body;
        if (Chance(2)) b.Store(Any(ints), value, types.Int32);
        if (Chance(2)) b.Store(b.ElementAddress(b.Load(Any(arrays), arrays[0].Stored), types.Float64, b.Binary(BinaryOperator.And, value, b.Int(3))), Double(2), types.Float64);
        loops.Push((after, step, region));
        Sequence(depth - 1);
        loops.Pop();
        b.Jump(step);
        b.Block = step;
        b.Store(counter, b.Add(b.Load(counter, types.Int32), b.Int(down ? -1 : 1)), types.Int32);
        b.Jump(header);
        b.Block = after;
    }

    /// <summary><c>while</c> or <c>do</c> on any condition, as long as there is fuel.</summary>
    private void FuelledLoop(int depth)
    {
        var (header, body, after) = (method.AddBlock(region), method.AddBlock(region), method.AddBlock(region));
        var (testsFirst, start) = (Chance(2), b.Block);
        loops.Push((after, header, region));
        b.Block = header;
        b.Branch(b.Binary(BinaryOperator.And, Burn(), Condition()), new Edge(body, []), new Edge(after, []));
        b.Block = body;
        Sequence(depth - 1);
        b.Jump(header);
        loops.Pop();
        b.Block = start;
        b.Jump(testsFirst ? header : body);
        b.Block = after;
    }

    private void Cases(int depth)
    {
        var join = method.AddBlock(region);
        var cases = Enumerable.Range(0, random.Next(2, 5)).Select(_ => method.AddBlock(region)).ToList();
        b.Switch(Integer(1), [.. cases.Select(c => new Edge(c, [])), new Edge(Chance(2) ? join : cases[0], [])]);
        for (var i = 0; i < cases.Count; i++)
        {
            b.Block = cases[i];
            Sequence(depth - 1);

            // Now and then a case falls through into the next.
            b.Jump(i + 1 < cases.Count && Chance(4) ? cases[i + 1] : join);
        }

        b.Block = join;
    }

    /// <summary><c>try</c> with <c>catch</c> or <c>finally</c>.</summary>
    private void Protected(int depth)
    {
        var (outer, final) = (region, Chance(2));
        var tried = new Region(RegionKind.Try, outer);
        var handler = new Region(final ? RegionKind.Finally : RegionKind.Catch, outer) { Guarded = tried, CatchType = final ? null : members.Value.Exception };
        method.Regions.AddRange([tried, handler]);
        (tried.Entry, handler.Entry) = (method.AddBlock(tried), method.AddBlock(handler));
        if (!final) handler.Entry.AddParameter(members.Value.Exception);
        var after = method.AddBlock(outer);
        b.Jump(tried.Entry);
        Inside(tried, () => b.Leave(new Edge(after, [])));
        Inside(handler, () =>
        {
            if (final) b.EndHandler();
            else b.Leave(new Edge(after, []));
        });
        b.Block = after;

        void Inside(Region inner, Action end)
        {
            (region, b.Block) = (inner, inner.Entry!);

            // No label at the entry itself: nothing in a region may go back to it but through it.
            var body = method.AddBlock(inner);
            b.Jump(body);
            b.Block = body;
            Sequence(depth - 1);
            PlaceAll();
            end();
            region = outer;
        }
    }

    /// <summary>A break, a continue, a return, a throw or a jump, if its condition holds.</summary>
    private void LeaveEarly()
    {
        var (then, next) = (method.AddBlock(region), method.AddBlock(region));
        var taken = Unfolded();
        b.Branch(taken, new Edge(then, []), new Edge(next, []));
        b.Block = then;
        if (options.Throws && Chance(3)) b.Throw(b.NewObject(members.Value.NewException));
        else if (options.Jumps && Chance(2)) Jump(next);
        else if (loops.TryPeek(out var loop) && !Chance(4) && MayLeaveTo(loop.Region)) GoTo(Chance(2) ? loop.Break : loop.Continue, loop.Region);
        else if (MayLeaveTo(null))
        {
            b.Store(result, Double(1), types.Float64);
            GoTo(exit, null);
        }
        else b.Jump(next);

        b.Block = next;
    }

    /// <summary>Back to a label or ahead to one yet to be placed, using up fuel.</summary>
    private void Jump(Block next)
    {
        var back = labels.Where(l => l.Region == region).ToList();
        var target = back.Count > 0 && Chance(2) ? Any(back) : method.AddBlock(region);
        if (!back.Contains(target)) ahead.Add(target);
        b.Branch(Burn(), new Edge(target, []), new Edge(next, []));
    }

    private void GoTo(Block target, Region? to)
    {
        if (region == to) b.Jump(target);
        else b.Leave(new Edge(target, []));
    }

    private bool MayLeaveTo(Region? to)
    {
        for (var at = region; at != to; at = at!.Parent)
        {
            if (at is null || at.Kind is RegionKind.Finally) return false;
        }

        return true;
    }

    /// <summary>Starts a block that can be jumped to: one that a jump waits for, or a new one.</summary>
    private void Label()
    {
        var label = ahead.Find(l => l.Region == region) ?? method.AddBlock(region);
        ahead.Remove(label);
        labels.Add(label);
        b.Jump(label);
        b.Block = label;
    }

    private void PlaceAll()
    {
        while (ahead.Exists(l => l.Region == region)) Label();
    }

    /// <summary>Uses up one unit of fuel; 1 while there is any.</summary>
    private Value Burn()
    {
        var left = b.Sub(b.Load(fuel, types.Int32), b.Int(1));
        b.Store(fuel, left, types.Int32);
        return b.Compare(CompareOperator.Gt, left, b.Int(0));
    }

    /// <summary>A condition that is no literal, so that a branch on it keeps both sides.</summary>
    private Value Unfolded() => Condition() is var condition and not Constant ? condition : b.Compare(CompareOperator.Gt, b.Load(ints[0], types.Int32), b.Int(1));
}
