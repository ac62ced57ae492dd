using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class NetworkTests : KernelTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Two_hosts_on_a_bridge_reach_each_other()
    {
        using NetNamespace host = NetNamespace.Create();
        Bridge bridge = host.Links.AddBridge("br0").Up();
        Join(Red, "veth0", bridge, host, "br-veth0", "192.168.10.100/24");
        Join(Blue, "veth1", bridge, host, "br-veth1", "192.168.10.101/24");

        PingResult result = await Red.PingAsync(IPAddress.Parse("192.168.10.101"), new EchoOptions { Count = 4, Timeout = s_long, Interval = TimeSpan.FromMilliseconds(10) }, TestContext.Current.CancellationToken);
        result.Received.Should().Be(4);
        Tool.Json(host, "bridge", "-j", "link").Select(port => port.GetProperty("ifname").GetString()).Should().BeEquivalentTo("br-veth0", "br-veth1");
        bridge.GetPorts().Should().HaveCount(2);

        PingResult silent = await Red.PingAsync(IPAddress.Parse("192.168.10.99"), new EchoOptions { Count = 1, Timeout = TimeSpan.FromMilliseconds(200) }, TestContext.Current.CancellationToken);
        silent.Succeeded.Should().BeFalse();
    }

    [Fact]
    public async Task Two_hundred_namespaces_share_a_bridge()
    {
        const int count = 200;
        using NetNamespace host = NetNamespace.Create();
        Bridge bridge = host.Links.AddBridge("br0").Up();
        List<NetNamespace> hosts = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                hosts.Add(NetNamespace.Create());
                Join(hosts[i], "eth0", bridge, host, $"port{i}", $"10.20.{i / 100}.{(i % 100) + 1}/16");
            }

            bridge.GetPorts().Should().HaveCount(count);
            for (int i = 1; i < count; i++)
            {
                PingResult result = await hosts[0].PingAsync(IPAddress.Parse($"10.20.{i / 100}.{(i % 100) + 1}"), new EchoOptions { Timeout = s_long }, TestContext.Current.CancellationToken);
                result.Succeeded.Should().BeTrue($"host {i} is there");
            }
        }
        finally
        {
            hosts.ForEach(item => item.Dispose());
        }
    }

    [Fact]
    public async Task Eight_threads_create_and_delete_names_at_once()
    {
        Require.NamedNamespaces();
        long end = Environment.TickCount64 + 10_000;
        int rounds = 0;
        Task[] tasks = [.. Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (int round = 0; Environment.TickCount64 < end; round++)
                {
                    string name = $"{RunMark.Prefix}{thread}-{round}";
                    NetNamespace.Create(name).Dispose();
                    NetNamespace.Delete(name);
                    Interlocked.Increment(ref rounds);
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        await Task.WhenAll(tasks);
        rounds.Should().BeGreaterThan(8);
    }

    private static void Join(NetNamespace member, string name, Bridge bridge, NetNamespace host, string port, string address)
    {
        VethPair pair = VethPair.Create(member, name, host, port);
        bridge.AddPort(pair.Second);
        pair.First.AddAddress(address);
        pair.Connect();
    }
}
