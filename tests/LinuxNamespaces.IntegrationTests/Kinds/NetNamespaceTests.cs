using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class NetNamespaceTests : KindTest
{
    [Fact]
    public void Settings_are_read_and_set_inside_only()
    {
        string outside = File.ReadAllText("/proc/sys/net/ipv4/conf/all/forwarding");
        Red.Sysctl["net/ipv4/ip_forward"].Should().Be("0");
        Red.Sysctl["net/ipv4/ip_forward"] = "1";
        Red.Sysctl["net/ipv4/ip_local_port_range"] = "20000 30000";
        Read(Red, "net/ipv4/ip_forward").Should().Be("1");
        Red.Sysctl["net/ipv4/ip_local_port_range"].Should().Be("20000\t30000").And.Be(Read(Red, "net/ipv4/ip_local_port_range"));
        Blue.Sysctl["net/ipv4/ip_forward"].Should().Be("0");
        File.ReadAllText("/proc/sys/net/ipv4/conf/all/forwarding").Should().Be(outside);
    }

    [Fact]
    public void Settings_of_a_link_with_a_dot_are_found_and_listed()
    {
        VethPair.Create(Red, "a.b", Blue, "c");
        Red.Sysctl["net/ipv4/conf/a.b/forwarding"] = "1";
        Read(Red, "net/ipv4/conf/a.b/forwarding").Should().Be("1");
        foreach (string group in new[] { "net", "net/ipv4", "net/ipv4/conf", "net/ipv4/conf/a.b", "net/core" })
        {
            string[] theirs = Tool.RunIn(Red, "ls", "-pA", $"/proc/sys/{group}").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Red.Sysctl.List(group).Should().BeEquivalentTo(theirs.Select(name => $"{group}/{name}"));
        }

        Red.Sysctl.List("net/ipv4/conf").Should().Contain("net/ipv4/conf/a.b/").And.NotContain("net/ipv4/conf/c/");
    }

    [Theory]
    [InlineData("kernel/hostname")]
    [InlineData("network/x")]
    [InlineData("/net/ipv4/ip_forward")]
    [InlineData("net/../kernel/hostname")]
    [InlineData("net/ipv4/./ip_forward")]
    [InlineData("net//ipv4")]
    [InlineData("net/ipv4/")]
    [InlineData("net/..")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("net/ipv4\0")]
    public void What_is_no_name_of_a_setting_is_refused(string name)
    {
        Action act = () => _ = Red.Sysctl[name];
        act.Should().Throw<ArgumentException>();
        act = () => Red.Sysctl[name] = "1";
        act.Should().Throw<ArgumentException>();
        act = () => Red.Sysctl.List(name);
        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void What_the_kernel_refuses_is_told()
    {
        Action act = () => _ = Red.Sysctl["net/ipv4/nothing"];
        act.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
        act = () => Red.Sysctl["net/ipv4/ip_forward"] = "many";
        LinuxException refused = act.Should().Throw<LinuxException>().Which;
        refused.Errno.Should().Be(Errno.EINVAL);
        refused.Message.Should().Contain("many").And.Contain("net/ipv4/ip_forward");
    }

    [Fact]
    public void Cookie_and_id_are_those_of_sockets_and_of_ip()
    {
        using Socket socket = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        byte[] cookie = new byte[sizeof(ulong)];
        socket.GetRawSocketOption(1, 71, cookie);
        Red.GetCookie().Should().Be(BitConverter.ToUInt64(cookie)).And.NotBe(Blue.GetCookie());
        Red.FindId(Blue).Should().BeNull();
        VethPair.Create(Red, "left", Blue, "right");
        int id = Red.FindId(Blue).Should().NotBeNull().And.Subject!.Value;
        Tool.RunIn(Red, "ip", "netns", "list-id").Should().Contain(string.Create(CultureInfo.InvariantCulture, $"nsid {id} "));
    }

    [Fact]
    public void Files_are_those_of_the_namespace()
    {
        VethPair.Create(Red, "left", Blue, "right");
        using StreamReader reader = Red.OpenProcFile("dev");
        reader.ReadToEnd().Should().Contain("left:").And.NotContain("right:");
        Action act = () => Red.OpenProcFile("../mounts");
        act.Should().Throw<ArgumentException>();
        act = () => Red.OpenProcFile("nothing");
        act.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void Sockets_are_those_that_ss_shows()
    {
        Red.Loopback.Up();
        using Socket server = Red.CreateBoundListenSocket(new IPEndPoint(IPAddress.Loopback, 8080));
        server.Listen(7);
        using Socket client = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(new IPEndPoint(IPAddress.Loopback, 8080));
        using Socket datagrams = Red.CreateSocket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 53));
        using Socket raw = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        client.Send("12345"u8);

        IReadOnlyList<NetSocketInfo> sockets = Red.GetSockets();
        sockets.Should().Contain(socket => socket.Protocol == ProtocolType.Tcp && socket.State == TcpState.Listen && socket.Local.Equals(new IPEndPoint(IPAddress.Loopback, 8080)) && socket.ReceiveQueue == 1);
        sockets.Should().Contain(socket => socket.Protocol == ProtocolType.Tcp && socket.State == TcpState.Established && socket.Local.Equals(client.LocalEndPoint) && socket.Remote.Port == 8080);
        sockets.Should().Contain(socket => socket.State == TcpState.Established && socket.Local.Port == 8080 && socket.ReceiveQueue == 5);
        sockets.Should().Contain(socket => socket.Protocol == ProtocolType.Udp && socket.Local.Equals(new IPEndPoint(IPAddress.IPv6Loopback, 53)));
        sockets.Should().Contain(socket => socket.Protocol == ProtocolType.Raw && socket.Local.Port == 1);
        string[] theirs = Tool.RunIn(Red, "ss", "-tuwanH").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        sockets.Should().HaveCount(theirs.Length, "ss shows {0}", string.Join("; ", theirs));
        sockets.Select(socket => socket.Inode).Should().Contain(InodeOf(datagrams)).And.Contain(InodeOf(client));
        Blue.GetSockets().Should().BeEmpty();
    }

    private static ulong InodeOf(Socket socket) =>
        ulong.Parse(new FileInfo($"/proc/self/fd/{socket.Handle}").LinkTarget!["socket:[".Length..^1], CultureInfo.InvariantCulture);

    private static string Read(NetNamespace there, string name) => Tool.RunIn(there, "cat", $"/proc/sys/{name}").Trim();
}
