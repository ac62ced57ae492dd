using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>What fails says so in full, and leaves everything as it was.</summary>
[Collection("The kernel")]
public sealed class FailureTests : KernelTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Veth_pair_with_a_name_that_is_taken_is_not_made_by_halves(bool firstTaken)
    {
        (firstTaken ? Red : Blue).Links.AddBridge("taken");
        string red = Links(Red);
        string blue = Links(Blue);
        Action act = () => VethPair.Create(Red, firstTaken ? "taken" : "veth0", Blue, firstTaken ? "veth0" : "taken");
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EEXIST);
        failure.Remedy.Should().Be($"The name 'taken' is taken in namespace '{(firstTaken ? Red : Blue)}'.");
        failure.Message.Should().StartWith($"Could not create veth pair '{(firstTaken ? "taken - veth0" : "veth0 - taken")}' in '{Red}': EEXIST (File exists)").And.EndWith(failure.Remedy);
        Links(Red).Should().Be(red);
        Links(Blue).Should().Be(blue);
    }

    [Fact]
    public void Veth_pair_with_an_option_that_is_not_accepted_is_not_made_by_halves()
    {
        Action act = () => VethPair.Create(Red, "veth0", Blue, "veth1", new VethPairOptions { Second = new LinkOptions { Mtu = 10 } });
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EINVAL);
        failure.Message.Should().Contain("'veth0 - veth1' in '");
        Red.Links.List().Should().ContainSingle();
        Blue.Links.List().Should().ContainSingle();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("eth0")]
    public void Link_does_not_move_to_where_its_name_is_taken(string? newName)
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        Blue.Links.AddBridge(newName ?? "veth0");
        string red = Links(Red);
        string blue = Links(Blue);
        Action act = () => pair.First.MoveTo(Blue, newName);
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EEXIST);
        failure.Operation.Should().Be("move link");
        failure.Target.Should().Be("veth0");
        failure.Message.Should().StartWith($"Could not move link 'veth0' to namespace '{Blue}' from '{Red}': EEXIST (File exists)")
            .And.EndWith($". The name '{newName ?? "veth0"}' is taken there; MoveTo can give the link another one on the way.");
        Links(Red).Should().Be(red);
        Links(Blue).Should().Be(blue);
    }

    [Fact]
    public void Loopback_link_does_not_move()
    {
        Action act = () => Red.Loopback.MoveTo(Blue, "other");
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EINVAL);
        failure.Message.Should().StartWith($"Could not move link 'lo' to namespace '{Blue}' from '{Red}': EINVAL");
    }

    [Fact]
    public void Link_is_not_renamed_to_a_name_that_is_taken()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        string before = Links(Red);
        Action act = () => pair.First.Rename("veth1");
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EEXIST);
        failure.Message.Should().StartWith($"Could not rename link 'veth0' to 'veth1' in '{Red}': EEXIST (File exists)").And.EndWith(". A link of the namespace has the name already.");
        Links(Red).Should().Be(before);
        pair.First.Name.Should().Be("veth0");
    }

    [Fact]
    public void Alternative_name_that_is_taken_is_told()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        pair.First.AddAlternativeName("other");
        foreach (string name in new[] { "other", "veth0", "veth1" })
        {
            Action act = () => pair.Second.AddAlternativeName(name);
            NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
            failure.Errno.Should().Be(Errno.EEXIST);
            failure.Message.Should().StartWith($"Could not add alternative name '{name}' to link 'veth1' in '{Red}': EEXIST (File exists)").And.EndWith(name == "other" ? ". The link 'veth0' of the namespace has it as an alternative name." : ". A link of the namespace has the name already.");
        }

        Action remove = () => pair.Second.RemoveAlternativeName("other");
        remove.Should().Throw<NetlinkException>().WithMessage($"Could not remove alternative name 'other' from link 'veth1' in '{Red}': *");
        LinkOracle.Find(Red, "veth0").Texts("altnames").Should().Equal("other");
    }

    [Fact]
    public void Bridge_with_a_name_that_is_taken_is_not_made()
    {
        Red.Links.AddBridge("br0", new BridgeOptions { Priority = 7 });
        string before = Links(Red);
        Action act = () => Red.Links.AddBridge("br0", new BridgeOptions { Priority = 8 });
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EEXIST);
        failure.Target.Should().Be("br0");
        failure.Message.Should().StartWith($"Could not create bridge 'br0' in '{Red}': EEXIST (File exists)")
            .And.EndWith(". There is a link with this name; NetNamespace.Links.Get gets it, and Link.Delete deletes it.");
        Links(Red).Should().Be(before);
        ((Bridge)Red.Links.Get("br0")).Settings.Priority.Should().Be(7);
    }

    [Fact]
    public void Bridge_option_that_the_kernel_lacks_is_named()
    {
        // The kernel refuses the one and passes over the other.
        foreach (BridgeOptions options in new[] { new BridgeOptions { VlanFiltering = true }, new BridgeOptions { DefaultVlan = 7 } })
        {
            try
            {
                Bridge bridge = Red.Links.AddBridge("br0", options);
                BridgeOracle.ShouldAgree(bridge);
                (BridgeOracle.Data(bridge).Number("vlan_filtering") == 1).Should().Be(options.VlanFiltering ?? false);
                BridgeOracle.Data(bridge).Number("vlan_default_pvid").Should().Be(options.DefaultVlan ?? 1);
                bridge.Delete();
            }
            catch (NotSupportedException e)
            {
                e.Message.Should().StartWith($"Could not create bridge 'br0' in '{Red}'").And.Contain("The kernel lacks VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)");
                Red.Links.Find("br0").Should().BeNull();
            }
        }
    }

    [Fact]
    public void Port_that_cannot_be_one_is_told()
    {
        Bridge bridge = Red.Links.AddBridge("br0");
        Action loopback = () => bridge.AddPort(Red.Loopback);
        loopback.Should().Throw<NetlinkException>().WithMessage($"Could not add port 'lo' to bridge 'br0' in '{Red}': EINVAL*");
        Bridge other = Red.Links.AddBridge("br1");
        Action loop = () => bridge.AddPort(other);
        loop.Should().Throw<NetlinkException>().WithMessage($"Could not add port 'br1' to bridge 'br0' in '{Red}': ELOOP*");
        Action elsewhere = () => bridge.AddPort(Blue.Loopback);
        elsewhere.Should().Throw<ArgumentException>().WithMessage($"'lo' is in namespace '{Blue}'*");
        bridge.GetPorts().Should().BeEmpty();
    }

    [Fact]
    public void Address_that_the_link_has_is_told()
    {
        Red.Loopback.AddAddress("10.0.0.1/24");
        Action act = () => Red.Loopback.AddAddress("10.0.0.1/24");
        NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EEXIST);
        failure.Target.Should().Be("10.0.0.1/24");
        failure.Message.Should().StartWith($"Could not add address '10.0.0.1/24' on link 'lo' in '{Red}': EEXIST (File exists)").And.EndWith(". The link has the address; ReplaceAddress changes it.");
        Action delete = () => Red.Loopback.DeleteAddress(InterfaceAddress.Parse("10.0.0.2/24"));
        delete.Should().Throw<NetlinkException>().WithMessage($"Could not delete address '10.0.0.2/24' on link 'lo' in '{Red}': EADDRNOTAVAIL*");
    }

    [Fact]
    public void Route_that_is_there_or_leads_nowhere_is_told()
    {
        Red.Loopback.Up();
        Route route = new(IPNetwork.Parse("10.0.0.0/8")) { LinkIndex = 1 };
        Red.Routes.Add(route);
        Action again = () => Red.Routes.Add(route);
        NetlinkException failure = again.Should().Throw<NetlinkException>().Which;
        failure.Errno.Should().Be(Errno.EEXIST);
        failure.Message.Should().StartWith($"Could not add route '10.0.0.0/8 dev if1' in '{Red}': EEXIST (File exists)").And.EndWith(". There is a route to the destination with the same metric. Replace replaces it.");
        Action nowhere = () => Red.Routes.AddDefault(IPAddress.Parse("192.0.2.1"));
        nowhere.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENETUNREACH);
        Action missing = () => Red.Routes.Delete(new Route(IPNetwork.Parse("10.9.0.0/16")));
        missing.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ESRCH);
    }

    [Fact]
    public void Values_that_a_link_does_not_accept_are_told()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        string before = Links(Red);
        Action mtu = () => pair.First.SetMtu(100_000);
        mtu.Should().Throw<NetlinkException>().WithMessage($"Could not set the MTU of link 'veth0' in '{Red}': EINVAL*");
        Action multicast = () => pair.First.SetAddress(PhysicalAddress.Parse("01-00-00-00-00-07"));
        multicast.Should().Throw<NetlinkException>().WithMessage($"Could not set the link-layer address of link 'veth0' in '{Red}': EADDRNOTAVAIL*");
        Action length = () => pair.First.SetAddress(PhysicalAddress.Parse("02-00-00-00"));
        length.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EINVAL);
        Links(Red).Should().Be(before);
    }

    [Fact]
    public void Link_that_is_gone_is_told()
    {
        VethPair pair = VethPair.Create(Red, "veth0", Red, "veth1");
        Tool.Ip(Red, "link del veth0");
        Action[] acts =
        [
            () => pair.First.Up(), () => pair.First.Refresh(), () => pair.First.Rename("x"), () => pair.First.SetMtu(1400), () => pair.First.SetAlias("x"),
            () => pair.First.AddAlternativeName("x"), () => pair.First.MoveTo(Blue), () => pair.First.MoveTo(Blue, "x"), pair.First.Delete,
            () => pair.First.AddAddress("10.0.0.1/24"), () => pair.First.GetAddresses(), () => Red.Links.Get("veth0"), () => Red.Links.Get(pair.First.Index),
        ];
        foreach (Action act in acts)
        {
            NetlinkException failure = act.Should().Throw<NetlinkException>().Which;
            failure.Errno.Should().Be(Errno.ENODEV);
            failure.Message.Should().EndWith(". There is no such link in this namespace; it may have been deleted or moved to another one.");
        }

        Red.Links.Find("veth0").Should().BeNull();
    }

    /// <summary>Everything that ip-link(8) tells.</summary>
    private static string Links(NetNamespace netNamespace) => Tool.RunIn(netNamespace, "ip", "-d", "link");
}
