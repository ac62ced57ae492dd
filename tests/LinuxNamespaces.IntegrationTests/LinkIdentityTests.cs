using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>An object for a link never acts on another link, whatever became of its own.</summary>
[Collection("The kernel")]
public sealed class LinkIdentityTests : KernelTest
{
    private const string Address = "02:00:00:00:00:07";

    public static TheoryData<string> Ways => ["moved by another object", "moved by ip", "deleted", "deleted with its peer", "moved and renamed by ip"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Object_of_a_link_that_is_gone_acts_on_no_link_that_has_its_index(string way)
    {
        VethPair pair = VethPair.Create(Red, "x0", Red, "x1", new VethPairOptions { First = new LinkOptions { Address = PhysicalAddress.Parse(Address) } });
        Link kept = Red.Links.Get("x0");
        switch (way)
        {
            case "moved by another object":
                Red.Links.Get("x0").MoveTo(Blue);
                break;
            case "moved by ip":
                Tool.Ip(Red, $"link set x0 netns {Tool.InheritedPathOf(Blue)}");
                break;
            case "moved and renamed by ip":
                Tool.Ip(Red, $"link set x0 netns {Tool.InheritedPathOf(Blue)} name other");
                break;
            case "deleted":
                Tool.Ip(Red, "link del x0");
                break;
            default:
                Tool.Ip(Red, "link del x1");
                break;
        }

        // The same index, name, kind and link-layer address.
        Tool.Ip(Red, $"link add x0 index {kept.Index} address {Address} type veth peer name y1");
        ShouldActOnNothing(kept, "x0");
        if (way.StartsWith("moved", StringComparison.Ordinal))
        {
            pair.Second.Refresh().LinkNamespaceId.Should().NotBeNull("the moved link is still there");
        }
    }

    [Fact]
    public void Object_of_a_link_acts_on_no_link_that_moves_to_its_index()
    {
        VethPair mine = VethPair.Create(Red, "x0", Red, "x1");
        Tool.Ip(Blue, $"link add x0 index {mine.First.Index} type veth peer name y1");
        mine.First.Delete();
        Tool.Ip(Blue, $"link set x0 netns {Tool.InheritedPathOf(Red)}");
        Red.Links.Get("x0").Index.Should().Be(mine.First.Index);
        ShouldActOnNothing(mine.First, "x0");
        Blue.Links.Find("y1").Should().NotBeNull();
    }

    [Fact]
    public void Object_of_a_link_that_went_and_came_back_by_itself_is_not_the_link_again()
    {
        VethPair mine = VethPair.Create(Red, "x0", Red, "x1");
        Link kept = Red.Links.Get("x0");
        Tool.Ip(Red, $"link set x0 netns {Tool.InheritedPathOf(Blue)}");
        Tool.Ip(Blue, $"link set x0 netns {Tool.InheritedPathOf(Red)}");
        Red.Links.Get("x0").Index.Should().Be(kept.Index);
        Gone(() => kept.SetMtu(1400));
        Red.Links.Get("x0").SetMtu(1400);
        Red.Links.Get("x0").Info.Mtu.Should().Be(1400);
        Gone(() => mine.First.Up());
    }

    [Fact]
    public void Moved_link_is_followed_and_its_pair_stays_whole()
    {
        VethPair mine = VethPair.Create(Red, "x0", Red, "x1");
        int index = mine.First.Index;
        // It cannot keep its index.
        Tool.Ip(Blue, $"link add taken index {index} type veth peer name taken2");
        Link moved = mine.First.MoveTo(Blue, "eth0");
        Tool.Ip(Red, $"link add x0 index {index} type veth peer name y1");

        mine.First.Namespace.Should().Be(Blue);
        mine.First.Index.Should().Be(moved.Index).And.NotBe(index);
        mine.First.Name.Should().Be("eth0");
        mine.First.GetPeer(Red).Index.Should().Be(mine.Second.Index);
        mine.Second.GetPeer(Blue).Index.Should().Be(mine.First.Index);
        mine.First.AddAddress("10.0.0.1/24");
        mine.First.Up().Info.Flags.Should().HaveFlag(LinkFlags.Up);
        Blue.Links.Get("eth0").GetAddresses().Should().Contain(address => address.Address.Equals(IPAddress.Parse("10.0.0.1")));

        mine.Delete();
        Blue.Links.Find("eth0").Should().BeNull();
        Red.Links.Find("x1").Should().BeNull();
        Red.Links.Find("x0").Should().NotBeNull("it is another link");
        Blue.Links.Find("taken").Should().NotBeNull("it is another link");
    }

    [Fact]
    public void Link_moves_there_and_back_and_is_the_same_object_all_the_way()
    {
        VethPair mine = VethPair.Create(Red, "x0", Blue, "x1");
        for (int round = 0; round < 3; round++)
        {
            mine.First.MoveTo(Blue);
            mine.First.SetMtu(1400 + round);
            mine.Second.MoveTo(Red, $"x1-{round}");
            mine.Second.Refresh();
            Blue.Links.Get("x0").Info.Mtu.Should().Be(1400 + round);
            mine.First.MoveTo(Red, "x0");
            mine.Second.MoveTo(Blue, "x1");
        }

        mine.First.Index.Should().Be(Red.Links.Get("x0").Index);
        mine.Second.Index.Should().Be(Blue.Links.Get("x1").Index);
        mine.Delete();
        Red.Links.Should().ContainSingle();
    }

    [Fact]
    public void Move_that_fails_leaves_the_object_where_its_link_is()
    {
        VethPair mine = VethPair.Create(Red, "x0", Red, "x1");
        Tool.Ip(Blue, "link add x0 type veth peer name x1");
        Action move = () => mine.First.MoveTo(Blue);
        move.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EEXIST);
        mine.First.Namespace.Should().Be(Red);
        mine.First.Rename("y0");
        Red.Links.Get("y0").Index.Should().Be(mine.First.Index);
    }

    [Fact]
    public void Pair_whose_first_end_was_taken_elsewhere_is_deleted_by_the_second()
    {
        VethPair mine = VethPair.Create(Red, "x0", Red, "x1");
        Tool.Ip(Red, $"link set x0 netns {Tool.InheritedPathOf(Blue)}");
        Tool.Ip(Red, $"link add x0 index {mine.First.Index} type veth peer name y1");
        mine.Delete();
        Blue.Links.Find("x0").Should().BeNull();
        Red.Links.Find("x1").Should().BeNull();
        Red.Links.Find("x0").Should().NotBeNull("it is another link");
        Gone(mine.Delete);
    }

    [Fact]
    public void Bridge_that_is_gone_takes_no_ports_and_lists_none()
    {
        Bridge kept = Red.Links.AddBridge("br0");
        VethPair first = VethPair.Create(Red, "p0", Red, "q0");
        VethPair second = VethPair.Create(Red, "p1", Red, "q1");
        kept.AddPort(first.First);
        Tool.Ip(Red, "link del br0", $"link add br0 index {kept.Index} type bridge", "link set p0 master br0");
        Gone(() => kept.AddPort(second.First));
        Gone(() => kept.RemovePort(first.First));
        Gone(() => kept.GetPorts());
        Gone(() => kept.Delete());
        Bridge present = (Bridge)Red.Links.Get("br0");
        present.GetPorts().Should().ContainSingle().Which.Link.Name.Should().Be("p0");

        Tool.Ip(Red, "link del p1", $"link add p1 index {second.First.Index} type veth peer name r1");
        Gone(() => present.AddPort(second.First));
        present.GetPorts().Should().ContainSingle();
    }

    [Fact]
    public void Peer_that_was_replaced_is_not_the_peer()
    {
        VethPair mine = VethPair.Create(Red, "x0", Blue, "x1");
        VethLink kept = (VethLink)Red.Links.Get("x0");
        Tool.Ip(Red, "link del x0", $"link add x0 index {kept.Index} type veth peer name other");
        Gone(() => kept.GetPeer(Blue));
        Gone(() => kept.OpenPeerNamespace().Dispose());
        Gone(() => mine.Second.Refresh());
    }

    [Fact]
    public void What_others_change_about_a_link_does_not_make_it_another()
    {
        VethPair mine = VethPair.Create(Red, "x0", Red, "x1");
        Tool.Ip(Red, "link set x0 name y0 address 02:00:00:00:00:99 mtu 1300", $"link set x1 netns {Tool.InheritedPathOf(Blue)}", "link set y0 alias other");
        mine.First.Refresh().Name.Should().Be("y0");
        mine.First.SetMtu(1400);
        Bridge bridge = Red.Links.AddBridge("br0");
        bridge.AddPort(mine.First);
        bridge.RemovePort(mine.First);
        mine.First.Refresh().MasterIndex.Should().BeNull("leaving a bridge is no end of a link");
        mine.First.Up();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_many_changes_that_the_kernel_drops_some_do_not_change_it(bool replaced)
    {
        VethPair mine = VethPair.Create(Red, "x0", Red, "x1");
        string batch = Path.Combine(Path.GetTempPath(), $"lns-{Guid.NewGuid():N}");
        try
        {
            IEnumerable<string> commands = Enumerable.Range(0, 600).Select(i => $"link add b{i} group 7 type bridge").Append("link del group 7");
            File.WriteAllLines(batch, replaced ? [.. commands, "link del x0", $"link add z0 index {mine.First.Index} type veth peer name z1"] : commands);
            Tool.Ip(Red, $"-batch {batch}");
        }
        finally
        {
            File.Delete(batch);
        }

        if (replaced)
        {
            Gone(mine.First.Delete);
            Red.Links.Find("z0").Should().NotBeNull();
        }
        else
        {
            mine.First.SetMtu(1400);
            mine.First.Info.Mtu.Should().Be(1400);
            mine.Delete();
            Red.Links.Should().ContainSingle();
        }
    }

    private void ShouldActOnNothing(Link kept, string other)
    {
        string before = Links();
        Action[] acts =
        [
            () => kept.Up(), () => kept.Down(), () => kept.Refresh(), () => kept.Rename("x"), () => kept.SetMtu(1400), () => kept.SetAlias("x"),
            () => kept.SetAddress(PhysicalAddress.Parse("02-00-00-00-00-22")), () => kept.AddAlternativeName("x"), () => kept.RemoveAlternativeName("x"),
            () => kept.MoveTo(Blue), () => kept.MoveTo(Blue, "x"), kept.Delete, () => kept.AddAddress("10.0.0.1/24"), () => kept.GetAddresses(),
            () => kept.ReplaceAddress(InterfaceAddress.Parse("10.0.0.1/24")), () => kept.DeleteAddress(InterfaceAddress.Parse("10.0.0.1/24")),
            () => Red.Links.AddBridge("br0").AddPort(kept), () => ((Bridge)Red.Links.Get("br0")).RemovePort(kept),
        ];
        foreach (Action act in acts)
        {
            Gone(act);
        }

        Red.Links.Get("br0").Delete();
        Links().Should().Be(before, $"'{other}' is another link");
    }

    private string Links() => Tool.RunIn(Red, "ip", "-d", "address");

    private static void Gone(Action act) => act.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
}
