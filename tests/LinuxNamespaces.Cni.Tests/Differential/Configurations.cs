using System.Text.Json.Nodes;

namespace LinuxNamespaces.Cni.Tests.Differential;

/// <summary>The configurations that are tried: one that works for each plugin, and single differences from it over what its documentation has.</summary>
/// <remarks>
/// A difference is a part of JSON with ' for ". Besides keys of the configuration it may have "before", a command on the host; "inside", one in the
/// container; "arguments", which is CNI_ARGS; and "link", the name of the interface.
/// </remarks>
internal static class Configurations
{
    private const string Ipam = "'ipam':{'type':'host-local','dataDir':'DIRECTORY','ranges':[[{'subnet':'10.8.0.0/24'}]]}";

    private const string Dual = "'ipam':{'ranges':[[{'subnet':'10.8.0.0/24'}],[{'subnet':'fd08::/64'}]]}";

    private static readonly string[] s_versions = ["'cniVersion':'0.3.0'", "'cniVersion':'0.3.1'", "'cniVersion':'0.4.0'", "'cniVersion':'1.0.0'", "'cniVersion':'9.9.9'", "'cniVersion':5"];

    private static readonly string[] s_ipam =
    [
        "'ipam':{'routes':[{'dst':'0.0.0.0/0'}]}",
        "'ipam':{'routes':[{'dst':'0.0.0.0/0'},{'dst':'0.0.0.0/0'}]}",
        "'ipam':{'routes':[{'dst':'192.0.2.0/24','gw':'10.8.0.7'}]}",
        "'ipam':{'routes':[{'dst':'192.0.2.0/24'},{'dst':'198.51.100.0/24','gw':'10.8.0.9'}]}",
        "'ipam':{'routes':[{'dst':'nowhere'}]}",
        "'ipam':{'routes':[{'dst':'192.0.2.0/24','gw':'nobody'}]}",
        "'ipam':{'routes':[{'dst':'192.0.2.9/24'}]}",
        "'ipam':{'routes':[{'gw':'10.8.0.7'}]}",
        "'ipam':{'routes':{}}",
        Dual,
        "'ipam':{'ranges':[[{'subnet':'fd08::/64'}]]}",
        "'ipam':{'ranges':[[{'subnet':'fd08::/64'}]],'routes':[{'dst':'::/0'}]}",
        "'ipam':{'ranges':[[{'subnet':'10.8.0.0/24'}],[{'subnet':'fd08::/64'}]],'routes':[{'dst':'0.0.0.0/0'},{'dst':'::/0'}]}",
        "'ipam':{'ranges':[[{'subnet':'10.8.0.0/24','gateway':'10.8.0.254'}]]}",
    ];

    // What plugins that delegate make of what they get.
    private static readonly string[] s_delegated = [s_ipam[0], s_ipam[1], s_ipam[2], s_ipam[4], s_ipam[6], .. s_ipam[9..12]];

    private static readonly (string Plugin, string Settings, string[][] Differences)[] s_plugins =
    [
        ("host-local", Ipam, [s_versions, s_ipam,
        [
            "'ipam':{'ranges':[]}", "'ipam':{'ranges':[[]]}", "'ipam':{'ranges':[[{}]]}", "'ipam':{'ranges':{}}", "'ipam':null",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24'}", "'ipam':{'ranges':null}", "'ipam':{'ranges':null,'subnet':'10.8.0.0'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.1/24'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/31'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/32'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/30'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/29'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/33'}",
            "'ipam':{'ranges':null,'subnet':'fd08::/126'}", "'ipam':{'ranges':null,'subnet':'fd08::/127'}", "'ipam':{'ranges':null,'subnet':'0.0.0.0/0'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'10.8.0.20'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeEnd':'10.8.0.30'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'10.8.0.20','rangeEnd':'10.8.0.10'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'10.8.0.20','rangeEnd':'10.8.0.20'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'10.8.0.0'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'10.8.0.255'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeEnd':'10.8.0.255'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'10.9.0.1'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeEnd':'10.9.0.1'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'first'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'fd08::1'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','gateway':'10.8.0.2'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','gateway':'10.9.0.1'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','gateway':'fd08::1'}", "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','gateway':'door'}",
            "'ipam':{'ranges':null,'subnet':'10.8.0.0/24','rangeStart':'10.8.0.1','rangeEnd':'10.8.0.1'}",
            "'ipam':{'subnet':'10.7.0.0/24'}", "'ipam':{'subnet':'10.8.0.0/25'}",
            "'ipam':{'ranges':[[{'subnet':'10.8.0.0/30'},{'subnet':'10.8.1.0/24'}]]}", "'ipam':{'ranges':[[{'subnet':'10.8.0.0/24'},{'subnet':'fd08::/64'}]]}",
            "'ipam':{'ranges':[[{'subnet':'10.8.0.0/24'}],[{'subnet':'10.8.0.0/16'}]]}", "'ipam':{'ranges':[[{'subnet':'10.8.0.0/24'},{'subnet':'10.8.0.0/24'}]]}",
            "'ipam':{'ranges':[[{'subnet':'10.8.0.0/24'}],[{'subnet':'10.9.0.0/24'}]]}",
            "'ipam':{'ranges':[[{'subnet':'10.8.0.0/24','rangeEnd':'10.8.0.9'},{'subnet':'10.8.0.0/24','rangeStart':'10.8.0.10'}]]}",
            "'arguments':'IP=10.8.0.77'", "'arguments':'IP=10.8.0.1'", "'arguments':'IP=10.9.0.1'", "'arguments':'IP=who'", "'arguments':'IP='", "'arguments':'IP=10.8.0.77/24'",
            "'arguments':'IgnoreUnknown=1;K=V;IP=10.8.0.5'", "'arguments':'nonsense'",
            "'args':{'cni':{'ips':['10.8.0.88']}}", "'args':{'cni':{'ips':['10.8.0.88/24']}}", "'args':{'cni':{'ips':['10.9.0.88']}}", "'args':{'cni':{'ips':['10.8.0.88','10.8.0.89']}}",
            "'args':{'cni':{'ips':'10.8.0.88'}}", "'args':{'cni':{'ips':[]}}",
            "'runtimeConfig':{'ips':['10.8.0.99']}", "'runtimeConfig':{'ips':['10.8.0.99/24']}", "'runtimeConfig':{'ips':['10.9.0.99']}", "'runtimeConfig':{'ips':['']}",
            "'runtimeConfig':{'ipRanges':[[{'subnet':'10.10.0.0/24'}]]}", "'runtimeConfig':{'ipRanges':[]}", "'runtimeConfig':{'ipRanges':[[{'subnet':'10.10.0.0'}]]}",
            "'name':''", "'name':'a/b'", "'name':'net.with-marks_1'", "'link':'a/b'", "'link':'sixteen-letters0'", "'link':'.'",
        ]]),
        ("bridge", "'bridge':'br0'," + Ipam, [s_versions, s_delegated,
        [
            "'bridge':null", "'bridge':''", "'bridge':'bridge-of-names'", "'bridge':'a-name-too-long0'", "'bridge':'up0'", "'bridge':'a/b'",
            "'isGateway':true", "'isGateway':true," + Dual, "'isDefaultGateway':true", "'isDefaultGateway':true,'mtu':1400", "'isDefaultGateway':true," + Dual,
            "'isGateway':true,'ipam':{'ranges':[[{'subnet':'10.8.0.0/24','gateway':'10.8.0.254'}]]}", "'isGateway':'yes'",
            "'isDefaultGateway':true,'ipam':{'routes':[{'dst':'0.0.0.0/0'}]}", "'isDefaultGateway':true,'ipam':{'routes':[{'dst':'0.0.0.0/0','gw':'10.8.0.9'}]}",
            "'mtu':1400", "'mtu':9000", "'mtu':0", "'mtu':'1400'", "'mtu':60", "'mtu':70000",
            "'hairpinMode':true", "'promiscMode':true", "'hairpinMode':true,'promiscMode':true", "'hairpinMode':1",
            "'ipMasq':true", "'isGateway':true,'ipMasq':true," + Dual,
            "'vlan':-1", "'vlan':4095", "'vlan':5000", "'vlan':100",
            "'before':'ip link add br0 type bridge'", "'before':'ip link add br0 type bridge','mtu':1400", "'isGateway':true,'before':'ip link add br0 type bridge; ip addr add 10.8.0.1/24 dev br0'",
            "'isGateway':true,'before':'ip link add br0 type bridge; ip addr add 192.0.2.1/24 dev br0'",
            "'isGateway':true,'forceAddress':true,'before':'ip link add br0 type bridge; ip addr add 192.0.2.1/24 dev br0'",
            "'isGateway':true,'before':'ip link add br0 type bridge; ip addr add 10.8.0.9/24 dev br0'",
            "'inside':'ip link add eth0 type veth peer name x'", "'inside':'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'," + Dual,
            "'ipam':{'type':''}", "'ipam':null", "'ipam':{'type':'nobody'}", "'ipam':{'type':'a/b'}", "'ipam':[]",
            "'dns':{'nameservers':['192.0.2.53'],'search':['example'],'domain':'example','options':['ndots:1']}", "'dns':{'nameservers':'192.0.2.53'}", "'dns':{}",
            "'arguments':'MAC=02:00:00:00:00:07'", "'arguments':'MAC=xyz'", "'args':{'cni':{'mac':'02:00:00:00:00:07'}}", "'runtimeConfig':{'mac':'02:00:00:00:00:07'}",
            "'runtimeConfig':{'mac':'02:00:00:00:00'}", "'runtimeConfig':{'mac':'02-00-00-00-00-07'}", "'runtimeConfig':{'mac':'02:00:00:00:00:07'},'arguments':'MAC=02:00:00:00:00:08'",
            "'args':{'cni':{'mac':'02:00:00:00:00:07'}},'arguments':'MAC=02:00:00:00:00:08'", "'link':'net1'", "'unknown':{'deep':[1,2]}",
        ]]),
        ("ptp", Ipam, [s_versions, s_delegated,
        [
            "'mtu':1300", "'mtu':0", "'mtu':70000", "'ipMasq':true", "'ipam':{'type':''}", "'ipam':null", "'dns':{'nameservers':['192.0.2.53']}", "'link':'net1'",
            "'inside':'ip link add eth0 type veth peer name x'", "'ipam':{'type':'nobody'}",
        ]]),
        ("macvlan", "'master':'up0'," + Ipam, [
        [
            "'mode':'bridge'", "'mode':'private'", "'mode':'vepa'", "'mode':'passthru'", "'mode':'odd'", "'mode':5", "'master':'nobody'", "'master':''", "'mtu':1200", "'mtu':9000", "'mtu':-1",
            "'ipam':null", Dual, "'arguments':'MAC=02:00:00:00:00:07'", "'runtimeConfig':{'mac':'02:00:00:00:00:07'}", "'runtimeConfig':{'mac':'x'}",
        ]]),
        ("vlan", "'master':'up0','vlanId':7," + Ipam, [["'vlanId':-1", "'vlanId':4095", "'vlanId':0", "'vlanId':'7'", "'master':''", "'master':'nobody'", "'mtu':1200", "'mtu':-1", "'ipam':null"]]),
        ("loopback", "'x':1", [s_versions, ["'link':'lo'"]]),
        ("portmap", "'CHAINED':true,'runtimeConfig':{'portMappings':[{'hostPort':8080,'containerPort':80,'protocol':'tcp'}]}", [
        [
            "'runtimeConfig':{'portMappings':[]}", "'runtimeConfig':null", "'runtimeConfig':{'portMappings':[{'hostPort':8080,'containerPort':80,'protocol':'udp'}]}",
            "'runtimeConfig':{'portMappings':[{'hostPort':8080,'containerPort':80,'protocol':'sctp'}]}",
            "'runtimeConfig':{'portMappings':[{'hostPort':0,'containerPort':80,'protocol':'tcp'}]}", "'runtimeConfig':{'portMappings':[{'hostPort':8080,'containerPort':0,'protocol':'tcp'}]}",
            "'runtimeConfig':{'portMappings':[{'hostPort':'x','containerPort':80,'protocol':'tcp'}]}", "'snat':false", "'masqAll':true", "'CHAINED':false", "'markMasqBit':13",
            "'markMasqBit':32", "'markMasqBit':-1", "'externalSetMarkChain':'MARK','markMasqBit':5",
        ]]),
        ("firewall", "'CHAINED':true", [["'backend':'iptables'", "'ingressPolicy':'open'", "'CHAINED':false"]]),
        ("tuning", "'CHAINED':true,'dataDir':'DIRECTORY'", [
        [
            "'mac':'02:00:00:00:00:07'", "'mac':'xyz'", "'mtu':1350", "'mtu':70000", "'promisc':true", "'promisc':false", "'allmulti':true", "'allmulti':false", "'txQLen':777",
            "'sysctl':{'net.core.somaxconn':'333'}", "'sysctl':{'net/core/somaxconn':'333'}", "'sysctl':{'net.ipv4.conf.IFNAME.accept_local':'1'}", "'sysctl':{'net.nothing':'1'}",
            "'sysctl':{'kernel.pid_max':'70000'}", "'sysctl':{'net.ipv4.conf.eth0.accept_local':'x'}", "'sysctl':{'net.core.somaxconn':5}", "'sysctl':{'net/../kernel/pid_max':'70000'}",
            "'mac':'02:00:00:00:00:07','mtu':1350,'promisc':true,'allmulti':true,'txQLen':500", "'arguments':'MAC=02:00:00:00:00:07'", "'runtimeConfig':{'mac':'02:00:00:00:00:07'}",
            "'args':{'cni':{'mac':'02:00:00:00:00:07'}}", "'CHAINED':false",
        ]]),
    ];

    /// <summary>Enumerates plugins with the differences, "" for none.</summary>
    internal static IEnumerable<(string Plugin, string Difference)> All() =>
        s_plugins.SelectMany(item => item.Differences.SelectMany(list => list).Prepend("").Distinct().Select(difference => (item.Plugin, difference)));

    /// <summary>Gets the whole of a configuration.</summary>
    internal static JsonObject Create(string plugin, string difference, string directory)
    {
        string settings = s_plugins.First(item => item.Plugin == plugin).Settings;
        JsonObject whole = Parse($"'cniVersion':'1.0.0','name':'net','type':'{plugin}',{settings}", directory);
        foreach ((string key, JsonNode? value) in Parse(difference, directory))
        {
            if (key == "ipam" && value is JsonObject changes && whole[key] is JsonObject present)
            {
                foreach ((string inner, JsonNode? setting) in changes)
                {
                    present[inner] = setting?.DeepClone();
                }
            }
            else
            {
                whole[key] = value?.DeepClone();
            }
        }

        return whole;
    }

    private static JsonObject Parse(string settings, string directory) =>
        JsonNode.Parse($"{{{settings}}}".Replace('\'', '"').Replace("DIRECTORY", directory, StringComparison.Ordinal))!.AsObject();
}
