using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>The zone of an address is a link of the namespace that the address is meant for.</summary>
[Collection("The kernel")]
public sealed class ZoneTests : KernelTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);
    private readonly VethPair _near;
    private readonly VethPair _far;

    public ZoneTests()
    {
        // So that no index is that of a link of the process with the same name.
        for (int i = 0; i < 20; i++)
        {
            Red.Links.AddBridge($"br{i}").Delete();
        }

        _near = Connect(NameOfTheProcess(), 1);
        _far = Connect("zone0", 2);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("NEAR", false)]
    [InlineData("zone0", true)]
    [InlineData("25zone0", true)]
    [InlineData("25NEAR", false)]
    [InlineData("INDEX", true)]
    public async Task HTTP_goes_out_by_the_link_of_the_namespace(string zone, bool far)
    {
        using Socket near = Listen(_near.Second);
        using Socket other = Listen(_far.Second);
        Task serving = ServeAsync(near, "near");
        Task servingOther = ServeAsync(other, "far");
        using HttpClient http = new(Red.CreateHttpHandler());
        Uri uri = new($"http://[fe80::80%{Zone(zone)}]/");
        (await http.GetStringAsync(uri, Cancellation).WaitAsync(s_long, Cancellation)).Should().Be(far ? "far" : "near");
        await (far ? servingOther : serving);
        near.Dispose();
        other.Dispose();
        await Task.WhenAll(serving, servingOther).ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task Zone_that_the_namespace_has_not_is_told()
    {
        using HttpClient http = new(Red.CreateHttpHandler());
        Func<Task> get = () => http.GetStringAsync(new Uri("http://[fe80::80%nosuch]/"), Cancellation);
        (await get.Should().ThrowAsync<HttpRequestException>()).Which.Message.Should().Contain("fe80::80%nosuch").And.Contain("is not a link of");
        Action parse = () => Red.ParseAddress("fe80::80%nosuch");
        parse.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
        Action lo = () => Blue.ParseAddress("fe80::80%zone0");
        lo.Should().Throw<NetlinkException>("it is a link of another namespace").Which.Errno.Should().Be(Errno.ENODEV);
    }

    [Theory]
    [InlineData("10.0.0.1%eth0")]
    [InlineData("fe80::1%")]
    [InlineData("host%zone0")]
    [InlineData("%zone0")]
    [InlineData("")]
    public void Text_that_is_no_address_is_refused(string text)
    {
        Action act = () => Red.ParseAddress(text);
        act.Should().Throw<FormatException>();
    }

    [Fact]
    public void Addresses_are_read_as_they_are_meant_in_the_namespace()
    {
        Red.ParseAddress("fe80::1%zone0").ScopeId.Should().Be(_far.First.Index);
        Red.ParseAddress($"fe80::1%{_near.First.Name}").ScopeId.Should().Be(_near.First.Index);
        Red.ParseAddress("fe80::1%4711").ScopeId.Should().Be(4711);
        Red.ParseAddress("fe80::1%lo").ScopeId.Should().Be(1);
        Red.ParseAddress("fe80::1").ScopeId.Should().Be(0);
        Red.ParseAddress("10.0.0.1").Should().Be(IPAddress.Parse("10.0.0.1"));
        _far.First.AddAlternativeName("a-further-name-of-zone0");
        Red.ParseAddress("fe80::1%a-further-name-of-zone0").ScopeId.Should().Be(_far.First.Index);
    }

    [Fact]
    public async Task Ping_and_sockets_take_zones_of_the_namespace()
    {
        (await Red.PingAsync(Red.ParseAddress("fe80::80%zone0"), new EchoOptions { Timeout = s_long }, Cancellation)).Succeeded.Should().BeTrue();
        (await Red.PingAsync(Red.ParseAddress($"fe80::80%{_near.First.Name}"), new EchoOptions { Timeout = s_long }, Cancellation)).Succeeded.Should().BeTrue();
        using Socket listener = Red.CreateBoundListenSocket(new DnsEndPoint("fe80::1%zone0", 0));
        ((IPEndPoint)listener.LocalEndPoint!).Address.ScopeId.Should().Be(_far.First.Index);
        Action host = () => Red.CreateBoundListenSocket(new DnsEndPoint("localhost", 0));
        host.Should().Throw<NotSupportedException>();
    }

    [Fact]
    public void Gateway_with_a_scope_is_on_that_link()
    {
        Red.Routes.Add(new Route(IPNetwork.Parse("2001:db8:7::/64")) { Gateway = Red.ParseAddress("fe80::80%zone0") });
        Tool.RunIn(Red, "ip", "-6", "route", "show", "2001:db8:7::/64").Should().StartWith("2001:db8:7::/64 via fe80::80 dev zone0");
        Red.Routes.Delete(new Route(IPNetwork.Parse("2001:db8:7::/64")) { Gateway = Red.ParseAddress("fe80::80%zone0") });
        Red.Routes.AddDefault(Red.ParseAddress("fe80::80%zone0"));
        Action both = () => Red.Routes.Add(new Route(IPNetwork.Parse("2001:db8:7::/64")) { Gateway = Red.ParseAddress("fe80::80%zone0"), LinkIndex = _near.First.Index });
        both.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Address_of_a_link_has_no_scope_of_another()
    {
        InterfaceAddress address = InterfaceAddress.Parse("fe80::99%lo/64");
        address.Should().Be(InterfaceAddress.Parse("fe80::99/64"));
        address.ToString().Should().Be("fe80::99/64");
        _far.First.AddAddress(address);
        _far.First.DeleteAddress(address);
    }

    private static string NameOfTheProcess() =>
        File.ReadLines("/proc/thread-self/net/dev").Skip(2).Select(line => line.Split(':')[0].Trim()).FirstOrDefault(name => name != "lo" && name.Length < 12) ?? "near0";

    private VethPair Connect(string name, int number)
    {
        VethPair pair = VethPair.Create(Red, name, Blue, $"end{number}");
        foreach ((VethLink link, string address) in new[] { (pair.First, "fe80::1"), (pair.Second, "fe80::80") })
        {
            Tool.RunIn(link.Namespace, "sh", "-c", $"echo 1 >/proc/sys/net/ipv6/conf/{link.Name}/addr_gen_mode");
            link.Up();
            link.AddAddress(new InterfaceAddress(IPAddress.Parse(address), 64) { Flags = AddressFlags.NoDuplicateAddressDetection });
        }

        return pair;
    }

    private string Zone(string zone) => zone
        .Replace("NEAR", _near.First.Name, StringComparison.Ordinal)
        .Replace("INDEX", $"{_far.First.Index}", StringComparison.Ordinal);

    private Socket Listen(VethLink link)
    {
        Socket socket = Blue.CreateBoundListenSocket(new IPEndPoint(new IPAddress(IPAddress.Parse("fe80::80").GetAddressBytes(), link.Index), 80));
        socket.Listen();
        return socket;
    }

    private static async Task ServeAsync(Socket listener, string name)
    {
        using Socket connection = await listener.AcceptAsync(Cancellation);
        await connection.ReceiveAsync(new byte[4096], Cancellation);
        await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\nConnection: close\r\n\r\n{name}"), Cancellation);
    }
}
