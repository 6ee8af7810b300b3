namespace ILDiff.MSBuild;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Says for each <c>ILDiffReference</c> which file it means, where its copy with derivatives goes, and how <c>ildiff</c>
/// makes that copy. The arguments' file is written only if they changed, and so is an input of the making.
/// </summary>
public sealed class PlanReferences : Task
{
    /// <summary>The items of the project: an assembly's name, and <c>Methods</c>, patterns parted by semicolons.</summary>
    [Required]
    public ITaskItem[] References { get; set; } = [];

    /// <summary>What the compiler will be given.</summary>
    [Required]
    public ITaskItem[] Compiled { get; set; } = [];

    /// <summary>What will be copied to the output: preferred, because it has code where the other may have signatures only.</summary>
    public ITaskItem[] Copied { get; set; } = [];

    /// <summary>The folder of the copies.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>Further arguments of <c>ildiff weave</c>.</summary>
    public string[] Arguments { get; set; } = [];

    /// <summary>The project, where a mistake in an item is reported.</summary>
    public string? Project { get; set; }

    /// <summary>The copies: their paths, with the metadata <c>Source</c>, <c>ArgumentFile</c> and <c>Stamp</c>.</summary>
    [Output]
    public ITaskItem[] Plans { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var plans = new List<ITaskItem>();
        foreach (var named in References.GroupBy(r => NameOf(r.ItemSpec), StringComparer.OrdinalIgnoreCase))
        {
            var methods = named.SelectMany(r => r.GetMetadata("Methods").Split(';')).Select(m => m.Trim()).Where(m => m.Length > 0).Distinct().ToList();
            var source = Copied.Concat(Compiled).FirstOrDefault(c => string.Equals(NameOf(c.GetMetadata("FullPath")), named.Key, StringComparison.OrdinalIgnoreCase)
                && c.GetMetadata("FullPath").EndsWith(".dll", StringComparison.OrdinalIgnoreCase));
            if (source is null)
            {
                Log.LogError(null, "ILD1005", null, Project, 0, 0, 0, 0, "ILDiffReference '{0}': the project has no reference of that name; give the name of the assembly, not of the package", named.Key);
                continue;
            }

            if (methods.Count == 0)
            {
                Log.LogError(null, "ILD1007", null, Project, 0, 0, 0, 0, "ILDiffReference '{0}' names no methods; give them as Methods=\"Ns.T.M;…\"", named.Key);
                continue;
            }

            plans.Add(Plan(source.GetMetadata("FullPath"), methods));
        }

        Plans = [.. plans];
        return !Log.HasLoggedErrors;
    }

    private TaskItem Plan(string source, List<string> methods)
    {
        var output = Path.GetFullPath(Path.Combine(Folder, Path.GetFileName(source)));
        var lines = new List<string> { "weave", source, "--only-named", "--output=" + output };
        lines.AddRange(Arguments.Where(a => a.Length > 0));
        lines.AddRange(methods.Select(m => "--method=" + m));
        lines.AddRange(Copied.Concat(Compiled).Select(r => r.GetMetadata("FullPath"))
            .Where(p => p != source && p.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Distinct().Select(p => "--reference=" + p));
        var file = output + ".rsp";
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        if (!File.Exists(file) || !File.ReadAllLines(file).SequenceEqual(lines)) File.WriteAllLines(file, lines);
        var plan = new TaskItem(output);
        plan.SetMetadata("Source", source);
        plan.SetMetadata("ArgumentFile", file);
        plan.SetMetadata("Stamp", output + ".stamp");
        return plan;
    }

    private static string NameOf(string path) => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(path);
}
