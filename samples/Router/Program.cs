// A router with two networks inside and two providers outside:
//
//   office 10.0.1.2 --- 10.0.1.1 office          north 192.0.2.1 ----- 192.0.2.2 north    web 203.0.113.1
//                                       router
//   guests 10.0.2.2 --- 10.0.2.1 guests          south 198.51.100.1 -- 198.51.100.2 south web 203.0.113.1
//
// The office goes out through north, guests through south: that is policy routing. Neither provider knows the networks inside, so the
// router translates addresses. It publishes the web server of the office at port 8080, and guests do not reach the office.
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces;
using LinuxNamespaces.Network;
using LinuxNamespaces.Samples;

const long GuestTable = 100;

return await Sample.RunAsync("Router", "Routes two networks to two providers, with address translation and policy routing, and draws what it built.", [], args, RunAsync);

static async Task RunAsync(Sample sample)
{
    Steps steps = sample.Steps;
    Steps.Title("Building, each step beside the command that it replaces:");
    NetNamespace router = Create(sample, "router");
    Wire office = Connect(sample, router, "office", "10.0.1");
    Wire guests = Connect(sample, router, "guests", "10.0.2");
    Wire north = Connect(sample, router, "north", "192.0.2");
    Wire south = Connect(sample, router, "south", "198.51.100");
    foreach (Wire inside in (Wire[])[office, guests])
    {
        steps.Do($"the default route of {inside.Name}", $"ip -n {inside.Name} route add default via {inside.Router}", () => inside.Host.Routes.Add(Route.Default(inside.Router)));
    }

    foreach (Wire outside in (Wire[])[north, south])
    {
        steps.Do($"the address of the web behind {outside.Name}", $"ip -n {outside.Name} addr add 203.0.113.1/32 dev lo", () => outside.Host.Loopback.AddAddress("203.0.113.1/32"));
    }

    steps.Do("forwarding", "ip netns exec router sysctl net.ipv4.ip_forward=1", () => router.Sysctl["net/ipv4/ip_forward"] = "1");
    steps.Do("the usual way out", $"ip -n router route add default via {north.Address}", () => router.Routes.Add(Route.Default(north.Address)));
    steps.Do("the way out of guests", $"ip -n router route add default via {south.Address} table {GuestTable}", () => router.Routes.Add(Route.Default(south.Address) with { Table = GuestTable }));
    steps.Do("networks of the router come first", "ip -n router rule add lookup main suppress_prefixlength 0", () =>
        router.Rules.Add(new RoutingRule(AddressFamily.InterNetwork) { Table = Route.MainTable, SuppressPrefixLength = 0, Priority = 999 }));
    steps.Do("guests take it", $"ip -n router rule add from {guests.Network} iif guests lookup {GuestTable}", () =>
        router.Rules.Add(new RoutingRule(AddressFamily.InterNetwork) { From = guests.Network, InputLinkName = "guests", Table = GuestTable, Priority = 1000 }));
    steps.Do("translation of the office", $"nft add rule ... ip saddr {office.Network} oifname north masquerade", () => router.Nftables.Masquerade(office.Network, "north"));
    steps.Do("translation of guests", $"nft add rule ... ip saddr {guests.Network} oifname south masquerade", () => router.Nftables.Masquerade(guests.Network, "south"));
    steps.Do("the published port", $"nft add rule ... tcp dport 8080 dnat to {office.Address}:80", () =>
        router.Nftables.PublishPort(new PortPublication(NatProtocol.Tcp, 8080, office.Address, 80)));
    steps.Do("no guests in the office", $"nft add rule ... ip saddr {guests.Network} ip daddr {office.Network} drop", () =>
        router.Nftables.Drop(NftHook.Forward, NftMatch.Source(guests.Network), NftMatch.Destination(office.Network)));

    using WebServer northWeb = new("north", north.Host);
    using WebServer southWeb = new("south", south.Host);
    using WebServer officeWeb = new("office", office.Host);
    Steps.Title("What each server sees, over HTTP:");
    await ShowAsync(sample, office, "http://203.0.113.1/");
    await ShowAsync(sample, guests, "http://203.0.113.1/");
    await ShowAsync(sample, north, $"http://{north.Router}:8080/");
    await ShowAsync(sample, office, $"http://{office.Router}:8080/");
    await ShowAsync(sample, guests, $"http://{office.Address}/");

    Steps.Title("The router:");
    Drawing.Print(router, [office, guests], [north, south]);
}

static NetNamespace Create(Sample sample, string name)
{
    NetNamespace created = sample.Steps.Do($"a network namespace, {name}", $"ip netns add {name}", () => NetNamespace.Create());
    sample.Cleanup.Add($"the namespace {name}", $"ip netns del {name}", created.Dispose);
    sample.Steps.Do(string.Empty, $"ip -n {name} link set lo up", () => created.Loopback.Up());
    return created;
}

static Wire Connect(Sample sample, NetNamespace router, string name, string prefix)
{
    NetNamespace host = Create(sample, name);
    Wire wire = new(name, host, IPAddress.Parse($"{prefix}.2"), IPAddress.Parse($"{prefix}.1"), IPNetwork.Parse($"{prefix}.0/24"));
    VethPair pair = sample.Steps.Do($"a veth pair from {name} to the router", $"ip link add eth0 netns {name} type veth peer {name} netns router", () => VethPair.Create(host, "eth0", router, name));
    sample.Steps.Do(string.Empty, $"ip -n {name} addr add {wire.Address}/24 dev eth0", () => pair.First.AddAddress($"{wire.Address}/24"));
    sample.Steps.Do(string.Empty, $"ip -n router addr add {wire.Router}/24 dev {name}", () => pair.Second.AddAddress($"{wire.Router}/24"));
    sample.Steps.Do(string.Empty, $"ip -n {name} link set eth0 up", () => pair.First.Up());
    sample.Steps.Do(string.Empty, $"ip -n router link set {name} up", () => pair.Second.Up());
    return wire;
}

static async Task ShowAsync(Sample sample, Wire from, string url)
{
    using HttpClient client = new(from.Host.CreateHttpHandler()) { Timeout = TimeSpan.FromSeconds(1) };
    string answer;
    try
    {
        answer = await client.GetStringAsync(new Uri(url), sample.Stop);
    }
    catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !sample.Stop.IsCancellationRequested))
    {
        answer = "no answer";
    }

    Console.WriteLine($"  {from.Name,-7} {url,-26} {answer}");
}
