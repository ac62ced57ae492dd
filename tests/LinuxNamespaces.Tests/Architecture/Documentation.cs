using System.Reflection;
using System.Xml.Linq;
using PublicDocumentation;

namespace LinuxNamespaces.Tests.Architecture;

/// <summary>The XML documentation files of the packages.</summary>
internal static class Documentation
{
    private static readonly Dictionary<Assembly, Dictionary<string, XElement>> s_members = PackageSource.All.ToDictionary(
        package => package.Assembly,
        package => XDocument.Load(Path.ChangeExtension(package.Assembly.Location, ".xml")).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value));

    /// <summary>Gets the IDs of everything that is documented in a package.</summary>
    internal static IEnumerable<string> Ids(Assembly assembly) => s_members[assembly].Keys;

    /// <summary>Gets the documentation of a type or a member; null if there is none.</summary>
    internal static XElement? Of(MemberInfo member) => s_members[member.Module.Assembly].GetValueOrDefault(DocumentationId.Of(member));
}
