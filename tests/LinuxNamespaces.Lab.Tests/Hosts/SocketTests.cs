using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Hosts;

public sealed class SocketTests : LabTest
{
    [Fact]
    public async Task Clients_of_TCP_and_UDP_are_on_their_hosts()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        LabSwitch lan = lab.AddSwitch("lan", "10.1.0.0/24", "2001:db8::/64");
        lab.Connect(a, lan);
        lab.Connect(b, lan);
        await lab.StartAsync(Token);
        using Socket listener = b.Listen(7);
        using (TcpClient client = await a.ConnectTcpClientAsync("b", 7, Token))
        {
            using Socket accepted = await listener.AcceptAsync(Token);
            await client.GetStream().WriteAsync("hello"u8.ToArray(), Token);
            byte[] buffer = new byte[16];
            int length = await accepted.ReceiveAsync(buffer, Token);
            Encoding.ASCII.GetString(buffer, 0, length).Should().Be("hello");
            ((IPEndPoint)accepted.RemoteEndPoint!).Address.MapToIPv4().Should().Be(a.Address);
        }

        foreach (AddressFamily family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            using UdpClient sender = a.CreateUdpClient(addressFamily: family), receiver = b.CreateUdpClient(9, family);
            IPAddress target = b.Addresses.Single(address => address.AddressFamily == family);
            await sender.SendAsync("hello"u8.ToArray(), new IPEndPoint(target, 9), Token);
            UdpReceiveResult received = await receiver.ReceiveAsync(Token);
            received.RemoteEndPoint.Address.Should().Be(a.Addresses.Single(address => address.AddressFamily == family));
        }
    }

    [Fact]
    public async Task A_connection_that_nobody_accepts_is_refused()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, b);
        await lab.StartAsync(Token);
        (await a.Awaiting(host => host.ConnectAsync("b", 7, Token)).Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task Settings_are_those_of_one_host()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, b);
        await lab.StartAsync(Token);
        a.Sysctl["net/ipv4/tcp_syn_retries"] = "1";
        a.Sysctl["net/ipv4/tcp_syn_retries"].Should().Be("1");
        b.Sysctl["net/ipv4/tcp_syn_retries"].Should().NotBe("1");
    }

    [Fact]
    public async Task A_delegate_runs_on_the_host_or_the_refusal_says_what_to_do()
    {
        await using NetworkLab lab = new();
        LabHost a = lab.AddHost("a"), b = lab.AddHost("b");
        lab.Connect(a, b);
        await lab.StartAsync(Token);
        try
        {
            using Socket socket = a.Run(() =>
            {
                Socket inside = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                inside.Connect(b.Address, 9);
                return inside;
            });
            ((IPEndPoint)socket.LocalEndPoint!).Address.Should().Be(a.Address);
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            e.Message.Should().Contain("CAP_SYS_ADMIN");
        }
    }
}
