using System.Reflection;

namespace PublicDocumentation;

/// <summary>The types and members of an assembly that its users can see.</summary>
internal static class VisibleMembers
{
    internal static IEnumerable<MemberInfo> Of(Assembly assembly) =>
        assembly.GetExportedTypes().SelectMany(type => Of(type).Prepend(type));

    internal static IEnumerable<MemberInfo> Of(Type type) =>
        type.GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(member => member is not Type && IsVisible(member));

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo @event => IsVisible(@event.AddMethod!),
        _ => false,
    };
}
