using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Forwarding databases, with "bridge fdb" as the oracle.</summary>
[Collection("The kernel")]
public sealed class ForwardingDatabaseTests : KernelTest
{
    private readonly Bridge _bridge;
    private readonly Link _port;
    private readonly Link _second;

    public ForwardingDatabaseTests()
    {
        _bridge = Red.Links.AddBridge("br0").Up();
        _port = AddPort(_bridge, "p0");
        _second = AddPort(_bridge, "p1");
    }

    [Fact]
    public void Entries_that_the_library_adds_are_what_bridge_says()
    {
        ForwardingDatabase database = _bridge.ForwardingDatabase;
        database.Add(Entry(1) with { LinkIndex = _port.Index });
        database.Add(Entry(2) with { LinkIndex = _port.Index, State = ForwardingEntryState.Dynamic });
        database.Add(Entry(3) with { LinkIndex = _second.Index, State = ForwardingEntryState.Static, IsSticky = true });
        database.Add(Entry(4) with { LinkIndex = _second.Index, State = ForwardingEntryState.Dynamic, IsExternallyLearned = true });
        database.Add(Entry(5) with { LinkIndex = _second.Index, State = ForwardingEntryState.Permanent });
        database.Add(Entry(6));
        database.Add(Entry(7) with { LinkIndex = _second.Index, IsSelf = true });
        _port.ForwardingDatabase.Add(Entry(8));
        ShouldAgree();
        JsonElement[] shown = [.. Tool.Json(Red, "bridge", "-j", "fdb", "show", "br", "br0").Where(entry => entry.Text("mac")!.StartsWith("02:fc:", StringComparison.Ordinal))];
        shown.Select(entry => $"{entry.Text("mac")![^1]} {entry.Text("ifname")} {entry.Text("master")} {string.Join(' ', entry.Texts("flags"))} {entry.Text("state")}").Order().Should().Equal(
            "1 p0 br0  static", "2 p0 br0  ", "3 p1 br0 sticky static", "4 p1 br0 extern_learn ", "5 p1 br0  permanent", "6 br0 br0  permanent", "7 p1  self permanent", "8 p0 br0  static");
        // On the other port now.
        database.Replace(Entry(1) with { LinkIndex = _second.Index, State = ForwardingEntryState.Dynamic });
        database.List(new ForwardingFilter { Port = _second }).Should().Contain(entry => entry.Address.Equals(Address(1)) && entry.State == ForwardingEntryState.Dynamic);
        foreach (ForwardingEntry entry in database.Where(entry => IsMade(entry)).ToList())
        {
            // What is listed is deleted, and added again as it was.
            database.Delete(entry);
            database.Should().NotContain(other => other.Address.Equals(entry.Address));
            database.Add(entry);
            Stable(database.Single(other => other.Address.Equals(entry.Address))).Should().Be(Stable(entry));
            database.Delete(entry);
        }

        database.Where(IsMade).Should().BeEmpty();
    }

    [Fact]
    public void An_entry_is_found_as_bridge_finds_it()
    {
        Tool.RunIn(Red, "bridge", "fdb", "add", "02:fc:00:00:00:01", "dev", "p0", "master", "static");
        Tool.RunIn(Red, "bridge", "fdb", "get", "02:fc:00:00:00:01", "br", "br0").Should().Contain("dev p0");
        ForwardingEntry found = _bridge.ForwardingDatabase.Find(Address(1))!;
        Stable(found).Should().Be(Stable(_bridge.ForwardingDatabase.Single(entry => entry.Address.Equals(Address(1)))));
        found.LinkIndex.Should().Be(_port.Index);
        Stable(_port.ForwardingDatabase.Find(Address(1))!).Should().Be(Stable(found));
        _second.ForwardingDatabase.Find(Address(1)).Should().BeNull("the entry is that of another port");
        _bridge.ForwardingDatabase.Find(Address(2)).Should().BeNull();
        _bridge.ForwardingDatabase.Find(Address(1), vlanId: 7).Should().BeNull();
        _port.Invoking(port => port.ForwardingDatabase.Find(Address(1), self: true)).Should().Throw<NotSupportedException>("a veth link has no such table").WithMessage("*5.0*");
        _port.Invoking(port => port.ForwardingDatabase.Find(Address(1), vlanId: 4095)).Should().Throw<ArgumentOutOfRangeException>();
        _port.Delete();
        _port.Invoking(port => port.ForwardingDatabase.Find(Address(1))).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
    }

    [Fact]
    public void Entries_that_bridge_adds_are_read()
    {
        Tool.RunIn(Red, "bridge", "fdb", "add", "02:fc:00:00:00:01", "dev", "p0", "master", "static");
        Tool.RunIn(Red, "bridge", "fdb", "add", "02:fc:00:00:00:02", "dev", "p0", "master", "dynamic", "extern_learn");
        Tool.RunIn(Red, "bridge", "fdb", "add", "02:fc:00:00:00:03", "dev", "p1", "self");
        Tool.RunIn(Red, "bridge", "fdb", "add", "02:fc:00:00:00:04", "dev", "br0", "self", "local");
        ShouldAgree();
        _port.ForwardingDatabase.Where(IsMade).Select(entry => (entry.Address, entry.State, entry.IsExternallyLearned)).Should().BeEquivalentTo(
            [(Address(1), ForwardingEntryState.Static, false), (Address(2), ForwardingEntryState.Dynamic, true)]);
        _second.ForwardingDatabase.Where(IsMade).Should().ContainSingle().Which.IsSelf.Should().BeTrue();
    }

    [Fact]
    public async Task Addresses_that_the_bridge_learns_are_listed()
    {
        VethPair pair = VethPair.Create(Red, "p2", Blue, "eth0");
        _bridge.AddPort(pair.First);
        pair.Connect();
        _bridge.AddAddress("10.0.0.1/24");
        pair.Second.AddAddress("10.0.0.2/24");
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (!(await Blue.PingAsync(IPAddress.Parse("10.0.0.1"), cancellationToken: TestContext.Current.CancellationToken)).Succeeded)
        {
            DateTime.UtcNow.Should().BeBefore(deadline);
        }

        ForwardingEntry learned = _bridge.ForwardingDatabase.List(new ForwardingFilter { Port = pair.First, State = ForwardingEntryState.Dynamic })
            .Should().ContainSingle(entry => entry.Address.Equals(pair.Second.Info.Address)).Which;
        learned.MasterIndex.Should().Be(_bridge.Index);
        learned.SinceUsed.Should().BeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Entries_are_flushed_by_a_filter()
    {
        ForwardingDatabase database = _bridge.ForwardingDatabase;
        void Fill()
        {
            database.Replace(Entry(1) with { LinkIndex = _port.Index, State = ForwardingEntryState.Static });
            database.Replace(Entry(2) with { LinkIndex = _port.Index, State = ForwardingEntryState.Dynamic });
            database.Replace(Entry(3) with { LinkIndex = _second.Index, State = ForwardingEntryState.Static, IsSticky = true });
            database.Replace(Entry(4) with { LinkIndex = _second.Index, State = ForwardingEntryState.Dynamic, IsExternallyLearned = true });
        }

        void ShouldLeave(ForwardingFilter? filter, params int[] left)
        {
            Fill();
            Flush(database, filter);
            database.Where(IsMade).Select(entry => (int)entry.Address.GetAddressBytes()[5]).Should().BeEquivalentTo(left);
        }

        ShouldLeave(new ForwardingFilter { Port = _port }, 3, 4);
        ShouldLeave(new ForwardingFilter { State = ForwardingEntryState.Dynamic }, 1, 3);
        ShouldLeave(new ForwardingFilter { State = ForwardingEntryState.Static }, 2, 4);
        ShouldLeave(new ForwardingFilter { IsSticky = true }, 1, 2, 4);
        ShouldLeave(new ForwardingFilter { IsExternallyLearned = false, State = ForwardingEntryState.Dynamic }, 1, 3, 4);
        ShouldLeave(new ForwardingFilter { IsAddedByUser = false }, 1, 2, 3, 4);
        ShouldLeave(new ForwardingFilter { VlanId = 77 }, 1, 2, 3, 4);
        ShouldLeave(null);
        Fill();
        Flush(_second.ForwardingDatabase, null);
        database.Where(IsMade).Should().OnlyContain(entry => entry.LinkIndex == _port.Index);
    }

    [Fact]
    public void Other_bridges_are_left_alone()
    {
        Bridge other = Red.Links.AddBridge("br1").Up();
        Link port = AddPort(other, "q0");
        other.ForwardingDatabase.Add(Entry(1) with { LinkIndex = port.Index });
        other.ForwardingDatabase.Add(Entry(2));
        _bridge.ForwardingDatabase.Where(IsMade).Should().BeEmpty();
        _bridge.ForwardingDatabase.Should().NotContain(entry => entry.LinkIndex == other.Index || entry.LinkIndex == port.Index);
        foreach (Action act in new Action[]
        {
            () => _bridge.ForwardingDatabase.Add(Entry(3) with { LinkIndex = port.Index }),
            () => _bridge.ForwardingDatabase.Delete(Entry(1) with { LinkIndex = port.Index }),
            () => _port.ForwardingDatabase.Add(Entry(3) with { LinkIndex = _second.Index }),
            () => _port.ForwardingDatabase.Flush(new ForwardingFilter { Port = _second }),
        })
        {
            act.Should().Throw<ArgumentException>();
        }

        Flush(_bridge.ForwardingDatabase, null);
        other.ForwardingDatabase.Count(IsMade).Should().Be(2);
    }

    [Fact]
    public void Refusals_tell_why()
    {
        ForwardingDatabase database = _bridge.ForwardingDatabase;
        database.Add(Entry(1) with { LinkIndex = _port.Index });
        FluentActions.Invoking(() => database.Add(Entry(1) with { LinkIndex = _second.Index })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EEXIST)
            .WithMessage($"Could not add forwarding entry '02:fc:00:00:00:01 dev #{_second.Index}' of link 'br0' in '{Red}': EEXIST*Replace replaces it*");
        FluentActions.Invoking(() => database.Delete(Entry(9) with { LinkIndex = _port.Index })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENOENT);
        FluentActions.Invoking(() => database.Add(Entry(2) with { LinkIndex = _port.Index, VlanId = 77 })).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.EINVAL)
            .WithMessage("*'p0' does not have the VLAN 77*");
        _bridge.Delete();
        FluentActions.Invoking(() => database.List()).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
        FluentActions.Invoking(() => database.Add(Entry(1))).Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENODEV);
    }

    [Fact]
    public void Tunnel_ends_of_vxlan_are_what_bridge_says()
    {
        Link vxlan = AddVxlan();
        ForwardingDatabase database = vxlan.ForwardingDatabase;
        ForwardingEntry everything = new(new PhysicalAddress(new byte[6]));
        database.Append(everything with { Destination = IPAddress.Parse("10.0.0.1") });
        database.Append(everything with { Destination = IPAddress.Parse("10.0.0.2"), DestinationPort = 4790, NetworkId = 8, DestinationLinkIndex = _port.Index });
        database.Add(Entry(1) with { Destination = IPAddress.Parse("10.0.0.3"), State = ForwardingEntryState.Static });
        Tool.RunIn(Red, "bridge", "fdb", "add", "02:fc:00:00:00:02", "dev", "vx0", "dst", "10.0.0.4");
        List<JsonElement> shown = Tool.Json(Red, "bridge", "-j", "fdb", "show", "dev", "vx0");
        database.Where(entry => entry.Destination is not null)
            .Select(entry => $"{entry.ToString().Split(' ')[0]} {entry.Destination} {entry.DestinationPort} {entry.NetworkId} {entry.DestinationLinkIndex} {entry.State}".ToLowerInvariant())
            .Should().BeEquivalentTo(shown.Where(entry => entry.Text("dst") is not null)
                .Select(entry => $"{entry.Text("mac")} {entry.Text("dst")} {entry.Text("port")} {entry.Text("vni")} {(entry.Text("viaIf") is { } via ? Red.Links.Get(via).Index : null)} {entry.Text("state")}"));
        database.Count(entry => entry.Address.Equals(everything.Address)).Should().Be(2);
        database.Delete(database.Single(entry => entry.NetworkId == 8));
        database.Count(entry => entry.Address.Equals(everything.Address)).Should().Be(1);
        // As a port it has entries in both tables.
        _bridge.AddPort(vxlan);
        _bridge.ForwardingDatabase.Add(Entry(1) with { LinkIndex = vxlan.Index });
        database.List(new ForwardingFilter { IsSelf = true }).Should().Contain(entry => entry.Address.Equals(Address(1)) && entry.IsSelf);
        database.List(new ForwardingFilter { IsSelf = false }).Should().Contain(entry => entry.Address.Equals(Address(1)) && entry.MasterIndex == _bridge.Index);
        Flush(database, new ForwardingFilter { IsSelf = true });
        database.List(new ForwardingFilter { IsSelf = true }).Where(IsMade).Should().BeEmpty();
        database.Where(IsMade).Should().ContainSingle();
    }

    [Fact]
    public void Nexthop_objects_of_vxlan_are_read_and_written()
    {
        Link vxlan = AddVxlan();
        FluentActions.Invoking(() => vxlan.ForwardingDatabase.Add(Entry(1) with { NexthopId = 5 })).Should().Throw<NetlinkException>().WithMessage("*Nexthop id does not exist*");
        Tool.Ip(Red, "nexthop add id 7 via 10.0.0.1 fdb", "nexthop add id 5 group 7 fdb");
        vxlan.ForwardingDatabase.Add(Entry(1) with { NexthopId = 5 });
        vxlan.ForwardingDatabase.Single(IsMade).NexthopId.Should().Be(5);
        Tool.Json(Red, "bridge", "-j", "fdb", "show", "dev", "vx0").Single(entry => entry.Text("mac") == "02:fc:00:00:00:01").Number("nhid").Should().Be(5);
    }

    [Fact]
    public void Dynamic_entry_of_a_port_that_does_not_forward_is_explained()
    {
        VethPair pair = VethPair.Create(Red, "p2", Red, "p2-peer");
        _bridge.AddPort(pair.First);
        FluentActions.Invoking(() => _bridge.ForwardingDatabase.Add(Entry(1) with { LinkIndex = pair.First.Index, State = ForwardingEntryState.Dynamic })).Should().Throw<NetlinkException>()
            .Where(e => e.Errno == Errno.EPERM).WithMessage("*The port 'p2' does not forward*");
        _bridge.ForwardingDatabase.Add(Entry(1) with { LinkIndex = pair.First.Index });
    }

    /// <summary>Adds a port, and waits until it forwards: the kernel notices a carrier later.</summary>
    private VethLink AddPort(Bridge bridge, string name)
    {
        VethPair pair = VethPair.Create(Red, name, Red, name + "-peer").Connect();
        bridge.AddPort(pair.First);
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (bridge.GetPorts().Single(port => port.Link.Name == name).State != BridgePortState.Forwarding)
        {
            DateTime.UtcNow.Should().BeBefore(deadline);
        }

        return pair.First;
    }

    private Link AddVxlan()
    {
        try
        {
            Tool.Ip(Red, "link add vx0 type vxlan id 7 dstport 4789 local 127.0.0.1");
        }
        catch (InvalidOperationException e) when (e.Message.Contains("Unknown device type", StringComparison.Ordinal))
        {
            Assert.Skip("The kernel has no VXLAN links (CONFIG_VXLAN).");
        }

        return Red.Links.Get("vx0");
    }

    private static void Flush(ForwardingDatabase database, ForwardingFilter? filter)
    {
        try
        {
            database.Flush(filter);
        }
        catch (NotSupportedException e)
        {
            e.Message.Should().EndWith("A kernel flushes the tables of bridges since 5.19 and those of VXLAN links since 6.7.");
            Assert.Skip("The kernel cannot flush this forwarding database (5.19, for VXLAN 6.7).");
        }
    }

    private static PhysicalAddress Address(byte last) => new([2, 0xfc, 0, 0, 0, last]);

    private static ForwardingEntry Entry(byte last) => new(Address(last));

    private static bool IsMade(ForwardingEntry entry) => entry.Address.GetAddressBytes().AsSpan().StartsWith((byte[])[2, 0xfc, 0, 0, 0]);

    /// <summary>The entry without its times.</summary>
    private static string Stable(ForwardingEntry entry) => $"{entry} {entry.IsSticky} {entry.IsExternallyLearned} {entry.MasterIndex}";

    private void ShouldAgree() => Facts.ShouldAgree(
        () => _bridge.ForwardingDatabase.Select(Told).OrderBy(facts => facts["Entry"], StringComparer.Ordinal),
        () => Tool.Json(Red, "bridge", "-j", "fdb", "show", "br", "br0").Select(Shown).OrderBy(facts => facts["Entry"], StringComparer.Ordinal));

    private Facts Told(ForwardingEntry entry)
    {
        Facts facts = [];
        facts.Set("Entry", $"{entry.ToString().Split(' ')[0]} {Red.Links.Get(entry.LinkIndex!.Value).Name} {entry.VlanId}");
        facts.Set("Master", entry.MasterIndex is { } master ? Red.Links.Get(master).Name : null);
        facts.Set("State", entry.State == ForwardingEntryState.Dynamic ? string.Empty : entry.State.ToString()!.ToLowerInvariant());
        string?[] flags = [entry.IsSelf ? "self" : null, entry.IsSticky ? "sticky" : null, entry.IsExternallyLearned ? "extern_learn" : null, entry.IsOffloaded ? "offload" : null];
        facts.Set("Flags", string.Join(' ', flags.Where(flag => flag is not null).Order(StringComparer.Ordinal)));
        return facts;
    }

    private static Facts Shown(JsonElement entry)
    {
        Facts facts = [];
        facts.Set("Entry", $"{entry.Text("mac")} {entry.Text("ifname")} {entry.Text("vlan")}");
        facts.Set("Master", entry.Text("master"));
        facts.Set("State", entry.Text("state"));
        facts.Set("Flags", string.Join(' ', entry.Texts("flags").Order(StringComparer.Ordinal)));
        return facts;
    }
}
