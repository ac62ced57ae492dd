using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Ranges;

/// <summary>What numbers and times the options of the network take. A setter refuses the others, so that they never reach a message.</summary>
public sealed class OptionRangeTests
{
    /// <summary>OptionRanges.txt has each property with the range that the kernel and the documentation give it. All values outside are refused.</summary>
    [Fact]
    public void Every_number_has_the_range_of_the_kernel()
    {
        string[] found = [.. Options().SelectMany(OptionRange.Of).Select(range => range.ToString()).Distinct().Order(StringComparer.Ordinal)];
        string expected = string.Join('\n', Lines());
        string.Join('\n', found).Should().Be(expected);
    }

    private static IEnumerable<Type> Options() => typeof(Route).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && (type.Namespace == typeof(Route).Namespace || type == typeof(NetNamespaceOptions) || type == typeof(PastaOptions)));

    private static IEnumerable<string> Lines()
    {
        using StreamReader reader = new(typeof(OptionRangeTests).Assembly.GetManifestResourceStream("OptionRanges.txt")!);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
