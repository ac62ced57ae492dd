using System.Reflection;
using System.Xml.Linq;
using PublicDocumentation;

namespace LinuxNamespaces.Tests.Architecture;

/// <summary>The XML documentation file of the library.</summary>
internal static class Documentation
{
    private static readonly Dictionary<string, XElement> s_members = XDocument.Load(Path.ChangeExtension(typeof(Namespace).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>Gets the IDs of everything that is documented.</summary>
    internal static IEnumerable<string> Ids => s_members.Keys;

    /// <summary>Gets the documentation of a type or a member; null if there is none.</summary>
    internal static XElement? Of(MemberInfo member) => s_members.GetValueOrDefault(DocumentationId.Of(member));
}
