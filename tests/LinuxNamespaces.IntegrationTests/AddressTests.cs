using System.Net;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class AddressTests : KernelTest
{
    private readonly Link _link;

    public AddressTests()
    {
        _link = VethPair.Create(Red, "a0", Red, "a1").Connect().First;
        Red.Loopback.Up();
    }

    [Fact]
    public void Addresses_that_the_library_adds_are_what_ip_says()
    {
        _link.AddAddress("10.0.0.1/24");
        _link.AddAddress(IPAddress.Parse("10.0.0.2"), 24);
        _link.AddAddress(new InterfaceAddress(IPAddress.Parse("10.1.0.1"), 16)
        {
            Broadcast = IPAddress.Parse("10.1.255.255"),
            Label = "a0:x",
            Scope = AddressScope.Link,
            Flags = AddressFlags.NoPrefixRoute,
        });
        _link.AddAddress(new InterfaceAddress(IPAddress.Parse("10.2.0.1"), 32) { Peer = IPAddress.Parse("10.3.0.1") });
        _link.AddAddress(new InterfaceAddress(IPAddress.Parse("10.4.0.1"), 24) { ValidLifetime = TimeSpan.FromSeconds(1000), PreferredLifetime = TimeSpan.FromSeconds(500) });
        _link.AddAddress(new InterfaceAddress(IPAddress.Parse("10.5.0.1"), 0) { Scope = (AddressScope)77 });
        _link.AddAddress("2001:db8::1/64");
        _link.AddAddress(new InterfaceAddress(IPAddress.Parse("2001:db8::2"), 128) { Flags = AddressFlags.NoDuplicateAddressDetection | AddressFlags.HomeAddress });
        _link.AddAddress(new InterfaceAddress(IPAddress.Parse("2001:db8:1::3"), 64) { Flags = AddressFlags.ManageTemporaryAddress | AddressFlags.NoPrefixRoute });
        _link.AddAddress(new InterfaceAddress(IPAddress.Parse("2001:db8::4"), 64) { Peer = IPAddress.Parse("2001:db8:2::4") });
        _link.AddAddress(new InterfaceAddress(IPAddress.Parse("2001:db8::5"), 64) { ValidLifetime = TimeSpan.FromSeconds(1000), PreferredLifetime = TimeSpan.Zero });
        AddressOracle.ShouldAgree(Red);

        JsonElement simple = AddressOracle.Find(Red, "10.0.0.1");
        simple.Number("prefixlen").Should().Be(24);
        simple.Number("scope").Should().Be(0);
        AddressOracle.Find(Red, "10.0.0.2").Flag("secondary").Should().BeTrue();
        JsonElement full = AddressOracle.Find(Red, "10.1.0.1");
        full.Number("prefixlen").Should().Be(16);
        full.Text("broadcast").Should().Be("10.1.255.255");
        full.Text("label").Should().Be("a0:x");
        full.Number("scope").Should().Be(253);
        full.Flag("noprefixroute").Should().BeTrue();
        JsonElement peer = AddressOracle.Find(Red, "10.2.0.1");
        peer.Text("address").Should().Be("10.3.0.1");
        peer.Number("prefixlen").Should().Be(32);
        JsonElement mortal = AddressOracle.Find(Red, "10.4.0.1");
        mortal.Number("valid_life_time").Should().BeInRange(970, 1000);
        mortal.Number("preferred_life_time").Should().BeInRange(470, 500);
        JsonElement odd = AddressOracle.Find(Red, "10.5.0.1");
        odd.Number("scope").Should().Be(77);
        odd.Number("prefixlen").Should().Be(0);
        AddressOracle.Find(Red, "2001:db8::1").Number("prefixlen").Should().Be(64);
        JsonElement home = AddressOracle.Find(Red, "2001:db8::2");
        home.Flag("nodad").Should().BeTrue();
        home.Flag("home").Should().BeTrue();
        JsonElement managed = AddressOracle.Find(Red, "2001:db8:1::3");
        managed.Flag("mngtmpaddr").Should().BeTrue();
        managed.Flag("noprefixroute").Should().BeTrue();
        AddressOracle.Find(Red, "2001:db8::4").Text("address").Should().Be("2001:db8:2::4");
        JsonElement deprecated = AddressOracle.Find(Red, "2001:db8::5");
        deprecated.Flag("deprecated").Should().BeTrue();
        deprecated.Number("valid_life_time").Should().BeInRange(970, 1000);
    }

    [Theory]
    [InlineData("10.0.0.1/24")]
    [InlineData("2001:db8::1/64")]
    public void Times_of_creation_and_change_are_told(string text)
    {
        // The kernel counts ticks, which begin when the machine has started a while ago.
        TimeSpan tolerance = TimeSpan.FromSeconds(10);
        TimeSpan before = TimeSpan.FromMilliseconds(Environment.TickCount64) - tolerance;
        InterfaceAddress address = InterfaceAddress.Parse(text) with { Flags = AddressFlags.NoDuplicateAddressDetection };
        _link.AddAddress(address);
        InterfaceAddress added = Listed();
        added.Created.Should().BeGreaterThanOrEqualTo(before).And.BeLessThanOrEqualTo(TimeSpan.FromMilliseconds(Environment.TickCount64) + tolerance);
        added.Changed.Should().Be(added.Created);
        Thread.Sleep(50);
        _link.ReplaceAddress(added with { ValidLifetime = TimeSpan.FromHours(1) });
        InterfaceAddress changed = Listed();
        changed.Created.Should().Be(added.Created);
        changed.Changed.Should().BeGreaterThan(added.Changed!.Value);
        (address with { Flags = added.Flags, Scope = added.Scope, Label = added.Label }).Should().Be(added, "the times are not compared");

        InterfaceAddress Listed() => _link.GetAddresses().Single(other => other.Address.Equals(address.Address));
    }

    [Fact]
    public void Addresses_that_ip_adds_are_read()
    {
        Tool.Ip(
            Red,
            "addr add 10.0.0.1/24 brd + dev a0 label a0:x",
            "addr add 10.0.0.2/24 dev a0 valid_lft 1000 preferred_lft 500",
            "addr add 10.5.0.1 peer 10.6.0.1/32 dev a0 scope link noprefixroute",
            "addr add 10.7.0.1/24 dev a0 metric 7 preferred_lft 0",
            "addr add 239.1.2.3/32 dev a0 autojoin scope 77",
            "addr add 10.8.0.1/8 dev a1 scope host",
            "addr add 2001:db8::1/64 dev a0 nodad",
            "addr add 2001:db8::2/64 dev a0 home mngtmpaddr",
            "addr add 2001:db8::3/64 dev a0 optimistic noprefixroute",
            "addr add 2001:db8::4 peer 2001:db9::4/64 dev a0 valid_lft 1000 preferred_lft 0 metric 50",
            "addr add 2001:db8::5/128 dev a1",
            "addr add fec0::5/10 dev a1 nodad");
        AddressOracle.ShouldAgree(Red);
        _link.GetAddresses().Should().Contain(address => address.ToString() == "10.0.0.1/24" && address.Label == "a0:x" && address.Broadcast!.ToString() == "10.0.0.255");
        _link.GetAddresses().Should().Contain(address => address.Address.ToString() == "2001:db8::4" && address.PreferredLifetime == TimeSpan.Zero);
    }

    [Fact]
    public void What_is_listed_can_be_deleted_and_added_again()
    {
        Tool.Ip(
            Red,
            "addr add 10.0.0.1/24 brd + dev a0 label a0:x",
            "addr add 10.0.0.2/24 dev a0 valid_lft 1000 preferred_lft 500",
            "addr add 10.5.0.1 peer 10.6.0.1/32 dev a0 scope link noprefixroute",
            "addr add 2001:db8::1/64 dev a0 nodad",
            "addr add 2001:db8::4 peer 2001:db9::4/64 dev a0 nodad");
        Eventually.HaveLinkLocalAddress(_link);
        IReadOnlyList<InterfaceAddress> before = _link.GetAddresses();
        foreach (InterfaceAddress address in before)
        {
            // The kernel takes the secondary ones along with the first.
            if (_link.GetAddresses().Any(left => left.Address.Equals(address.Address)))
            {
                _link.DeleteAddress(address);
            }
        }

        _link.GetAddresses().Should().BeEmpty();
        foreach (InterfaceAddress address in before)
        {
            _link.AddAddress(address);
        }

        AddressOracle.ShouldAgree(Red);
        _link.GetAddresses().Select(address => (address.ToString(), address.Peer, address.Label, address.Broadcast, address.Scope)).Should()
            .BeEquivalentTo(before.Select(address => (address.ToString(), address.Peer, address.Label, address.Broadcast, address.Scope)));
    }

    [Fact]
    public void Replacing_changes_life_times_and_IPv6_flags_and_adds_what_is_not_there()
    {
        foreach ((string text, bool flags) in new[] { ("10.0.0.1/24", false), ("2001:db8::1/64", true) })
        {
            InterfaceAddress address = InterfaceAddress.Parse(text);
            _link.ReplaceAddress(address);
            string local = address.Address.ToString();
            AddressOracle.Find(Red, local).Flag("dynamic").Should().BeFalse();
            _link.ReplaceAddress(address with { Flags = AddressFlags.NoPrefixRoute, ValidLifetime = TimeSpan.FromSeconds(1000), PreferredLifetime = TimeSpan.FromSeconds(500) });
            JsonElement seen = AddressOracle.Find(Red, local);
            seen.Flag("noprefixroute").Should().Be(flags, "the kernel keeps the flags of an IPv4 address");
            seen.Number("valid_life_time").Should().BeInRange(970, 1000);
            seen.Number("preferred_life_time").Should().BeInRange(470, 500);
            AddressOracle.ShouldAgree(Red);
        }
    }

    [Fact]
    public void Each_link_lists_its_own_addresses()
    {
        Tool.Ip(Red, "addr add 10.0.0.1/24 dev a0", "addr add 10.0.1.1/24 dev a1");
        _link.GetAddresses().Where(address => address.Broadcast is null && address.Label is not null).Select(address => address.ToString()).Should().Equal("10.0.0.1/24");
        Red.Loopback.GetAddresses().Select(address => address.ToString()).Should().Equal("127.0.0.1/8", "::1/128");
    }
}
