using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Multicast databases, with "bridge mdb" as the oracle.</summary>
[Collection("The kernel")]
public sealed class MulticastDatabaseTests : KernelTest
{
    private readonly Bridge _bridge;
    private readonly VethPair _pair;
    private readonly Link _port;

    public MulticastDatabaseTests()
    {
        _bridge = Red.Links.AddBridge("br0").Up();
        _pair = VethPair.Create(Red, "p0", Blue, "eth0").Connect();
        _port = _pair.First;
        _bridge.AddPort(_port);
    }

    [Fact]
    public void Many_entries_are_deleted_in_one_request()
    {
        RequireSnooping();
        Link second = VethPair.Create(Red, "p1", Blue, "eth1").Connect().First;
        _bridge.AddPort(second);
        SpinWait.SpinUntil(() => Array.TrueForAll([_port, second], port => _bridge.GetPort(port).State == BridgePortState.Forwarding), TimeSpan.FromSeconds(30)).Should().BeTrue();
        MulticastEntry[] entries =
        [
            new(IPAddress.Parse("239.1.1.1")) { LinkIndex = _port.Index, IsPermanent = true },
            new(IPAddress.Parse("239.1.1.2")) { LinkIndex = _port.Index },
            new(IPAddress.Parse("239.1.1.3")) { LinkIndex = second.Index, IsPermanent = true, VlanId = 1 },
            new(IPAddress.Parse("ff0e::4")) { LinkIndex = second.Index },
            new(IPAddress.Parse("239.1.1.5")),
        ];
        ShouldLeave(new MulticastFilter { Port = _port }, 2, 3, 4);
        ShouldLeave(new MulticastFilter { Port = _bridge }, 0, 1, 2, 3);
        ShouldLeave(new MulticastFilter { IsPermanent = false }, 0, 2);
        ShouldLeave(new MulticastFilter { VlanId = 1 }, 0, 1, 3, 4);
        ShouldLeave(new MulticastFilter { Protocol = RouteProtocol.Bgp }, 0, 1, 2, 3, 4);
        ShouldLeave(new MulticastFilter { Port = second, IsPermanent = true }, 0, 1, 3, 4);
        ShouldLeave(null);

        void ShouldLeave(MulticastFilter? filter, params int[] left)
        {
            foreach (MulticastEntry entry in entries.Where(entry => !Made().Any(other => other.Group!.Equals(entry.Group))))
            {
                _bridge.MulticastDatabase.Add(entry);
            }

            try
            {
                _bridge.MulticastDatabase.Flush(filter);
            }
            catch (NotSupportedException) when (Environment.OSVersion.Version < new Version(6, 8))
            {
                Assert.Skip("The kernel has no requests to flush multicast databases (Linux 6.8).");
            }

            Made().Select(entry => entry.Group).Should().BeEquivalentTo(left.Select(index => entries[index].Group));
            ShouldAgree();
        }
    }

    [Fact]
    public void Entries_that_the_library_adds_are_what_bridge_says()
    {
        RequireSnooping();
        MulticastEntry[] entries =
        [
            new(IPAddress.Parse("239.1.1.1")) { LinkIndex = _port.Index, IsPermanent = true },
            new(IPAddress.Parse("239.1.1.2")) { LinkIndex = _port.Index, IsPermanent = true, Source = IPAddress.Parse("10.0.0.9") },
            new(IPAddress.Parse("ff0e::5")) { LinkIndex = _port.Index, IsPermanent = true, Source = IPAddress.Parse("2001:db8::1") },
            new(IPAddress.Parse("239.1.1.3")),
        ];
        foreach (MulticastEntry entry in entries)
        {
            _bridge.MulticastDatabase.Add(entry);
        }

        ShouldAgree();
        _bridge.MulticastDatabase.Single(entry => entry.Group!.Equals(IPAddress.Parse("239.1.1.3"))).LinkIndex.Should().Be(_bridge.Index);
        foreach (MulticastEntry entry in Made())
        {
            // What is listed is deleted, and added again as it was.
            _bridge.MulticastDatabase.Delete(entry);
            Made().Should().NotContain(other => other.Group!.Equals(entry.Group));
            _bridge.MulticastDatabase.Add(entry);
            MulticastEntry again = Made().Single(other => other.Group!.Equals(entry.Group));
            (again with { ExpiresAfter = null, Sources = [] }).Should().BeEquivalentTo(entry with { ExpiresAfter = null, Sources = [] });
        }

        ShouldAgree();
    }

    [Fact]
    public void Entries_that_bridge_adds_are_read()
    {
        RequireSnooping();
        Tool.RunIn(Red, "bridge", "mdb", "add", "dev", "br0", "port", "p0", "grp", "239.1.1.1", "permanent");
        Tool.RunIn(Red, "bridge", "mdb", "add", "dev", "br0", "port", "p0", "grp", "239.1.1.2", "src", "10.0.0.9", "temp");
        Tool.RunIn(Red, "bridge", "mdb", "add", "dev", "br0", "port", "br0", "grp", "ff0e::7", "temp");
        ShouldAgree();
        Made().Should().HaveCount(3);
        MulticastEntry temporary = Made().Single(entry => entry.Source is not null);
        temporary.IsPermanent.Should().BeFalse();
        temporary.ExpiresAfter.Should().BePositive();
    }

    [Fact]
    public void Link_layer_groups_are_added()
    {
        RequireSnooping();
        MulticastEntry entry = new(PhysicalAddress.Parse("01-02-03-04-05-06")) { LinkIndex = _port.Index, IsPermanent = true };
        try
        {
            _bridge.MulticastDatabase.Add(entry);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EINVAL && Environment.OSVersion.Version < new Version(5, 11))
        {
            Assert.Skip("The kernel has no link-layer groups in bridges (5.11).");
        }

        _bridge.MulticastDatabase.Should().ContainSingle(other => other.LinkLayerGroup != null).Which.LinkLayerGroup.Should().Be(entry.LinkLayerGroup);
        ShouldAgree();
        FluentActions.Invoking(() => _bridge.MulticastDatabase.Add(new MulticastEntry(PhysicalAddress.Parse("02-02-03-04-05-06")) { LinkIndex = _port.Index, IsPermanent = true }))
            .Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EINVAL);
        _bridge.MulticastDatabase.Delete(entry);
        _bridge.MulticastDatabase.Should().NotContain(other => other.LinkLayerGroup != null);
    }

    [Fact]
    public void Sources_and_mode_are_replaced()
    {
        RequireSnooping();
        Tool.Ip(Red, "link set br0 type bridge mcast_igmp_version 3 mcast_mld_version 2");
        MulticastEntry entry = new(IPAddress.Parse("239.1.1.1"))
        {
            LinkIndex = _port.Index,
            IsPermanent = true,
            FilterMode = MulticastFilterMode.Include,
            Sources = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")],
        };
        try
        {
            _bridge.MulticastDatabase.Add(entry);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EINVAL && Environment.OSVersion.Version < new Version(6, 3))
        {
            e.AttributeName.Should().StartWith("MDBA_SET_ENTRY_ATTRS");
            Assert.Skip("The kernel has no lists of sources in requests about multicast databases (6.3).");
        }

        MulticastEntry listed = Made().Single(other => other.Source is null);
        listed.FilterMode.Should().Be(MulticastFilterMode.Include);
        listed.Sources.Should().BeEquivalentTo(entry.Sources);
        JsonElement shown = Tool.Json(Red, "bridge", "-d", "-j", "mdb").Single().GetProperty("mdb").EnumerateArray()
            .Single(other => other.Text("grp") == "239.1.1.1" && other.Text("src") is null);
        shown.Text("filter_mode").Should().Be("include");
        shown.GetProperty("source_list").EnumerateArray().Select(source => source.Text("address")).Should().BeEquivalentTo("10.0.0.1", "10.0.0.2");
        // The kernel forwards by an entry for each source.
        Made().Where(other => other.Source is not null).Select(other => other.Source).Should().BeEquivalentTo(entry.Sources);

        _bridge.MulticastDatabase.Replace(entry with { FilterMode = MulticastFilterMode.Exclude, Sources = [IPAddress.Parse("10.0.0.3")], Protocol = (RouteProtocol)186 });
        listed = Made().Single(other => other.Source is null);
        (listed.FilterMode, listed.Protocol).Should().Be(((MulticastFilterMode?)MulticastFilterMode.Exclude, (RouteProtocol?)186));
        listed.Sources.Should().Equal(IPAddress.Parse("10.0.0.3"));
        Made().Single(other => other.Source is not null).IsBlocked.Should().BeTrue();
        _bridge.MulticastDatabase.Delete(listed);
        Made().Should().BeEmpty();
    }

    [Fact]
    public void Groups_that_hosts_join_are_listed()
    {
        RequireSnooping();
        _pair.Second.AddAddress("10.0.0.2/24");
        using Socket socket = Blue.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        IPAddress group = IPAddress.Parse("239.1.1.9");
        MulticastOption membership = new(group, _pair.Second.Index);
        MulticastEntry? learned = null;
        for (int attempt = 0; attempt < 20 && learned is null; attempt++)
        {
            // A report that is sent before the port forwards is lost, so the host joins again. It stays a member meanwhile:
            // the kernel sends the report some milliseconds later, and none for a group that has been left by then.
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, membership);
            long joined = Stopwatch.GetTimestamp();
            do
            {
                Thread.Sleep(1);
                learned = Made().Find(entry => entry.Group!.Equals(group));
            }
            while (learned is null && Stopwatch.GetElapsedTime(joined) < TimeSpan.FromSeconds(2));

            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.DropMembership, membership);
        }

        learned.Should().NotBeNull("the host has joined the group");
        learned!.LinkIndex.Should().Be(_port.Index);
        learned.IsPermanent.Should().BeFalse();
    }

    [Fact]
    public void Router_ports_are_what_bridge_says()
    {
        RequireSnooping();
        _bridge.MulticastDatabase.ListRouterPorts().Should().BeEmpty();
        Tool.Ip(Red, "link set p0 type bridge_slave mcast_router 2");
        MulticastRouterPort port = _bridge.MulticastDatabase.ListRouterPorts().Should().ContainSingle().Which;
        (port.LinkIndex, port.Type, port.ExpiresAfter).Should().Be((_port.Index, MulticastRouterType.Permanent, (TimeSpan?)null));
        JsonElement shown = Tool.Json(Red, "bridge", "-d", "-s", "-j", "mdb").Single().GetProperty("router").GetProperty("br0")[0];
        (shown.Text("port"), shown.Text("type")).Should().Be(("p0", "permanent"));
    }

    [Fact]
    public void Refusals_tell_why()
    {
        RequireSnooping();
        MulticastDatabase database = _bridge.MulticastDatabase;
        MulticastEntry entry = new(IPAddress.Parse("239.1.1.1")) { LinkIndex = _port.Index, IsPermanent = true };
        database.Add(entry);
        FluentActions.Invoking(() => database.Add(entry)).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EEXIST)
            .WithMessage($"Could not add multicast entry 'port #{_port.Index} grp 239.1.1.1 permanent' of link 'br0' in '{Red}': EEXIST*");
        FluentActions.Invoking(() => database.Add(new MulticastEntry(IPAddress.Parse("224.0.0.1")) { LinkIndex = _port.Index })).Should().Throw<NetlinkException>()
            .Where(e => e.Errno == Errno.EINVAL);
        FluentActions.Invoking(() => database.Add(entry with { LinkIndex = 1 })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EINVAL);
        FluentActions.Invoking(() => database.Delete(new MulticastEntry(IPAddress.Parse("239.1.1.5")) { LinkIndex = _port.Index })).Should().Throw<NetlinkException>();
        _bridge.Delete();
        FluentActions.Invoking(() => database.List()).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
    }

    [Fact]
    public void Other_bridges_are_left_alone()
    {
        RequireSnooping();
        Bridge other = Red.Links.AddBridge("br1").Up();
        other.MulticastDatabase.Add(new MulticastEntry(IPAddress.Parse("239.1.1.1")));
        Made().Should().BeEmpty();
        _port.MulticastDatabase.Should().BeEmpty();
        other.MulticastDatabase.Should().Contain(entry => entry.Group!.Equals(IPAddress.Parse("239.1.1.1")));
    }

    [Fact]
    public void Vxlan_has_a_multicast_database()
    {
        try
        {
            Tool.Ip(Red, "link add vx0 type vxlan id 7 dstport 4789 local 127.0.0.1", "link set vx0 up");
        }
        catch (InvalidOperationException e) when (e.Message.Contains("Unknown device type", StringComparison.Ordinal))
        {
            Assert.Skip("The kernel has no VXLAN links (CONFIG_VXLAN).");
        }

        MulticastDatabase database = Red.Links.Get("vx0").MulticastDatabase;
        MulticastEntry entry = new(IPAddress.Parse("239.1.1.1"))
        {
            IsPermanent = true,
            Destination = IPAddress.Parse("10.0.0.1"),
            DestinationPort = 4790,
            NetworkId = 8,
            DestinationLinkIndex = _port.Index,
        };
        try
        {
            database.Add(entry);
        }
        catch (NetlinkException) when (Environment.OSVersion.Version < new Version(6, 4))
        {
            Assert.Skip("The kernel has no multicast databases of VXLAN links (6.4).");
        }

        MulticastEntry listed = database.Should().ContainSingle().Which;
        listed.Should().BeEquivalentTo(entry, options => options.Including(e => e.Destination).Including(e => e.DestinationPort).Including(e => e.NetworkId).Including(e => e.DestinationLinkIndex).Including(e => e.IsPermanent));
        database.Delete(listed);
        database.Should().BeEmpty();
    }

    [Fact]
    public void Kernel_without_snooping_is_named()
    {
        Assert.SkipWhen(BridgeOracle.Data(_bridge).Number("mcast_snooping") is not null, "This is for kernels without multicast snooping of bridges.");
        FluentActions.Invoking(() => _bridge.MulticastDatabase.Add(new MulticastEntry(IPAddress.Parse("239.1.1.1")))).Should().Throw<NotSupportedException>()
            .WithMessage("*The kernel lacks multicast snooping of bridges (CONFIG_BRIDGE_IGMP_SNOOPING).");
    }

    private void RequireSnooping() =>
        Assert.SkipWhen(BridgeOracle.Data(_bridge).Number("mcast_snooping") is null, "The kernel has no multicast snooping of bridges (CONFIG_BRIDGE_IGMP_SNOOPING).");

    /// <summary>What the test has made: the hosts join groups of their own.</summary>
    private List<MulticastEntry> Made() => [.. _bridge.MulticastDatabase.Where(entry => entry.Group is not null && IsMade(entry.Group.ToString()))];

    private static bool IsMade(string group) => group.StartsWith("239.1.1.", StringComparison.Ordinal) || group.StartsWith("ff0e:", StringComparison.Ordinal) || group.StartsWith("01:02:", StringComparison.Ordinal);

    private void ShouldAgree() => Facts.ShouldAgree(
        () => _bridge.MulticastDatabase.Select(Told).Where(facts => IsMade(facts["Group"])).OrderBy(facts => facts["Group"], StringComparer.Ordinal),
        () => Tool.Json(Red, "bridge", "-d", "-j", "mdb", "show", "dev", "br0").SelectMany(table => table.GetProperty("mdb").EnumerateArray()).Select(Shown)
            .Where(facts => IsMade(facts["Group"])).OrderBy(facts => facts["Group"], StringComparer.Ordinal));

    private Facts Told(MulticastEntry entry)
    {
        Facts facts = [];
        facts.Set("Group", entry.Group?.ToString() ?? string.Join(':', entry.LinkLayerGroup!.GetAddressBytes().Select(part => $"{part:x2}")));
        facts.Set("Port", Red.Links.Get(entry.LinkIndex!.Value).Name);
        facts.Set("Source", entry.Source);
        facts.Set("Vlan", entry.VlanId);
        facts.Set("State", entry.IsPermanent ? "permanent" : "temp");
        facts.Set("Protocol", entry.Protocol?.ToString().ToLowerInvariant());
        facts.Set("Mode", entry.FilterMode?.ToString().ToLowerInvariant());
        return facts;
    }

    private static Facts Shown(JsonElement entry)
    {
        Facts facts = [];
        facts.Set("Group", entry.Text("grp"));
        facts.Set("Port", entry.Text("port"));
        facts.Set("Source", entry.Text("src"));
        facts.Set("Vlan", entry.Text("vid"));
        facts.Set("State", entry.Text("state"));
        facts.Set("Protocol", entry.Text("protocol"));
        facts.Set("Mode", entry.Text("filter_mode"));
        return facts;
    }
}
