using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>The way outside by pasta. Nothing here goes further than the loopback addresses of the host.</summary>
[Collection("The kernel")]
public sealed class PastaTests : KernelTest
{
    [Fact(Timeout = 60_000)]
    public async Task What_listens_on_the_host_is_reached_from_inside_when_that_is_asked_for()
    {
        RequirePasta();
        using Socket listener = Listen(new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        await using (PastaConnection outside = await Red.StartPastaAsync(new PastaOptions { HostLoopback = true }, TestContext.Current.CancellationToken))
        {
            Red.Links.Should().Contain(link => link.IsUp && link.Name != "lo");
            IPAddress gateway = Red.Routes.First(route => route.Destination.PrefixLength == 0 && route.Gateway!.AddressFamily == AddressFamily.InterNetwork).Gateway!;
            using Socket client = Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(new IPEndPoint(gateway, ((IPEndPoint)listener.LocalEndPoint!).Port), TestContext.Current.CancellationToken);
            using Socket accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);
            await accepted.SendAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
            byte[] buffer = new byte[10];
            (await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken)).Should().Be(5);
            Directory.Exists($"/proc/{outside.ProcessId}").Should().BeTrue();
        }

        SpinWait.SpinUntil(() => Red.Links.List().Count == 1, TimeSpan.FromSeconds(5)).Should().BeTrue("the link goes with the connection");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_listens_inside_is_reached_from_the_host_at_the_ports_that_are_named()
    {
        RequirePasta();
        int port = FreePort();
        using Socket listener = Listen(Red.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), IPAddress.Any, port);
        await using PastaConnection outside = await Red.StartPastaAsync(new PastaOptions { TcpPorts = [port] }, TestContext.Current.CancellationToken);
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
        using Socket accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        accepted.Connected.Should().BeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task It_goes_with_the_program_that_is_killed()
    {
        RequirePasta();
        using Process program = Process.Start(new ProcessStartInfo("sh", ["-c", Program.PastaCommand]) { RedirectStandardOutput = true })!;
        string? id = await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        string pasta = string.Join(' ', ChildProcesses.Find($"/proc/{id}"));
        program.Kill();
        pasta.Should().NotBeEmpty("the first process of its namespace has started it");
        SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{id}") && !Directory.Exists($"/proc/{pasta}"), TimeSpan.FromSeconds(10)).Should().BeTrue();
    }

    [Fact]
    public async Task Without_the_program_that_is_told()
    {
        Func<Task> act = () => Red.StartPastaAsync(new PastaOptions { Program = "no-such-pasta" }, TestContext.Current.CancellationToken);
        await act.Should().ThrowAsync<NotSupportedException>().WithMessage("*'no-such-pasta'*passt*");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_program_says_is_told_when_it_fails()
    {
        Require.Program("pasta");
        Func<Task> act = () => Red.StartPastaAsync(new PastaOptions { Arguments = ["--no-such-option"] }, TestContext.Current.CancellationToken);
        await act.Should().ThrowAsync<IOException>().WithMessage("*pasta'*exit code*no-such-option*");
        Red.Links.Should().ContainSingle();
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Action act = () => _ = new PastaOptions { TcpPorts = [0] };
        act.Should().Throw<ArgumentOutOfRangeException>();
        act = () => _ = new PastaOptions { UdpPorts = [65536] };
        act.Should().Throw<ArgumentOutOfRangeException>();
        act = () => _ = new PastaOptions { Timeout = TimeSpan.Zero };
        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static void RequirePasta()
    {
        Require.Program("pasta");
        using NetNamespace host = NetNamespace.OpenCurrent();
        Assert.SkipUnless(host.Routes.Any(route => route.Destination.PrefixLength == 0), "pasta takes the addresses of the link with the default route, and there is none.");
        try
        {
            File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"pasta needs /dev/net/tun: {e.Message}");
        }
    }

    private static Socket Listen(Socket socket, IPAddress? address = null, int port = 0)
    {
        socket.Bind(new IPEndPoint(address ?? IPAddress.Loopback, port));
        socket.Listen();
        return socket;
    }

    private static int FreePort()
    {
        using Socket socket = Listen(new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
