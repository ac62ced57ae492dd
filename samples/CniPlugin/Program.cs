// A network plugin for podman, containerd and Kubernetes: it connects each container to the host by a pair of links, with an address of "host-local".
//
// Publish it (dotnet publish -r linux-x64), copy the program "p2p" to /opt/cni/bin, and write a network that uses it to /etc/cni/net.d:
// {"cniVersion":"1.0.0","name":"own","plugins":[{"type":"p2p","mtu":1400,"ipam":{"type":"host-local","subnet":"10.66.0.0/24"}}]}
using System.Net;
using System.Text.Json.Serialization;
using LinuxNamespaces.Cni;
using LinuxNamespaces.Network;

return CniHost.Run(new Plugin(), ConfigurationJson.Default.Configuration);

internal sealed record Configuration(int? Mtu, Ipam? Ipam);

internal sealed record Ipam(string Type);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Configuration))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;

internal sealed class Plugin : CniPlugin<Configuration>
{
    protected override CniResult Add(CniRequest<Configuration> request)
    {
        // If a later step fails, the host of the plugin has the address freed again.
        CniResult result = request.DelegateAdd(TypeOf(request));
        CniAddress address = result.Addresses[0];
        IPAddress gateway = address.Gateway ?? throw new CniException(CniErrorCode.InvalidConfiguration, "The address came without a gateway.");

        VethPairOptions options = new() { First = new LinkOptions { Mtu = request.Configuration.Mtu }, Second = new LinkOptions { Mtu = request.Configuration.Mtu } };
        VethPair pair = VethPair.Create(request.ContainerNamespace, request.InterfaceName, request.HostNamespace, $"p2p{Random.Shared.Next():x8}", options);
        request.OnFailure(pair.Delete);
        pair.Second.Up().AddAddress(gateway, 32);
        pair.First.Up().AddAddress(address.Address, 32);
        request.HostNamespace.Routes.Add(new Route(new IPNetwork(address.Address, 32)) { LinkIndex = pair.Second.Index });
        request.ContainerNamespace.Routes.Add(new Route(IPNetwork.Parse("0.0.0.0/0")) { Gateway = gateway, LinkIndex = pair.First.Index, OnLink = true });

        CniInterface inside = new(request.InterfaceName) { Sandbox = request.NetworkNamespacePath, Mtu = (int)pair.First.Info.Mtu };
        return result with { Interfaces = [inside, new CniInterface(pair.Second.Name)], Addresses = [address with { Interface = 0 }] };
    }

    protected override void Delete(CniRequest<Configuration> request)
    {
        if (request.HasContainerNamespace)
        {
            request.ContainerNamespace.Links.Find(request.InterfaceName)?.Delete();
        }

        request.DelegateDelete(TypeOf(request));
    }

    protected override void Status(CniRequest<Configuration> request) => request.DelegateStatus(TypeOf(request));

    protected override void CollectGarbage(CniRequest<Configuration> request) => request.DelegateCollectGarbage(TypeOf(request));

    private static string TypeOf(CniRequest<Configuration> request) =>
        request.Configuration.Ipam?.Type ?? throw new CniException(CniErrorCode.InvalidConfiguration, "The configuration has no 'ipam' with a 'type'.");
}
