using System.Net;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

public sealed class AddressTests
{
    [Fact]
    public async Task A_router_gets_the_first_address_and_hosts_the_next()
    {
        await using NetworkLab lab = new();
        LabSwitch lan = lab.AddSwitch("lan", "192.0.2.0/24", "2001:db8:1::/64");
        LabHost host = lab.AddHost("a");
        LabRouter router = lab.AddRouter("r"), second = lab.AddRouter("r2");
        lab.Connect(host, lan);
        lab.Connect(lan, router);
        lab.Connect(second, lan);
        Addresses(host).Should().Equal("192.0.2.2", "2001:db8:1::2");
        Addresses(router).Should().Equal("192.0.2.1", "2001:db8:1::1");
        Addresses(second).Should().Equal("192.0.2.3", "2001:db8:1::3");
        host.Ports[0].Addresses.Select(address => address.PrefixLength).Should().Equal(24, 64);
    }

    [Fact]
    public async Task Addresses_can_be_given()
    {
        await using NetworkLab lab = new();
        LabSwitch lan = lab.AddSwitch("lan", "192.0.2.0/24", "2001:db8:1::/64");
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(lan, a, options: new() { SecondAddresses = [IPAddress.Parse("192.0.2.2")] });
        lab.Connect(b, lan);
        Addresses(a).Should().Equal("192.0.2.2", "2001:db8:1::2");
        Addresses(b).Should().Equal("192.0.2.3", "2001:db8:1::3");
        LabHost c = lab.AddHost("c");
        foreach (string wrong in (string[])["192.0.2.3", "192.0.2.0", "192.0.2.255", "198.51.100.1", "2001:db8:1::"])
        {
            lab.Invoking(l => l.Connect(c, lan, options: new() { FirstAddresses = [IPAddress.Parse(wrong)] })).Should().Throw<ArgumentException>(wrong);
        }

        lab.Invoking(l => l.Connect(lan, c, options: new() { FirstAddresses = [IPAddress.Parse("192.0.2.9")] })).Should().Throw<ArgumentException>();
        c.Ports.Should().BeEmpty();
        lab.Connect(c, lan);
        Addresses(c).Should().Equal("192.0.2.4", "2001:db8:1::4");
    }

    [Fact]
    public async Task A_link_between_hosts_has_a_network_of_two_addresses()
    {
        await using NetworkLab lab = new(new NetworkLabOptions { IPv4Pool = IPNetwork.Parse("203.0.113.0/29"), IPv6Pool = IPNetwork.Parse("fd00::/48") });
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, b);
        Addresses(a).Should().Equal("203.0.113.0", "fd00::");
        Addresses(b).Should().Equal("203.0.113.1", "fd00::1");
        lab.Connect(a, b, options: new() { Networks = [IPNetwork.Parse("198.51.100.4/30")], SecondAddresses = [IPAddress.Parse("198.51.100.5")] });
        Addresses(a)[^1].Should().Be("198.51.100.6");
        Addresses(b)[^1].Should().Be("198.51.100.5");
    }

    [Fact]
    public async Task A_link_that_is_refused_gives_its_network_back()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabLinkOptions wrong = new() { Networks = [IPNetwork.Parse("198.51.100.4/30")], SecondAddresses = [IPAddress.Parse("198.51.100.9")] };
        lab.Invoking(l => l.Connect(a, b, options: wrong)).Should().Throw<ArgumentException>();
        lab.Connect(a, b, options: wrong with { SecondAddresses = [] });
        Addresses(a).Should().Equal("198.51.100.5");
    }

    [Fact]
    public async Task Connected_switches_share_their_networks()
    {
        await using NetworkLab lab = new();
        LabSwitch one = lab.AddSwitch("one"), two = lab.AddSwitch("two");
        lab.Connect(one, two);
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, two);
        lab.Connect(b, one);
        Addresses(a).Should().Equal("10.0.0.2");
        Addresses(b).Should().Equal("10.0.0.3");
        one.Networks.Should().BeEmpty();
        two.Networks.Should().Equal(IPNetwork.Parse("10.0.0.0/24"));
    }

    [Fact]
    public async Task A_full_network_and_an_empty_pool_are_told()
    {
        await using NetworkLab lab = new(new NetworkLabOptions { IPv4Pool = IPNetwork.Parse("203.0.113.0/30") });
        LabSwitch lan = lab.AddSwitch("lan", "192.0.2.0/30"), other = lab.AddSwitch("other");
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b"), c = lab.AddHost("c");
        lab.Connect(a, lan);
        lab.Connect(b, lan);
        lab.Invoking(l => l.Connect(c, lan)).Should().Throw<InvalidOperationException>().WithMessage("*192.0.2.0/30*");
        lab.Invoking(l => l.Connect(c, other)).Should().Throw<InvalidOperationException>().WithMessage("*203.0.113.0/30*");
        await using NetworkLab none = new(new NetworkLabOptions { IPv4Pool = null });
        none.Invoking(l => l.Connect(l.AddHost("a"), l.AddSwitch("lan"))).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_pool_gives_networks_that_overlap_with_nothing()
    {
        Gen<(int Length, bool IsGiven, uint Start)[]> requests = Gen.Select(Gen.Int[24, 31], Gen.Bool, Gen.UInt[0, 0xffff]).Array[1, 60];
        requests.Sample(items =>
        {
            NetworkPool pool = new(IPNetwork.Parse("10.7.0.0/16"));
            List<IPNetwork> used = [];
            foreach ((int length, bool isGiven, uint start) in items)
            {
                IPNetwork network;
                if (isGiven)
                {
                    uint size = 1u << (32 - length);
                    network = new(AddressNumber.ToAddress(0x0a070000u + start / size * size, System.Net.Sockets.AddressFamily.InterNetwork), length);
                    if (used.Exists(other => AddressMath.Overlap(other, network)))
                    {
                        continue;
                    }
                }
                else
                {
                    network = pool.Take(length, used);
                    if (network.PrefixLength != length || used.Exists(other => AddressMath.Overlap(other, network)) || !IPNetwork.Parse("10.7.0.0/16").Contains(network.BaseAddress))
                    {
                        return false;
                    }
                }

                used.Add(network);
            }

            return true;
        });
    }

    private static string[] Addresses(LabHost host) => [.. host.Addresses.Select(address => address.ToString())];
}
