namespace ILDiff.MSBuild;

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Exchanges items for the copies with derivatives of the same file name, with all that is known of them.</summary>
public sealed class ReplaceReferences : Task
{
    /// <summary>Items of some list of references.</summary>
    public ITaskItem[] Items { get; set; } = [];

    /// <summary>The copies.</summary>
    [Required]
    public ITaskItem[] Copies { get; set; } = [];

    /// <summary>The items to take out.</summary>
    [Output]
    public ITaskItem[] Removed { get; private set; } = [];

    /// <summary>The items to put in.</summary>
    [Output]
    public ITaskItem[] Added { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var removed = new List<ITaskItem>();
        var added = new List<ITaskItem>();
        foreach (var item in Items)
        {
            var copy = Copies.FirstOrDefault(c => string.Equals(Path.GetFileName(c.ItemSpec), Path.GetFileName(item.ItemSpec), StringComparison.OrdinalIgnoreCase));
            if (copy is null || !File.Exists(copy.ItemSpec)) continue;
            removed.Add(item);
            var replacement = new TaskItem(item) { ItemSpec = copy.ItemSpec };

            // The compiler would be given this one.
            if (replacement.GetMetadata("ReferenceAssembly").Length > 0) replacement.SetMetadata("ReferenceAssembly", copy.ItemSpec);
            added.Add(replacement);
        }

        Removed = [.. removed];
        Added = [.. added];
        return true;
    }
}
