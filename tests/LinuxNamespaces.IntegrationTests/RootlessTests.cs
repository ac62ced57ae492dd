using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>What is different for an ordinary user; all else is as for root, and in the other tests.</summary>
[Collection("The kernel")]
public sealed class RootlessTests : KernelTest
{
    public RootlessTests() => Assert.SkipWhen(Require.HasPrivileges, "This is about users without CAP_SYS_ADMIN.");

    [Fact]
    public void Code_cannot_run_inside_and_the_way_there_is_told()
    {
        Action act = () => Red.Invoke(() => 1);
        LinuxException refused = act.Should().Throw<LinuxException>().Which;
        refused.Errno.Should().Be(Errno.EPERM);
        refused.Message.Should().Contain($"'{Red}'").And.Contain("CAP_SYS_ADMIN").And.Contain("NamespaceProcess");
    }

    [Fact]
    public void A_name_is_refused_and_the_other_way_told()
    {
        Action act = () => NetNamespace.Create("lns-rootless");
        act.Should().Throw<LinuxException>().Which.Message.Should().Contain("CAP_SYS_ADMIN").And.Contain("NetNamespace.Create() without a name");
        NetNamespace.Exists("lns-rootless").Should().BeFalse();
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)]
    [InlineData(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp)]
    [InlineData(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp)]
    [InlineData(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)]
    [InlineData(AddressFamily.Packet, SocketType.Raw, (ProtocolType)0x0300)]
    public void Sockets_of_each_kind_are_had(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        using Socket known = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using Socket socket = Red.CreateSocket(family, type, protocol);
        using Socket other = Blue.CreateSocket(family, type, protocol);
        Native.NamespaceCookie(socket).Should().Be(Native.NamespaceCookie(known)).And.NotBe(Native.NamespaceCookie(other));
    }

    [Fact]
    public async Task A_namespace_that_came_with_a_process_is_reached_too()
    {
        await using NamespaceProcess holder = Holder();
        int before = ChildProcesses.Find().Length;
        using (NetNamespace there = NetNamespace.OpenProcess(holder.Id))
        {
            there.Loopback.Up();
            ChildProcesses.Find().Length.Should().Be(before + 1, "its user namespace has a process of ours");
            Tool.Run("nsenter", "--user", "--net", "--preserve-credentials", "--target", $"{holder.Id}", "ip", "-brief", "link").Should().MatchRegex("lo .*UP");
        }

        SpinWait.SpinUntil(() => ChildProcesses.Find().Length == before, TimeSpan.FromSeconds(5)).Should().BeTrue("that goes with the last object for something in it");
    }

    [Fact]
    public async Task Namespaces_of_two_user_namespaces_of_the_same_user_are_joined()
    {
        await using NamespaceProcess holder = Holder();
        using NetNamespace there = NetNamespace.OpenProcess(holder.Id);
        VethPair pair = VethPair.Create(Red, "left", there, "right").Connect();
        VethPair.Create(Red, "moved", Blue, "stays").First.MoveTo(there);
        pair.First.AddAddress("10.0.0.1/24");
        pair.Second.AddAddress("10.0.0.2/24");
        Tool.Run("nsenter", "--user", "--net", "--preserve-credentials", "--target", $"{holder.Id}", "ip", "-brief", "link").Should().Contain("right").And.Contain("moved");
        PingResult pong = await Red.PingAsync(IPAddress.Parse("10.0.0.2"), new EchoOptions { Timeout = TimeSpan.FromSeconds(20) }, TestContext.Current.CancellationToken);
        pong.Succeeded.Should().BeTrue();
    }

    [Fact]
    public void What_needs_rights_over_the_network_of_the_machine_is_told()
    {
        using NetNamespace host = NetNamespace.OpenCurrent();
        Action act = () => host.CreateSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        act.Should().Throw<LinuxException>().Which.Message.Should().Contain("EPERM").And.Contain("CAP_NET_RAW");
        act = () => host.Links.AddBridge("lns-br");
        act.Should().Throw<NetlinkException>().Which.Message.Should().Contain("EPERM").And.Contain("CAP_NET_ADMIN").And.Contain("NetNamespace.Create()");
    }

    [Theory]
    [InlineData(9)]
    [InlineData(19)]
    public void The_process_that_opens_things_is_replaced_when_somebody_ends_or_stops_it(int signal)
    {
        Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp).Dispose();
        string[] helpers = ChildProcesses.Find();
        helpers.Should().NotBeEmpty();
        Tool.Run("sh", "-c", $"kill -{signal} {string.Join(' ', helpers)}");
        Stopwatch watch = Stopwatch.StartNew();
        Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp).Dispose();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
        ChildProcesses.Find().Except(helpers).Should().ContainSingle();
        using NetNamespace green = NetNamespace.Create();
        VethPair.Create(Red, "left", green, "right").Delete();
    }

    private static NamespaceProcess Holder() => NamespaceProcess.Start(
        new("/bin/sleep", "1000") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Network, IdMap = IdMap.CurrentUserAsRoot }, TestContext.Current.CancellationToken);
}
