using System.Text.Json;
using FluentAssertions;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>Compares what tc(8) shows of two objects. Times that it calculates are rounded in its own way.</summary>
internal static class TrafficOracle
{
    private const double Part = 1e-3;
    private const double Least = 2;

    internal static void ShouldBeAlike(JsonElement actual, JsonElement expected, string path = "")
    {
        actual.ValueKind.Should().Be(expected.ValueKind, path);
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                actual.EnumerateObject().Select(member => member.Name).Should().Equal(expected.EnumerateObject().Select(member => member.Name), path);
                // A name can occur more than once, as that of the keys of u32.
                foreach ((JsonProperty ours, JsonProperty theirs) in actual.EnumerateObject().Zip(expected.EnumerateObject()))
                {
                    ShouldBeAlike(ours.Value, theirs.Value, $"{path}/{theirs.Name}");
                }

                break;
            case JsonValueKind.Array:
                actual.GetArrayLength().Should().Be(expected.GetArrayLength(), path);
                for (int i = 0; i < expected.GetArrayLength(); i++)
                {
                    ShouldBeAlike(actual[i], expected[i], $"{path}/{i}");
                }

                break;
            case JsonValueKind.Number when path.EndsWith("direct_packets_stat", StringComparison.Ordinal):
                break;
            case JsonValueKind.Number:
                double number = expected.GetDouble();
                actual.GetDouble().Should().BeApproximately(number, number < 1 ? Part * number : Math.Max(number > 1000 ? Least : 0, number * 1e-4), path);
                break;
            default:
                actual.ToString().Should().Be(expected.ToString(), path);
                break;
        }
    }
}
