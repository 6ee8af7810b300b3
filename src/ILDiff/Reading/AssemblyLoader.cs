namespace ILDiff.Reading;

using ILDiff.Diagnostics;
using Mono.Cecil;

/// <summary>
/// Reads an assembly wholly into memory. Whatever is wrong with it is a <see cref="DiagnosticException"/>; an input
/// made to exhaust memory, stack or time needs a process of its own around this, which the command line gives it.
/// </summary>
public static class AssemblyLoader
{
    /// <summary>Reads the assembly with its symbols; references are looked for when they are needed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="references">Where to look for references: files, which come first, and directories, which come after the file's own.</param>
    public static LoadedAssembly Load(string path, IEnumerable<string> references) =>
        Load(path, ReadFile(path), references);

    /// <summary>Reads the assembly from bytes that were read before.</summary>
    /// <param name="path">The file that they came from, to resolve references and name places.</param>
    /// <param name="image">Its contents.</param>
    /// <param name="references">Where to look for references: files, which come first, and directories, which come after the file's own.</param>
    public static LoadedAssembly Load(string path, byte[] image, IEnumerable<string> references)
    {
        var kind = ImageHeader.Probe(image, path);
        var diagnostics = new List<Diagnostic>();
        if (kind == InputKind.ReadyToRun)
        {
            diagnostics.Add(new Diagnostic(DiagnosticId.PrecompiledCodeDropped, Severity.Warning,
                "the assembly holds precompiled (ReadyToRun) code, which the output will not have; the IL is kept", new SourceLocation(path)));
        }

        var resolver = new GuardedResolver(new ReferenceSearch(path, references));
        try
        {
            var module = ModuleDefinition.ReadModule(new MemoryStream(image, writable: false), resolver.ReaderParameters);
            if (module.Assembly is null) throw Malformed(path, "this is a module without an assembly manifest (.netmodule)");
            resolver.Register(module.Assembly);
            Touch(module);
            var symbols = SymbolLoader.Attach(module, path, diagnostics);
            return new LoadedAssembly(path, image, module, resolver, kind, symbols, diagnostics);
        }
        catch (Exception e)
        {
            resolver.Dispose();
            throw e switch
            {
                DiagnosticException => e,
                OutOfMemoryException => new DiagnosticException(new Diagnostic(DiagnosticId.ReadingLimit, Severity.Error,
                    "reading the assembly ran out of memory; it is damaged, or made to do so", new SourceLocation(path))),
                _ => Malformed(path, $"the metadata of the assembly is damaged ({e.GetType().Name}: {e.Message.TrimEnd('.')})"),
            };
        }
    }

    /// <summary>Reads all signatures, so that damage there is found here and not in a pass. Bodies stay unread.</summary>
    private static void Touch(ModuleDefinition module)
    {
        _ = module.AssemblyReferences.Count;
        _ = module.Resources.Count;
        _ = module.ExportedTypes.Count;
        TouchAttributes(module);
        TouchAttributes(module.Assembly);
        foreach (var type in module.GetTypes())
        {
            TouchAttributes(type);
            _ = type.BaseType;
            _ = type.GenericParameters.Count;
            foreach (var implementation in type.Interfaces) _ = implementation.InterfaceType;
            foreach (var field in type.Fields)
            {
                TouchAttributes(field);
                _ = (field.FieldType, field.Constant);
            }

            foreach (var property in type.Properties) _ = (property.PropertyType, property.GetMethod);
            foreach (var e in type.Events) _ = (e.EventType, e.AddMethod);
            foreach (var method in type.Methods)
            {
                TouchAttributes(method);
                _ = (method.ReturnType, method.Overrides.Count, method.GenericParameters.Count);
                foreach (var parameter in method.Parameters) _ = (parameter.ParameterType, parameter.Constant);
            }
        }

        static void TouchAttributes(ICustomAttributeProvider provider)
        {
            foreach (var attribute in provider.CustomAttributes) _ = attribute.AttributeType.FullName;
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw Unreadable(path, "this is a directory; name an assembly in it");
            if (path.Length == 0 || !File.Exists(path)) throw Unreadable(path, "there is no such file");
            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException)
        {
            throw Unreadable(path, "there is no permission to read the file");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, $"the file cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    private static DiagnosticException Unreadable(string path, string message) =>
        new(new Diagnostic(DiagnosticId.InputUnreadable, Severity.Error, message, new SourceLocation(path)));

    private static DiagnosticException Malformed(string path, string message) =>
        new(new Diagnostic(DiagnosticId.InputMalformed, Severity.Error, message, new SourceLocation(path)));
}
