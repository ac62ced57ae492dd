using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Nexthops;

[Collection("The kernel")]
public sealed class NexthopTests : NetworkTest
{
    private static readonly string[] s_commands =
    [
        "id 1 via 10.0.0.2 dev a0",
        "id 2 via 2001:db8::2 dev a0 proto static",
        "id 3 dev a0",
        "id 4 via 10.99.0.2 dev a0 onlink",
        "id 5 blackhole proto bird",
        "id 6 group 1,3/3",
        "id 7 via 10.0.0.3 fdb",
        "id 8 group 7 fdb",
        "id 9 encap seg6 mode encap segs fc00::1,fc00::2 via 2001:db8::2 dev a0",
        "id 10 group 1/4,2 type resilient buckets 16 idle_timer 60 unbalanced_timer 300",
    ];

    private IEnumerable<Nexthop> Objects =>
    [
        new() { Id = 1, Gateway = IPAddress.Parse("10.0.0.2"), LinkName = "a0" },
        new() { Id = 2, Gateway = IPAddress.Parse("2001:db8::2"), LinkIndex = First.Index, Protocol = RouteProtocol.Static },
        new() { Id = 3, LinkName = "a0" },
        new() { Id = 4, Gateway = IPAddress.Parse("10.99.0.2"), LinkName = "a0", OnLink = true },
        new() { Id = 5, Blackhole = true, Protocol = RouteProtocol.Bird },
        new() { Id = 6, Group = [new NexthopGroupMember(1, 3), new NexthopGroupMember(3)] },
        new() { Id = 7, Gateway = IPAddress.Parse("10.0.0.3"), ForwardingDatabase = true },
        new() { Id = 8, Group = [new NexthopGroupMember(7)], ForwardingDatabase = true },
        new() { Id = 9, Gateway = IPAddress.Parse("2001:db8::2"), LinkName = "a0", Encapsulation = new SegmentRoutingEncapsulation(SegmentRoutingMode.Encapsulate, IPAddress.Parse("fc00::1"), IPAddress.Parse("fc00::2")) },
        new()
        {
            Id = 10,
            Group = [new NexthopGroupMember(1), new NexthopGroupMember(4, 2)],
            GroupType = NexthopGroupType.Resilient,
            Buckets = 16,
            IdleTimer = TimeSpan.FromSeconds(60),
            UnbalancedTimer = TimeSpan.FromSeconds(300),
        },
    ];

    [Fact]
    public void Objects_are_the_same_in_both_directions()
    {
        // The last is a resilient group.
        bool hasAll = Environment.OSVersion.Version >= new Version(5, 13);
        Nexthop[] objects = [.. Objects.SkipLast(hasAll ? 0 : 1)];
        Nexthop[] added = [.. objects.Select(Red.Nexthops.Add)];
        if (!hasAll)
        {
            FluentActions.Invoking(() => Red.Nexthops.Add(Objects.Last())).Should().Throw<NotSupportedException>().WithMessage("*kernel 5.13*");
        }

        string[] lines = Lines();
        Nexthop[] listed = [.. Red.Nexthops];
        listed.Should().Equal(added, "the kernel echoes what it adds");
        listed.Select(nexthop => nexthop.ToString()).Should().Equal(lines);
        listed.Select(nexthop => nexthop.Id).Should().Equal(objects.Select(nexthop => nexthop.Id));
        Red.Nexthops.Flush(new NexthopFilter()).Should().Be(objects.Length);
        Red.Nexthops.Should().BeEmpty();

        Tool.Ip(Red, [.. s_commands.Take(objects.Length).Select(command => $"nexthop add {command}")]);
        Lines().Should().Equal(lines);
        Red.Nexthops.Should().Equal(listed);
        foreach (Nexthop nexthop in listed.Reverse())
        {
            Red.Nexthops.Delete(nexthop.Id!.Value);
        }

        Lines().Should().BeEmpty();
        foreach (Nexthop nexthop in listed)
        {
            Red.Nexthops.Add(nexthop);
        }

        Lines().Should().Equal(lines, "what is listed is added again as it was");
    }

    [Fact]
    public void Number_is_chosen_by_the_kernel_and_returned()
    {
        Nexthop nexthop = Red.Nexthops.Add(new Nexthop { Gateway = IPAddress.Parse("10.0.0.2"), LinkName = "a0" });
        nexthop.Id.Should().BePositive();
        nexthop.Scope.Should().NotBeNull();
        Red.Nexthops.Get(nexthop.Id!.Value).Should().Be(nexthop);
        Red.Nexthops.Find(4711).Should().BeNull();
        Action act = () => Red.Nexthops.Get(4711);
        act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void Routes_share_an_object_and_go_with_it()
    {
        Red.Nexthops.Add(new Nexthop { Id = 1, Gateway = IPAddress.Parse("10.0.0.2"), LinkName = "a0" });
        Red.Nexthops.Add(new Nexthop { Id = 2, Gateway = IPAddress.Parse("10.0.0.3"), LinkName = "a0" });
        Red.Nexthops.Add(new Nexthop { Id = 3, Group = [new NexthopGroupMember(1, 2), new NexthopGroupMember(2)] });
        Red.Routes.Add(new Route(IPNetwork.Parse("10.1.0.0/16")) { NextHopId = 1 });
        Red.Routes.Add(new Route(IPNetwork.Parse("10.2.0.0/16")) { NextHopId = 3 });
        RouteOracle.ShouldAgree(Red);
        RouteOracle.ShouldReadTheSame(Red);
        Route[] listed = [.. Red.Routes.List(new RouteFilter { Protocol = RouteProtocol.Boot })];
        listed.Select(route => route.NextHopId).Should().Equal(1, 3);
        listed[0].Gateway.Should().Be(IPAddress.Parse("10.0.0.2"));
        listed[1].NextHops.Should().HaveCount(2);

        Red.Nexthops.Replace(new Nexthop { Id = 1, Gateway = IPAddress.Parse("10.0.0.9"), LinkName = "a0" });
        Red.Routes.Lookup(IPAddress.Parse("10.1.2.3")).Gateway.Should().Be(IPAddress.Parse("10.0.0.9"));
        Red.Nexthops.Delete(1);
        Red.Routes.List(new RouteFilter { Destination = IPNetwork.Parse("10.1.0.0/16") }).Should().BeEmpty();
    }

    [Fact]
    public void Kernel_applies_the_filter_of_a_list()
    {
        Tool.Ip(Red, [.. s_commands.Take(8).Select(command => $"nexthop add {command}")]);
        Tool.Ip(Red, "nexthop add id 20 dev a1");
        Ids(new NexthopFilter { LinkName = "a0" }).Should().Equal(1, 2, 3, 4);
        Ids(new NexthopFilter { Groups = true }).Should().Equal(6, 8);
        Ids(new NexthopFilter { ForwardingDatabase = true }).Should().Equal(7, 8);
        Ids(new NexthopFilter { Protocol = RouteProtocol.Bird }).Should().Equal(5);
        Red.Nexthops.Flush(new NexthopFilter { LinkName = "a1" }).Should().Be(1);
        Ids(new NexthopFilter()).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);

        IEnumerable<long?> Ids(NexthopFilter filter) => Red.Nexthops.List(filter).Select(nexthop => nexthop.Id);
    }

    [Fact]
    public void Device_must_be_up_and_the_error_says_so()
    {
        First.Down();
        Action act = () => Red.Nexthops.Add(new Nexthop { Gateway = IPAddress.Parse("10.0.0.2"), LinkName = "a0" });
        act.Should().Throw<NetlinkException>().Where(e => e.Errno == Errno.ENETDOWN && e.Message.Contains("set it up first", StringComparison.Ordinal));
    }

    [Fact]
    public void Rejected_object_has_the_words_of_the_kernel()
    {
        Action member = () => Red.Nexthops.Add(new Nexthop { Group = [new NexthopGroupMember(4711)] });
        member.Should().Throw<NetlinkException>().Which.Message.Should().Contain("Invalid nexthop id");
        Red.Nexthops.Add(new Nexthop { Id = 1, LinkName = "a0" });
        Action again = () => Red.Nexthops.Add(new Nexthop { Id = 1, LinkName = "a0" });
        again.Should().Throw<NetlinkException>().Which.Remedy.Should().Contain("Replace");
        Action missing = () => Red.Nexthops.Delete(4711);
        missing.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void What_excludes_each_other_is_refused_before_the_kernel_sees_it()
    {
        Nexthop[] wrong =
        [
            new(),
            new() { Blackhole = true, LinkName = "a0" },
            new() { Group = [new NexthopGroupMember(1)], LinkName = "a0" },
            new() { Group = [new NexthopGroupMember(1)], Buckets = 5 },
            new() { LinkName = "a0", GroupType = NexthopGroupType.Resilient },
            new() { Gateway = IPAddress.Parse("10.0.0.2"), Family = AddressFamily.InterNetworkV6, LinkName = "a0" },
            new() { ForwardingDatabase = true, LinkName = "a0" },
        ];
        foreach (Nexthop nexthop in wrong)
        {
            Action act = () => Red.Nexthops.Add(nexthop);
            act.Should().Throw<ArgumentException>($"of {nexthop}");
        }

        Action replace = () => Red.Nexthops.Replace(new Nexthop { LinkName = "a0" });
        replace.Should().Throw<ArgumentException>();
    }

    private string[] Lines() =>
        [.. Tool.RunIn(Red, "ip", "nexthop", "show").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
