// Two hosts, red and blue, plugged into one bridge, and a ping from one to the other:
//
//   red                               host                              blue
//   veth0 192.168.10.100 --- br-veth0 [ br0 ] br-veth1 --- 192.168.10.101 veth1
//
// Read on from RunAsync: it is the whole walk-through, in the order in which one would type the commands.
using System.Net;
using LinuxNamespaces;
using LinuxNamespaces.Network;
using LinuxNamespaces.Samples;

const string Name = "TwoHostsOneBridge";
const string OnHost = "--on-host";
const string Named = "--named";
const byte Mark = 1;

return await Sample.RunAsync(
    Name,
    "Joins two network namespaces by a bridge and pings across it, then removes everything.",
    [
        (OnHost, "Put the bridge into the current network namespace, not into one of its own."),
        (Named, "Give the namespaces the names red and blue, for 'ip netns' to see."),
    ],
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
        HostGuard.ClearName(host, "br0", HostGuard.Mark(Mark, 0));
        HostGuard.ClearName(host, "br-veth0", HostGuard.Mark(Mark, 1));
        HostGuard.ClearName(host, "br-veth1", HostGuard.Mark(Mark, 2));
        HostGuard.RequireUnused(host, IPNetwork.Parse("192.168.10.0/24"));
    }

    if (sample.Has(Named))
    {
        cleanup.Add(NameJournal.Open(Name, "red", "blue"));
    }

    Steps.Title("Building, each step beside the command that it replaces:");
    NetNamespace red = CreateHost(sample, "red");
    NetNamespace blue = CreateHost(sample, "blue");

    Bridge bridge = steps.Do("a bridge", "ip link add br0 type bridge", () =>
        host.Links.AddBridge("br0", new BridgeOptions { Address = HostGuard.Mark(Mark, 0) }));
    cleanup.Add("the bridge", "ip link del br0", bridge.Delete);

    VethPair first = Connect(sample, red, "red", "veth0", host, "br-veth0", 1);
    VethPair second = Connect(sample, blue, "blue", "veth1", host, "br-veth1", 2);

    steps.Do("plug the first pair into the bridge", "ip link set br-veth0 master br0", () => bridge.AddPort(first.Second));
    steps.Do("plug the second pair into the bridge", "ip link set br-veth1 master br0", () => bridge.AddPort(second.Second));
    steps.Do("the address of red", "ip -n red addr add 192.168.10.100/24 dev veth0", () => first.First.AddAddress("192.168.10.100/24"));
    steps.Do("the address of blue", "ip -n blue addr add 192.168.10.101/24 dev veth1", () => second.First.AddAddress("192.168.10.101/24"));

    steps.Do("bridge up", "ip link set br0 up", () => bridge.Up());
    steps.Do("its ports up", "ip link set br-veth0 up", () => first.Second.Up());
    steps.Do(string.Empty, "ip link set br-veth1 up", () => second.Second.Up());
    steps.Do("red up", "ip -n red link set veth0 up", () => first.First.Up());
    steps.Do(string.Empty, "ip -n red link set lo up", () => red.Loopback.Up());
    steps.Do("blue up", "ip -n blue link set veth1 up", () => second.First.Up());
    steps.Do(string.Empty, "ip -n blue link set lo up", () => blue.Loopback.Up());

    LinkTable.Print("red", red);
    LinkTable.Print("blue", blue);
    LinkTable.Print("the host", host);

    Steps.Title("From red to blue, as 'ip netns exec red ping -c 4 192.168.10.101':");
    await PingPrinter.RunAsync(red, "192.168.10.101", count: 4, sample.Stop);

    Steps.Title("The bridge, as 'brctl show':");
    BridgeTable.Print(bridge);
}

static NetNamespace CreateHost(Sample sample, string name)
{
    bool named = sample.Has(Named);
    NetNamespace created = sample.Steps.Do($"a network namespace, {name}", $"ip netns add {name}", () => NetNamespace.Create(named ? name : null));
    sample.Cleanup.Add($"the namespace {name}", $"ip netns del {name}", () =>
    {
        created.Dispose();
        if (named)
        {
            NetNamespace.Delete(name);
        }
    });
    return created;
}

static VethPair Connect(Sample sample, NetNamespace netNamespace, string name, string end, NetNamespace host, string port, byte number)
{
    VethPairOptions options = new() { Second = new LinkOptions { Address = HostGuard.Mark(Mark, number) } };
    VethPair pair = sample.Steps.Do($"a veth pair from {name} to the bridge", $"ip link add {end} netns {name} type veth peer {port}", () =>
        VethPair.Create(netNamespace, end, host, port, options));
    sample.Cleanup.Add($"the veth pair of {name}", $"ip link del {port}", pair.Delete);
    return pair;
}
