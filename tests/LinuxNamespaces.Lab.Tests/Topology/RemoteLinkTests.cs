using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using LinuxNamespaces.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Topology;

/// <summary>Labs of two machines, which are two namespaces with a cable between them.</summary>
public sealed class RemoteLinkTests : LabTest
{
    private static readonly NetworkLabOptions s_first = new() { Machine = 1 };

    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.2/24", 1450)]
    [InlineData("2001:db8::1/64", "2001:db8::2/64", 1430)]
    public async Task Hosts_of_two_labs_reach_each_other(string first, string second, int mtu)
    {
        RequireVxlan();
        using NetNamespace one = NetNamespace.Create(), other = NetNamespace.Create();
        Connect(one, first, other, second);
        int links = one.Links.Count();
        await using NetworkLab web = Describe(1, "web", "10.9.0.11", one, second), client = Describe(2, "client", "10.9.0.12", other, first);
        await web.StartAsync(Token);
        await client.StartAsync(Token);

        web.RemoteLinks[0].Mtu.Should().Be(mtu);
        web["web"].Ports[0].Interface.Info.Mtu.Should().Be(mtu);
        web.FindLink("web-lan")!.Joint!.Links.Should().OnlyContain(link => link.Info.Mtu == mtu);
        (await client["client"].PingAsync("10.9.0.11", new EchoOptions { Count = 3, Timeout = TimeSpan.FromSeconds(10) }, Token)).Received.Should().BePositive();
        await using WebApplication server = await ServeAsync(web["web"]);
        using HttpClient http = client["client"].CreateHttpClient();
        (await http.GetStringAsync(new Uri("http://10.9.0.11:5000/"), Token)).Should().Be(new string('x', 100_000) + "10.9.0.12");

        // Nothing of a lab is in the namespace of its machine, and the same link can be made again.
        one.Links.Should().HaveCount(links);
        await web.DisposeAsync();
        await using NetworkLab again = Describe(1, "web", "10.9.0.11", one, second);
        await again.StartAsync(Token);
        (await client["client"].PingAsync("10.9.0.11", new EchoOptions { Count = 20, Timeout = TimeSpan.FromSeconds(1) }, Token)).Received.Should().BePositive();
    }

    [Fact]
    public async Task Nothing_is_left_when_a_second_link_fails()
    {
        RequireVxlan();
        using NetNamespace one = NetNamespace.Create(), other = NetNamespace.Create();
        Connect(one, "192.0.2.1/24", other, "192.0.2.2/24");
        int links = one.Links.Count();
        NetworkLab lab = Describe(1, "a", "10.9.0.11", one, "192.0.2.2/24");
        lab.ConnectRemote(lab.AddSwitch("far"), new RemoteLinkOptions(IPAddress.Parse("198.51.100.1"), 43) { Underlay = one });
        await lab.Awaiting(l => l.StartAsync(Token)).Should().ThrowAsync<LinuxException>().Where(e => e.Errno == Errno.ENETUNREACH);
        await lab.DisposeAsync();
        one.Links.Should().HaveCount(links);
        await using NetworkLab again = Describe(1, "a", "10.9.0.11", one, "192.0.2.2/24");
        await again.StartAsync(Token);
    }

    [Fact]
    public async Task A_link_is_drawn_written_and_read()
    {
        await using NetworkLab lab = new(s_first);
        lab.ConnectRemote(lab.AddSwitch("lan", "10.9.0.0/24"), new RemoteLinkOptions(IPAddress.Parse("192.0.2.2"), 42) { Local = IPAddress.Parse("192.0.2.1"), Port = 8472 });
        foreach (string drawing in new[] { lab.ToMermaid(), lab.ToDot(), lab.ToSvg() })
        {
            drawing.Should().Contain("VXLAN 42 to 192.0.2.2");
        }

        lab.ToContainerlab().Should().Contain("# Not carried over: the remote link from lan to 192.0.2.2, VXLAN 42.\n");
        lab.ToMeshnet().Should().Contain("# Not carried over: the remote link from lan to 192.0.2.2, VXLAN 42.\n");
        JsonNode.Parse(lab.ToJson())!["remoteLinks"]!.ToJsonString().Should().Be("""[{"switch":"lan","peer":"192.0.2.2","vni":42,"local":"192.0.2.1","port":8472}]""");
        await using NetworkLab read = NetworkLab.FromYaml(lab.ToYaml(), s_first);
        read.ToJson().Should().Be(lab.ToJson());
        read.RemoteLinks[0].Options.Should().Be(lab.RemoteLinks[0].Options);
        FluentActions.Invoking(() => NetworkLab.FromJson(lab.ToJson())).Should().Throw<InvalidOperationException>().WithMessage("*Machine*");
        FluentActions.Invoking(() => NetworkLab.FromJson("""{ "remoteLinks": [ { "switch": "x", "peer": "192.0.2.2", "vni": 1 } ] }""", s_first)).Should().Throw<FormatException>().WithMessage("*'x'*");
    }

    [Fact]
    public async Task Links_that_cannot_work_are_refused()
    {
        RemoteLinkOptions options = new(IPAddress.Parse("192.0.2.2"), 42);
        await using NetworkLab none = new(), lab = new(s_first), other = new(s_first);
        none.Invoking(l => l.ConnectRemote(l.AddSwitch("lan"), options)).Should().Throw<InvalidOperationException>().WithMessage("*Machine*");
        LabSwitch lan = lab.AddSwitch("lan"), more = lab.AddSwitch("more");
        lab.Connect(lan, more);
        other.Invoking(l => l.ConnectRemote(lan, options)).Should().Throw<ArgumentException>().WithMessage("*another lab*");
        lab.ConnectRemote(lan, options);
        lab.Invoking(l => l.ConnectRemote(lab.AddSwitch("x"), new RemoteLinkOptions(IPAddress.Parse("192.0.2.3"), 42))).Should().Throw<ArgumentException>().WithMessage("*identifier 42*");
        lab.Invoking(l => l.ConnectRemote(more, new RemoteLinkOptions(IPAddress.Parse("192.0.2.2"), 43))).Should().Throw<ArgumentException>().WithMessage("*loop*");
        LabSwitch far = lab.AddSwitch("far");
        lab.ConnectRemote(far, new RemoteLinkOptions(IPAddress.Parse("192.0.2.2"), 44));
        lab.Invoking(l => l.Connect(more, far)).Should().Throw<ArgumentException>().WithMessage("*remote links to 192.0.2.2*");
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("239.1.1.1")]
    [InlineData("::")]
    [InlineData("ff02::1")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:192.0.2.1")]
    public void A_peer_is_one_machine(string peer) => FluentActions.Invoking(() => new RemoteLinkOptions(IPAddress.Parse(peer), 1)).Should().Throw<ArgumentException>();

    [Fact]
    public void Options_are_checked()
    {
        IPAddress peer = IPAddress.Parse("192.0.2.2");
        FluentActions.Invoking(() => new RemoteLinkOptions(peer, -1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new RemoteLinkOptions(peer, 1 << 24)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new RemoteLinkOptions(peer, 1) { Port = 0 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new RemoteLinkOptions(peer, 1) { Port = 65536 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new RemoteLinkOptions(peer, 1) { Local = IPAddress.Parse("2001:db8::1") }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new NetworkLabOptions { Machine = 256 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new NetworkLabOptions { Machine = -1 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static NetworkLab Describe(int machine, string host, string address, NetNamespace underlay, string peer)
    {
        NetworkLab lab = new(new NetworkLabOptions { Machine = machine });
        LabSwitch lan = lab.AddSwitch("lan", "10.9.0.0/24");
        lab.Connect(lab.AddHost(host), lan, null, new LabLinkOptions { FirstAddresses = [IPAddress.Parse(address)] });
        lab.ConnectRemote(lan, new RemoteLinkOptions(IPAddress.Parse(peer.Split('/')[0]), 42) { Underlay = underlay });
        return lab;
    }

    private static void Connect(NetNamespace one, string first, NetNamespace other, string second)
    {
        VethPair cable = VethPair.Create(one, "wan", other, "wan");
        foreach ((Link end, string address) in new[] { (cable.First, first), (cable.Second, second) })
        {
            end.AddAddress(InterfaceAddress.Parse(address) with { Flags = address.Contains(':', StringComparison.Ordinal) ? AddressFlags.NoDuplicateAddressDetection : default });
        }

        cable.Connect();
    }

    private static void RequireVxlan()
    {
        using NetNamespace created = NetNamespace.Create();
        try
        {
            created.Links.Add("vx0", new VxlanOptions(1));
        }
        catch (NotSupportedException)
        {
            Assert.Skip("The kernel has no VXLAN links (CONFIG_VXLAN).");
        }
    }

    private static async Task<WebApplication> ServeAsync(LabHost host)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseSockets(options => options.CreateBoundListenSocket = host.CreateBoundListenSocket);
        builder.WebHost.ConfigureKestrel(options => options.ListenAnyIP(5000));
        WebApplication application = builder.Build();
        application.Run(context => context.Response.WriteAsync(new string('x', 100_000) + context.Connection.RemoteIpAddress!.MapToIPv4()));
        await application.StartAsync(Token);
        return application;
    }
}
