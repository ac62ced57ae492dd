using System.Net;
using System.Net.Sockets;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Addresses;

[Collection("The kernel")]
public sealed class AddressPropertyTests : NetworkTest
{
    private const int Rounds = 8;

    // One for each subnet: the kernel rejects addresses of one subnet with several.
    private static readonly string[] s_scopes = ["", "scope 253", "scope 254", "scope 77"];

    private static readonly Gen<string> s_v4 = Gen.Select(
        Gen.Int[1, 200], Gen.Int[1, 250], Gen.Int[16, 32], Gen.OneOf("", "brd +", "brd 10.200.255.255"), Gen.OneOf("", "label a1:x", "label a1"),
        Gen.OneOf("", "metric 77"), Gen.OneOf("", "noprefixroute"))
        .Select((net, host, length, broadcast, label, metric, flag) => $"10.{net}.0.{host}/{length} {broadcast} {label} {s_scopes[net % s_scopes.Length]} {metric} {flag}");

    private static readonly Gen<string> s_v6 = Gen.Select(
        Gen.Int[1, 200], Gen.Int[1, 250], Gen.Int[48, 128], Gen.OneOf("nodad", "nodad home", "nodad noprefixroute"), Gen.OneOf("", "valid_lft 10000 preferred_lft 0", "valid_lft 10000 preferred_lft 5000"),
        Gen.OneOf("", "metric 77"))
        .Select((net, host, length, flags, times, metric) => $"2001:db8:{net:x}::{host:x}/{length} {metric} {times} {flags}");

    private static readonly Gen<string> s_peers = Gen.Select(Gen.Int[1, 200], Gen.Int[1, 250], Gen.Bool)
        .Select((net, host, v6) => v6 ? $"2001:db8:ff:{net:x}::{host:x} peer 2001:db8:fe:{net:x}::{host:x}/64 nodad" : $"10.201.{net}.{host} peer 10.202.{net}.{host}/24");

    [Fact]
    public void Addresses_are_the_same_in_both_directions()
    {
        InstalledPrograms.Require("ip");
        Gen.OneOf(s_v4, s_v6, s_peers).Array[1, 20].Sample(
            texts =>
            {
                Second.FlushAddresses();
                string[] chosen = [.. texts.DistinctBy(text => text.Split(' ', '/')[0])];
                foreach (string text in chosen)
                {
                    Second.AddAddress(text);
                }

                // Seconds that have passed change lifetimes.
                AddressOracle.ShouldAgree(Red);
                InterfaceAddress[] listed = [.. Listed()];
                listed.Select(address => address.Address.ToString()).Should().BeEquivalentTo(chosen.Select(text => text.Split(' ', '/')[0]));
                Second.FlushAddresses().Should().BeGreaterThanOrEqualTo(chosen.Length);
                Listed().Should().BeEmpty();

                Batch(Red, "-4", chosen.Where(text => !text.Contains(':', StringComparison.Ordinal) || text.Contains("label", StringComparison.Ordinal)).Select(text => $"addr add {text} dev a1"));
                Batch(Red, "-6", chosen.Where(text => text.Contains("2001:", StringComparison.Ordinal)).Select(text => $"addr add {text} dev a1"));
                Listed().Select(Timeless).Should().BeEquivalentTo(listed.Select(Timeless), options => options.ComparingByValue<InterfaceAddress>());

                // Secondary addresses go with their primary one, so they are deleted first.
                foreach (InterfaceAddress address in Listed().OrderByDescending(address => address.Flags & AddressFlags.Secondary).ToArray())
                {
                    Second.DeleteAddress(address);
                }

                Listed().Should().BeEmpty();
            },
            iter: Rounds,
            threads: 1);
    }

    [Fact]
    public void List_and_flush_follow_the_filter()
    {
        Tool.Ip(Red, "addr add 10.5.0.1/24 dev a1 label a1:x", "addr add 10.6.0.1/24 dev a1 scope link", "-6 addr add 2001:db8:5::1/64 dev a1 nodad noprefixroute");
        Texts(new AddressFilter { Family = AddressFamily.InterNetwork }).Should().BeEquivalentTo("10.5.0.1/24", "10.6.0.1/24");
        Texts(new AddressFilter { Scope = AddressScope.Link, Family = AddressFamily.InterNetwork }).Should().BeEquivalentTo("10.6.0.1/24");
        Texts(new AddressFilter { Label = "a1:x" }).Should().BeEquivalentTo("10.5.0.1/24");
        Texts(new AddressFilter { Flags = AddressFlags.NoPrefixRoute }).Should().BeEquivalentTo("2001:db8:5::1/64");
        Texts(new AddressFilter { Within = IPNetwork.Parse("10.0.0.0/8"), ExcludedFlags = AddressFlags.Secondary }).Should().BeEquivalentTo("10.5.0.1/24", "10.6.0.1/24");
        Second.FlushAddresses(new AddressFilter { Label = "a1:x" }).Should().Be(1);
        Texts(new AddressFilter { Family = AddressFamily.InterNetwork }).Should().BeEquivalentTo("10.6.0.1/24");
        First.GetAddresses().Should().Contain(address => address.ToString() == "10.0.0.1/24", "it is on another link");

        string[] Texts(AddressFilter filter) => [.. Second.GetAddresses(filter).Select(address => address.ToString())];
    }

    [Fact]
    public void Protocol_of_an_address_is_kept()
    {
        Second.AddAddress("10.5.0.1/24 proto 77 metric 500");
        InterfaceAddress address = Second.GetAddresses(new AddressFilter { Family = AddressFamily.InterNetwork }).Single();
        // Kernel 5.18.
        ((int?)address.Protocol ?? 77).Should().Be(77);
        address.RouteMetric.Should().Be(500);
        RouteOracle.Find(Red, "10.5.0.0/24").Number("metric").Should().Be(500);
        if (address.Protocol is not null)
        {
            Red.Loopback.GetAddresses().Should().Contain(own => own.Protocol == AddressProtocol.KernelLoopback);
        }
    }

    private InterfaceAddress[] Listed() => [.. Second.GetAddresses().Where(address => !address.Address.IsIPv6LinkLocal)];

    private static InterfaceAddress Timeless(InterfaceAddress address) => address with
    {
        ValidLifetime = address.ValidLifetime is null ? null : TimeSpan.FromSeconds(1),
        PreferredLifetime = address.PreferredLifetime is null ? null : TimeSpan.FromSeconds(address.PreferredLifetime > TimeSpan.Zero ? 1 : 0),
        Flags = address.Flags & ~AddressFlags.Secondary,
    };
}
