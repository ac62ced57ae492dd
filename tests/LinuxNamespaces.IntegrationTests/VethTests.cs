using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class VethTests : KernelTest
{
    [Fact]
    public void Ends_find_each_other_across_namespaces()
    {
        // So that the two have different indexes.
        Blue.Links.AddBridge("br0");
        VethPair pair = VethPair.Create(Red, "left", Blue, "right");
        pair.First.PeerIndex.Should().Be(pair.Second.Index);
        pair.Second.PeerIndex.Should().Be(pair.First.Index);
        pair.First.Index.Should().NotBe(pair.Second.Index);
        LinkOracle.Find(Red, "left").Number("link_index").Should().Be(pair.Second.Index);
        LinkOracle.Find(Red, "left").Number("link_netnsid").Should().Be(pair.First.Info.LinkNamespaceId);
        pair.First.GetPeer(Blue).Name.Should().Be("right");
        pair.Second.GetPeer(Red).Name.Should().Be("left");
        using NetNamespace peer = pair.First.OpenPeerNamespace();
        peer.Should().Be(Blue);
        using NetNamespace back = pair.Second.OpenPeerNamespace();
        back.Should().Be(Red);
    }

    [Fact]
    public void Ends_find_each_other_in_one_namespace()
    {
        VethPair pair = VethPair.Create(Red, "left", Red, "right");
        pair.First.Info.LinkNamespaceId.Should().BeNull();
        pair.First.GetPeer(Red).Name.Should().Be("right");
        using NetNamespace peer = pair.First.OpenPeerNamespace();
        peer.Should().Be(Red);
        Action elsewhere = () => pair.First.GetPeer(Blue);
        elsewhere.Should().Throw<ArgumentException>().WithMessage("*'left'*");
    }

    [Fact]
    public void Ends_that_ip_makes_and_moves_find_each_other()
    {
        Tool.Ip(Red, $"link add left type veth peer name right netns {Tool.InheritedPathOf(Blue)}");
        VethLink left = (VethLink)Red.Links.Get("left");
        left.GetPeer(Blue).Name.Should().Be("right");
        using NetNamespace third = NetNamespace.Create();
        Action early = () => left.GetPeer(third);
        early.Should().Throw<ArgumentException>();

        Tool.Ip(Blue, $"link set right netns {Tool.InheritedPathOf(third)} name moved");
        left.GetPeer(third).Name.Should().Be("moved");
        Action late = () => left.GetPeer(Blue);
        late.Should().Throw<ArgumentException>();
        using NetNamespace peer = left.OpenPeerNamespace();
        peer.Should().Be(third);
        LinkOracle.ShouldAgree(Red);
        LinkOracle.ShouldAgree(third);
    }

    [Fact]
    public void Namespace_that_only_a_process_keeps_alive_is_found()
    {
        using Process process = Process.Start(new ProcessStartInfo("nsenter", [.. Tool.Enter(Red), "unshare", "--net", "sleep", "60"]))!;
        try
        {
            string?[] onTheWay = [new FileInfo("/proc/self/ns/net").LinkTarget, Red.ToString()];
            SpinWait.SpinUntil(() => !onTheWay.Contains(new FileInfo($"/proc/{process.Id}/ns/net").LinkTarget), TimeSpan.FromSeconds(10)).Should().BeTrue();
            Tool.Ip(Red, $"link add left type veth peer name right netns {process.Id}");
            VethLink left = (VethLink)Red.Links.Get("left");
            using NetNamespace peer = left.OpenPeerNamespace();
            using NetNamespace theirs = NetNamespace.OpenProcess(process.Id);
            peer.Should().Be(theirs);
            left.GetPeer(theirs).Name.Should().Be("right");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [Fact]
    public void Namespace_that_nobody_can_open_is_told()
    {
        VethPair pair;
        using (NetNamespace hidden = NetNamespace.Create())
        {
            pair = VethPair.Create(Red, "left", hidden, "right");
            // A socket keeps the namespace alive, and no path leads to it.
            hidden.OpenRtnetlink();
        }

        Action act = () => pair.First.OpenPeerNamespace();
        act.Should().Throw<InvalidOperationException>().WithMessage($"*'left'*id {pair.First.Info.LinkNamespaceId}*");
        pair.First.Delete();
    }

    [Fact]
    public void Deleting_one_end_deletes_both()
    {
        VethPair pair = VethPair.Create(Red, "left", Blue, "right");
        pair.Delete();
        Red.Links.Find("left").Should().BeNull();
        Blue.Links.Find("right").Should().BeNull();
        Action again = pair.Delete;
        again.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
    }
}
