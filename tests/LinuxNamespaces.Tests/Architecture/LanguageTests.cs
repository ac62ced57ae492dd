using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using PublicDocumentation;
using Xunit;

namespace LinuxNamespaces.Tests.Architecture;

/// <summary>A few words and forms that give away documentation which does not read like that of the .NET class library.</summary>
public sealed partial class LanguageTests
{
    // Its members are the descriptions of the C library.
    private static readonly Type[] s_tables = [typeof(Errno)];

    private static IEnumerable<MemberInfo> Members => PackageSource.All.SelectMany(package => VisibleMembers.Of(package.Assembly));

    [Fact]
    public void The_subject_of_a_sentence_is_not_a_person() =>
        Texts().Where(text => Person().IsMatch(text.Text)).Select(text => $"{text.Id}: {Person().Match(text.Text)}").Should().BeEmpty();

    [Fact]
    public void A_property_gets_something() =>
        Members.OfType<PropertyInfo>().Where(property => !s_tables.Contains(property.DeclaringType) && !IsParameter(property))
            .Select(property => (Id: DocumentationId.Of(property), Summary: Documentation.Of(property)?.Element("summary")))
            .Where(property => property.Summary is { } summary && !summary.Value.TrimStart().StartsWith("Gets ", StringComparison.Ordinal))
            .Select(property => property.Id).Should().BeEmpty();

    // The parameters of a record are documented as such.
    private static bool IsParameter(PropertyInfo property) =>
        property.DeclaringType!.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.Name == property.Name));

    private static IEnumerable<(string Id, string Text)> Texts() =>
        Members.Select(member => (Id: DocumentationId.Of(member), Element: Documentation.Of(member))).Where(text => text.Element is not null).Select(text => (text.Id, text.Element!.Value));

    [GeneratedRegex(@"\b(who|whom|whoever|he|him|his|somebody|someone|(?<!\()nobody|bury|buries|buried|minds|born)\b|\b[Ii]t is none\b|\bOf what\b", RegexOptions.None)]
    private static partial Regex Person();
}
