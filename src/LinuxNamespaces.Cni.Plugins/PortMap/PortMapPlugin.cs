using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Publishes ports of a container on the host.</summary>
internal sealed class PortMapPlugin : CniPlugin<PortMapConfiguration>
{
    protected override CniResult Add(CniRequest<PortMapConfiguration> request)
    {
        PortMapConfiguration configuration = request.Configuration;
        configuration.Validate();
        CniResult previous = request.PreviousResult ?? throw PluginErrors.NotChained("portmap");
        Publish(request, configuration, Targets(previous));
        return previous;
    }

    protected override void Delete(CniRequest<PortMapConfiguration> request)
    {
        // Whatever the configuration says: the runtime may not repeat the mappings.
        PortRules.Delete(request);
        ForgetClients(request.HostNamespace, request.Configuration.Mappings);
    }

    protected override void Check(CniRequest<PortMapConfiguration> request)
    {
        request.Configuration.Validate();
        int expected = Targets(request.PreviousResult!).Sum(target => request.Configuration.MappingsFor(target.Address.AddressFamily).Count());
        int present = PortRules.Count(request);
        if (present != expected)
        {
            throw PluginErrors.Different($"The container has {present} rules for published ports instead of {expected}.");
        }
    }

    protected override void CollectGarbage(CniRequest<PortMapConfiguration> request) => PortRules.CollectGarbage(request);

    /// <summary>Publishes the ports.</summary>
    /// <param name="request">The request.</param>
    /// <param name="configuration">The mappings, validated.</param>
    /// <param name="targets">The addresses of the container, one of a family.</param>
    internal static void Publish(CniRequest request, PortMapConfiguration configuration, CniAddress[] targets)
    {
        if (configuration.Mappings.Length == 0 || targets.Length == 0)
        {
            return;
        }

        PortRules.Add(request, configuration, targets);
        if (configuration.Snat ?? true)
        {
            AllowLoopback(request.HostNamespace, targets);
        }

        ForgetClients(request.HostNamespace, configuration.Mappings);
    }

    /// <summary>Deletes the UDP connections of the ports. Only the first packet of a connection runs through the rules.</summary>
    internal static void ForgetClients(NetNamespace host, IEnumerable<PortMapping> mappings)
    {
        PortMapping[] published = [.. mappings.Where(mapping => mapping.IsUdp)];
        if (published.Length == 0)
        {
            return;
        }

        try
        {
            host.Conntrack.Delete(host.Conntrack.List(new ConntrackFilter { Protocol = (byte)NatProtocol.Udp })
                .Where(connection => connection.Original.DestinationPort is { } port && published.Any(mapping => mapping.Publishes(port))));
        }
        catch (NotSupportedException)
        {
            // Without CONFIG_NF_CT_NETLINK the connections expire by themselves.
        }
    }

    /// <summary>The first address of each family that is the container's.</summary>
    private static CniAddress[] Targets(CniResult previous) =>
        [.. previous.Addresses
            .Where(address => address.Interface is not { } index || previous.Interfaces[index].Sandbox is not null)
            .DistinctBy(address => address.Address.AddressFamily)];

    /// <summary>Lets programs of the host reach the ports at 127.0.0.1: packets from there may leave by the link of the container.</summary>
    private static void AllowLoopback(NetNamespace host, CniAddress[] targets)
    {
        foreach (CniAddress target in targets.Where(target => target.Address.AddressFamily == AddressFamily.InterNetwork))
        {
            if (host.Routes.Lookup(target.Address).LinkName is { } link)
            {
                host.Sysctl[$"net/ipv4/conf/{link}/route_localnet"] = "1";
            }
        }
    }
}
