using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network;

/// <summary>A test on a namespace with the link a0, which has the addresses 10.0.0.1/24 and 2001:db8::1/64, and its peer a1. Both are up.</summary>
public abstract class NetworkTest : KernelTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    protected NetworkTest()
    {
        // Link-local addresses come late, and their routes with them.
        Red.Sysctl["net/ipv6/conf/default/addr_gen_mode"] = "1";
        VethPair pair = VethPair.Create(Red, "a0", Red, "a1").Connect();
        First = pair.First;
        Second = pair.Second;
        Red.Loopback.Up();
        First.AddAddress("10.0.0.1/24");
        First.AddAddress(new InterfaceAddress(IPAddress.Parse("2001:db8::1"), 64) { Flags = AddressFlags.NoDuplicateAddressDetection });
        // The kernel adds routes of its own when it sees the carrier.
        RouteFilter multicast = new() { Type = RouteType.Multicast, Table = Route.LocalTable };
        SpinWait.SpinUntil(() => Red.Routes.List(multicast).Count == 2, s_long).Should().BeTrue("both links are ready");
    }

    protected Link First { get; }

    protected Link Second { get; }

    /// <summary>Has ip(8) execute many commands at once.</summary>
    internal static void Batch(NetNamespace netNamespace, string family, IEnumerable<string> commands)
    {
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "commands");
        File.WriteAllLines(file, commands);
        Tool.RunIn(netNamespace, "ip", family, "-batch", file);
    }
}
