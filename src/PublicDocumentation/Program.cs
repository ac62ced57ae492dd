// Writes the documentation of the visible members of an assembly; the compiler writes that of the internal ones too.
// Arguments: the assembly, its documentation, the file to write, and the packages that the assembly references.
using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;
using PublicDocumentation;

if (args is not [string assemblyPath, string documentationPath, string outputPath, .. string[] references])
{
    Console.Error.WriteLine("Usage: PublicDocumentation ASSEMBLY DOCUMENTATION OUTPUT [REFERENCE...]");
    return 2;
}

AssemblyLoadContext.Default.Resolving += (context, name) =>
    references.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == name.Name) is { } path ? context.LoadFromAssemblyPath(Path.GetFullPath(path)) : null;
Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(assemblyPath));
HashSet<string> visible = [.. VisibleMembers.Of(assembly).Select(DocumentationId.Of)];
XDocument documentation = XDocument.Load(documentationPath, LoadOptions.PreserveWhitespace);
foreach (XElement member in documentation.Descendants("member").Where(member => !visible.Contains(member.Attribute("name")!.Value)).ToArray())
{
    // With the line break before it.
    (member.PreviousNode as XText)?.Remove();
    member.Remove();
}

documentation.Save(outputPath, SaveOptions.DisableFormatting);
return 0;
