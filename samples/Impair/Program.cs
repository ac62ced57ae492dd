// Two hosts, red and blue, on a cable that gets worse and better again while red pings blue:
//
//   red                                blue
//   veth0 192.168.10.100 ------------- 192.168.10.101 veth0
//
// A kernel without the network emulator (CONFIG_NET_SCH_NETEM) shows a limited rate instead.
using System.Net;
using LinuxNamespaces;
using LinuxNamespaces.Network;
using LinuxNamespaces.Samples;

const string Name = "Impair";

return await Sample.RunAsync(Name, "Impairs a link between two network namespaces while it is in use, and plots the round-trip times.", [], args, RunAsync);

static async Task RunAsync(Sample sample)
{
    Steps steps = sample.Steps;
    Cleanup cleanup = sample.Cleanup;
    Steps.Title("Building, each step beside the command that it replaces:");
    NetNamespace red = steps.Do("a network namespace, red", "ip netns add red", () => NetNamespace.Create());
    cleanup.Add("the namespace red", "ip netns del red", red.Dispose);
    NetNamespace blue = steps.Do("a network namespace, blue", "ip netns add blue", () => NetNamespace.Create());
    cleanup.Add("the namespace blue", "ip netns del blue", blue.Dispose);
    VethPair cable = steps.Do("a veth pair from red to blue", "ip link add veth0 netns red type veth peer veth0 netns blue", () => VethPair.Create(red, "veth0", blue, "veth0"));
    steps.Do("the address of red", "ip -n red addr add 192.168.10.100/24 dev veth0", () => cable.First.Up().AddAddress("192.168.10.100/24"));
    steps.Do("the address of blue", "ip -n blue addr add 192.168.10.101/24 dev veth0", () => cable.Second.Up().AddAddress("192.168.10.101/24"));

    Link link = cable.First;
    IPAddress target = IPAddress.Parse("192.168.10.101");
    // The first packet also waits for the address of the other end.
    await red.PingAsync(target, cancellationToken: sample.Stop);
    try
    {
        await ImpairAsync(red, link, target, sample.Stop);
    }
    catch (NotSupportedException e)
    {
        Steps.Title(e.Message);
        Steps.Title("What becomes of packets that red sends to blue all at once, by the rate of the link:");
        RateDemo.Run(red, link, target, sample.Stop);
    }
}

static async Task ImpairAsync(NetNamespace red, Link link, IPAddress target, CancellationToken stop)
{
    (string Text, LinkImpairment? Impairment)[] stages =
    [
        ("no impairment", null),
        ("delay 30 ms", new() { Delay = TimeSpan.FromMilliseconds(30) }),
        ("delay 50 ms, jitter 15 ms", new() { Delay = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(15), Distribution = NetemDistribution.Normal }),
        ("delay 10 ms, loss 40 %", new() { Delay = TimeSpan.FromMilliseconds(10), Loss = 0.4 }),
        ("no impairment", null),
    ];
    foreach ((string text, LinkImpairment? impairment) in stages)
    {
        // Packets that are on their way stay there when the impairment changes.
        _ = impairment is null ? link.ClearImpairment() : link.Impair(impairment);
        Steps.Title($"{text}:");
        await RoundTripPlot.RunAsync(red, target, stop);
    }
}
