using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Export;

/// <summary>Manifests for meshnet-cni, against the rules of its resource definition and those of Kubernetes for pods.</summary>
public sealed partial class MeshnetTests
{
    [Fact]
    public void Any_lab_obeys_the_schema() => RandomLab.Any.Sample(Check, iter: 300);

    [Fact]
    public async Task A_routed_lab_has_its_addresses_routes_and_names()
    {
        await using NetworkLab lab = new();
        LabSwitch lan = lab.AddSwitch("lan", "10.1.0.0/24", "fd00:1::/64");
        LabHost a = lab.AddHost("A_1").AddAlias("a.example.org");
        LabHost server = lab.AddHost("server");
        LabRouter gate = lab.AddRouter("gate");
        lab.Connect(a, lan);
        lab.Connect(gate, lan, new LinkConditions { Loss = 0.5 });
        lab.Connect(gate, server, null, new LabLinkOptions { Networks = [IPNetwork.Parse("203.0.113.0/31")] });
        string text = lab.ToMeshnet(new MeshnetOptions { Name = "mine", Namespace = "tests", Image = "img:1", FirstLink = 10 });

        JsonArray items = Yaml.ToJson(text)["items"]!.AsArray();
        items[1]!.ToJsonString().Should().Be(
            """{"apiVersion":"networkop.co.uk/v1beta1","kind":"Topology","metadata":{"name":"a-1","namespace":"tests","labels":{"lab":"mine"}},"spec":"""
            + """{"links":[{"uid":10,"peer_pod":"lan","local_intf":"lab0","peer_intf":"port1","local_ip":"10.1.0.2/24"}]}}""");
        JsonNode pod = items[5]!;
        pod["metadata"]!["name"]!.GetValue<string>().Should().Be("a-1");
        pod["spec"]!["hostAliases"]!.ToJsonString().Should().StartWith("""[{"ip":"10.1.0.2","hostnames":["a.example.org"]},{"ip":"fd00:1::2","hostnames":["a.example.org"]},{"ip":"203.0.113.1","hostnames":["server"]}""");
        JsonNode container = pod["spec"]!["containers"]![0]!;
        container["image"]!.GetValue<string>().Should().Be("img:1");
        // The default route leads into the cluster.
        container["command"]![2]!.GetValue<string>().Should().Be(
            "until ip link show dev lab0 >/dev/null 2>&1; do sleep 1; done\nip link set dev lab0 up\nip address add fd00:1::2/64 dev lab0 nodad\nip route add 203.0.113.0/31 via 10.1.0.1\nexec sleep infinity");
        container["securityContext"]!.ToJsonString().Should().Be("""{"capabilities":{"add":["NET_ADMIN"]}}""");
        items[7]!["spec"]!["containers"]![0]!["securityContext"]!.ToJsonString().Should().Be("""{"privileged":true}""");
        text.Should().Contain("# 'A_1' is called 'a-1' here.\n").And.Contain("# The interface 'eth0' of 'A_1' is called 'lab0' here.\n")
            .And.Contain("# Not carried over: the link 'gate-lan' from 'lan': 50 % loss.\n");
    }

    private static void Check(NetworkLab lab)
    {
        JsonNode root = Yaml.ToJson(lab.ToMeshnet(new MeshnetOptions { FirstLink = 7 }));
        root["kind"]!.GetValue<string>().Should().Be("List");
        JsonNode[] items = [.. root["items"]!.AsArray().Select(item => item!)];
        Dictionary<string, JsonNode> topologies = ByName(items, "Topology", "networkop.co.uk/v1beta1"), pods = ByName(items, "Pod", "v1");
        topologies.Should().HaveCount(lab.Nodes.Count);
        pods.Keys.Should().BeEquivalentTo(topologies.Keys);
        items.Should().HaveCount(topologies.Count + pods.Count);
        foreach (JsonNode pod in pods.Values)
        {
            CheckPod(pod);
        }

        List<(string Pod, JsonNode Link)> ends = [.. topologies.SelectMany(topology => topology.Value["spec"]!["links"]!.AsArray().Select(link => (topology.Key, link!)))];
        ends.Should().HaveCount(2 * lab.Links.Count);
        // The interface that the cluster gives a pod stays the only one of its name.
        ends.Select(end => $"{end.Pod} {Text(end.Link, "local_intf")}").Should().OnlyHaveUniqueItems().And.NotContain(text => text!.EndsWith(" eth0", StringComparison.Ordinal));
        foreach (IGrouping<long, (string Pod, JsonNode Link)> link in ends.GroupBy(end => end.Link["uid"]!.GetValue<long>()))
        {
            link.Key.Should().BeGreaterThanOrEqualTo(7);
            link.Should().HaveCount(2, "an identifier is of one link, which both of its pods have");
            CheckEnds(link.First(), link.Last());
        }
    }

    private static void CheckEnds((string Pod, JsonNode Link) one, (string Pod, JsonNode Link) other)
    {
        foreach (((string pod, JsonNode link), (string peer, JsonNode peerLink)) in new[] { (one, other), (other, one) })
        {
            Text(link, "peer_pod").Should().Be(peer).And.NotBe(pod);
            Text(link, "peer_intf").Should().Be(Text(peerLink, "local_intf"));
            link["peer_ip"]?.GetValue<string>().Should().Be(peerLink["local_ip"]?.GetValue<string>());
            (link["local_ip"] is null || (link["local_ip"]!.GetValue<string>().Split('/') is [{ } address, { } length] && IPAddress.TryParse(address, out _) && int.TryParse(length, out _))).Should().BeTrue();
            link.AsObject().Select(item => item.Key).Should().BeSubsetOf(["uid", "peer_pod", "local_intf", "peer_intf", "local_ip", "peer_ip"]);
        }
    }

    private static void CheckPod(JsonNode pod)
    {
        JsonNode container = pod["spec"]!["containers"]!.AsArray().Should().ContainSingle().Which!;
        Label().IsMatch(Text(container, "name")).Should().BeTrue();
        Text(container, "image").Should().NotBeEmpty();
        container["command"]!.AsArray().Should().HaveCount(3).And.OnlyContain(word => word!.GetValueKind() == JsonValueKind.String);
        foreach (JsonNode? alias in pod["spec"]!["hostAliases"]?.AsArray() ?? [])
        {
            IPAddress.TryParse(Text(alias!, "ip"), out _).Should().BeTrue();
            alias!["hostnames"]!.AsArray().Should().NotBeEmpty().And.OnlyContain(name => Subdomain().IsMatch(name!.GetValue<string>()));
        }
    }

    private static Dictionary<string, JsonNode> ByName(IEnumerable<JsonNode> items, string kind, string version)
    {
        JsonNode[] found = [.. items.Where(item => Text(item, "kind") == kind && Text(item, "apiVersion") == version)];
        found.Select(item => Text(item["metadata"]!, "name")).Should().OnlyHaveUniqueItems().And.OnlyContain(name => Label().IsMatch(name));
        return found.ToDictionary(item => Text(item["metadata"]!, "name"));
    }

    private static string Text(JsonNode node, string key) => node[key]!.GetValue<string>();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();
}
