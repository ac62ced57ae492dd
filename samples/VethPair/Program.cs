// The simplest of connections, a veth pair: what goes in at one end comes out at the other. First a namespace and the host,
//
//   red                                host
//   veth0 192.168.10.100 ------------- 192.168.10.101 host-veth0
//
// then two namespaces with nothing in between:
//
//   red                                blue
//   veth1 192.168.20.100 ------------- 192.168.20.101 veth1
using System.Net;
using LinuxNamespaces;
using LinuxNamespaces.Network;
using LinuxNamespaces.Samples;

const string Name = "VethPair";
const string OnHost = "--on-host";
const byte Mark = 2;

return await Sample.RunAsync(
    Name,
    "Joins a network namespace with the host, and two network namespaces with each other, by veth pairs.",
    [(OnHost, "Take the current network namespace as the host, not one of its own.")],
    args,
    RunAsync);

static async Task RunAsync(Sample sample)
{
    Steps steps = sample.Steps;
    Cleanup cleanup = sample.Cleanup;
    NetNamespace host = cleanup.Add(sample.Has(OnHost) ? NetNamespace.OpenCurrent() : NetNamespace.Create());
    if (sample.Has(OnHost))
    {
        HostGuard.RequireRights(host);
        cleanup.Add(HostGuard.Lock(Name));
        HostGuard.ClearName(host, "host-veth0", HostGuard.Mark(Mark, 0));
        HostGuard.RequireUnused(host, IPNetwork.Parse("192.168.10.0/24"));
    }

    Steps.Title("Building, each step beside the command that it replaces:");
    NetNamespace red = steps.Do("a network namespace, red", "ip netns add red", () => NetNamespace.Create());
    cleanup.Add("the namespace red", "ip netns del red", red.Dispose);
    NetNamespace blue = steps.Do("a network namespace, blue", "ip netns add blue", () => NetNamespace.Create());
    cleanup.Add("the namespace blue", "ip netns del blue", blue.Dispose);

    VethPairOptions marked = new() { Second = new LinkOptions { Address = HostGuard.Mark(Mark, 0) } };
    VethPair toHost = steps.Do("a veth pair from red to the host", "ip link add veth0 netns red type veth peer host-veth0", () =>
        VethPair.Create(red, "veth0", host, "host-veth0", marked));
    cleanup.Add("the pair from red to the host", "ip link del host-veth0", toHost.Delete);

    VethPair direct = steps.Do("a veth pair from red to blue", "ip link add veth1 netns red type veth peer veth1 netns blue", () =>
        VethPair.Create(red, "veth1", blue, "veth1"));
    cleanup.Add("the pair from red to blue", "ip -n red link del veth1", direct.Delete);

    steps.Do("addresses of the first pair", "ip -n red addr add 192.168.10.100/24 dev veth0", () => toHost.First.AddAddress("192.168.10.100/24"));
    steps.Do(string.Empty, "ip addr add 192.168.10.101/24 dev host-veth0", () => toHost.Second.AddAddress("192.168.10.101/24"));
    steps.Do("addresses of the second pair", "ip -n red addr add 192.168.20.100/24 dev veth1", () => direct.First.AddAddress("192.168.20.100/24"));
    steps.Do(string.Empty, "ip -n blue addr add 192.168.20.101/24 dev veth1", () => direct.Second.AddAddress("192.168.20.101/24"));

    steps.Do("all ends up", "ip -n red link set veth0 up", () => toHost.First.Up());
    steps.Do(string.Empty, "ip link set host-veth0 up", () => toHost.Second.Up());
    steps.Do(string.Empty, "ip -n red link set veth1 up", () => direct.First.Up());
    steps.Do(string.Empty, "ip -n blue link set veth1 up", () => direct.Second.Up());

    LinkTable.Print("red", red);
    LinkTable.Print("blue", blue);
    LinkTable.Print("the host", host);

    await PingAsync("From red to the host", red, "192.168.10.101");
    await PingAsync("From the host to red", host, "192.168.10.100");
    await PingAsync("From red to blue", red, "192.168.20.101");
    await PingAsync("From blue to red", blue, "192.168.20.100");

    async Task PingAsync(string title, NetNamespace from, string address)
    {
        Steps.Title($"{title}:");
        await PingPrinter.RunAsync(from, address, count: 2, sample.Stop);
    }
}
