using System.Collections;
using System.Globalization;
using System.Text.Json;
using FluentAssertions;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>What the library and what another tool say of one thing, a text a property, so that the two can be compared.</summary>
internal sealed class Facts : SortedDictionary<string, string>
{
    /// <summary>All public properties of an object of the library.</summary>
    internal static Facts Of(object thing)
    {
        Facts facts = [];
        foreach (System.Reflection.PropertyInfo property in thing.GetType().GetProperties())
        {
            facts.Set(property.Name, property.GetValue(thing));
        }

        return facts;
    }

    /// <summary>Both say the same, one thing after the other, at the latest after a while.</summary>
    /// <param name="library">What the library says.</param>
    /// <param name="tool">What the other tool says.</param>
    /// <remarks>The kernel's clocks run on between the two looks, and some of a state comes later than the answer to the request: the carrier, IPv6 addresses and routes of links.</remarks>
    internal static void ShouldAgree(Func<IEnumerable<Facts>> library, Func<IEnumerable<Facts>> tool)
    {
        (string ours, string theirs) = Eventually.Read(() => (Text(library()), Text(tool())), both => both.Item1 == both.Item2);
        ours.Should().Be(theirs);
    }

    internal void Set(string name, object? value) => this[name] = Text(value);

    private static string Text(IEnumerable<Facts> things) =>
        string.Join("\n\n", things.Select(facts => string.Join('\n', facts.Select(fact => $"{fact.Key} = {fact.Value}"))));

    private static string Text(object? value) => value switch
    {
        null => "-",
        string text => text,
        JsonElement json => json.ToString(),
        IEnumerable list and not System.Net.IPAddress => string.Join(',', list.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
