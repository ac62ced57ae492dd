using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Nftables;

public sealed class StableHashTests
{
    // Names that an earlier version gave have to be found again, so these never change. Calculated from the definition of FNV-1a.
    [Theory]
    [InlineData("", "6c62272e07bb014262b821756295c58d")]
    [InlineData("a", "d228cb696f1a8caf78912b704e4a8964")]
    [InlineData("foobar", "343e1662793c64bf6f0d3597ba446f18")]
    public void The_hash_of_a_text_never_changes(string text, string hash)
    {
        StableHash.Of(text, 32).Should().Be(hash);
        StableHash.Of(text, 12).Should().Be(hash[..12]);
    }

    [Fact]
    public void Short_hashes_of_texts_that_differ_little_differ() =>
        Enumerable.Range(0, 100_000).Select(number => StableHash.Of($"network\0{number}\0eth0", 12)).Distinct().Should().HaveCount(100_000);
}
