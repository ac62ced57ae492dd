using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Makes changes and traffic in the watched namespace: a link to another namespace, addresses, a route, a rule, and pings.</summary>
internal sealed class Scene(NetNamespace watched)
{
    private const string LinkName = "veth0";
    private const int Pings = 20;

    private static readonly IPAddress s_peer = IPAddress.Parse("192.168.10.101");

    /// <summary>Returns whether the event is about the last change.</summary>
    public static bool IsLast(NetworkEvent change) => change is LinkEvent { Change: NetworkChange.Removed, Link.Name: LinkName };

    public async Task RunAsync(CancellationToken stop)
    {
        using NetNamespace peer = NetNamespace.Create();
        VethPair pair = VethPair.Create(watched, LinkName, peer, LinkName);
        try
        {
            await ChangeAsync(pair, stop);
        }
        finally
        {
            pair.Delete();
        }
    }

    private async Task ChangeAsync(VethPair pair, CancellationToken stop)
    {
        pair.First.Up();
        pair.Second.Up();
        await pair.First.WaitForCarrierAsync(stop);
        pair.First.AddAddress("192.168.10.100/24");
        pair.Second.AddAddress("192.168.10.101/24");
        pair.First.AddAddress("2001:db8::1/64");
        // Duplicate address detection takes a second or two.
        await pair.First.WaitForAddressAsync(IPAddress.Parse("2001:db8::1"), stop);

        watched.Routes.Add(IPNetwork.Parse("10.0.0.0/8"), s_peer);
        watched.Rules.Add(new RoutingRule(AddressFamily.InterNetwork) { Priority = 100, Table = 100 });
        EchoOptions options = new() { Count = Pings, Interval = TimeSpan.FromMilliseconds(100), PayloadSize = 1400 };
        await foreach (EchoReply reply in watched.PingStreamAsync(s_peer, options, stop))
        {
            _ = reply;
        }

        watched.Rules.Flush(new RoutingRuleFilter { Priority = 100 });
        // The kernel does not notify about the IPv4 routes that go with it; the events tell them all the same.
        pair.First.Down();
    }
}
