using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Attaches a container to a bridge on the host by a veth pair.</summary>
internal sealed class BridgePlugin : CniPlugin<BridgeConfiguration>
{
    // The order of the interfaces in the result.
    private const int ContainerIndex = 2;

    protected override CniResult Add(CniRequest<BridgeConfiguration> request)
    {
        BridgeConfiguration configuration = request.Configuration;
        configuration.Validate();
        PhysicalAddress? mac = HardwareAddresses.Requested(request, configuration);
        ContainerLink.RequireFree(request);
        CniResult addresses = configuration.HasAddresses ? ContainerLink.GetAddresses(request, configuration.Ipam!) : new CniResult();

        Bridge bridge = HostBridge.Ensure(request.HostNamespace, configuration);
        VethPair pair = CreatePair(request, bridge, mac);
        AddVlans(bridge, pair.Second, configuration);
        if (configuration.Macspoofchk)
        {
            SpoofCheck.Add(request, pair.Second.Name, pair.First.Info.Address!);
        }

        CniResult result = Layer3(request, bridge, pair.First, addresses);
        return result with
        {
            Interfaces =
            [
                Describe(bridge, sandbox: null),
                Describe(pair.Second, sandbox: null),
                Describe(pair.First, request.NetworkNamespacePath),
            ],
            Dns = configuration.ChooseDns(result.Dns),
        };
    }

    protected override void Delete(CniRequest<BridgeConfiguration> request)
    {
        BridgeConfiguration configuration = request.Configuration;
        Steps.RunAll(
            () => ContainerLink.Delete(request),
            () => RunIf(configuration.Macspoofchk, () => SpoofCheck.Delete(request)),
            () => RunIf(configuration.IpMasq, () => Masquerading.Delete(request)),
            () => RunIf(configuration.HasAddresses, () => request.DelegateDelete(configuration.Ipam!.Type!)));
    }

    protected override void Check(CniRequest<BridgeConfiguration> request)
    {
        BridgeConfiguration configuration = request.Configuration;
        configuration.Validate();
        if (configuration.HasAddresses)
        {
            request.DelegateCheck(configuration.Ipam!.Type!);
        }

        if (request.HostNamespace.Links.Find(configuration.BridgeName) is not Bridge bridge)
        {
            throw PluginErrors.Different($"The bridge '{configuration.BridgeName}' does not exist.");
        }

        (_, Link link) = ContainerCheck.RequireLink(request, "veth");
        int? peer = link.Info.LinkIndex;
        LinkInfo? port = request.HostNamespace.Links.List().FirstOrDefault(other => other.Index == peer)?.Info;
        if (port?.MasterIndex != bridge.Index)
        {
            throw PluginErrors.Different($"The other end of '{link.Name}' is not a port of the bridge '{bridge.Name}'.");
        }

        if (!request.PreviousResult!.Interfaces.Any(other => other.Sandbox is null && other.Name == port.Name))
        {
            throw PluginErrors.Different($"The other end of '{link.Name}' is '{port.Name}', which 'prevResult' does not have.");
        }

        ContainerCheck.RequireAddressesAndRoutes(request, link);
    }

    protected override void Status(CniRequest<BridgeConfiguration> request)
    {
        request.Configuration.Validate();
        if (request.Configuration.HasAddresses)
        {
            request.DelegateStatus(request.Configuration.Ipam!.Type!);
        }
    }

    protected override void CollectGarbage(CniRequest<BridgeConfiguration> request) => Steps.RunAll(
        () => HostLink.CollectGarbage(request),
        () => RunIf(request.Configuration.IpMasq, () => Masquerading.CollectGarbage(request)),
        () => RunIf(request.Configuration.Macspoofchk, () => SpoofCheck.CollectGarbage(request)),
        () => RunIf(request.Configuration.HasAddresses, () => request.DelegateCollectGarbage(request.Configuration.Ipam!.Type!)));

    private static VethPair CreatePair(CniRequest<BridgeConfiguration> request, Bridge bridge, PhysicalAddress? mac)
    {
        BridgeConfiguration configuration = request.Configuration;
        int? mtu = NetworkConfiguration.ReadMtu(configuration.Mtu);
        VethPairOptions options = new()
        {
            First = new LinkOptions { Mtu = mtu, Address = mac },
            Second = new LinkOptions
            {
                Mtu = mtu,
                Up = true,
                Alias = OwnerMark.Of(request),
                Master = bridge,
                Port = configuration.HairpinMode || configuration.PortIsolation
                    ? new BridgePortSettings { Hairpin = configuration.HairpinMode ? true : null, Isolated = configuration.PortIsolation ? true : null }
                    : null,
            },
        };
        VethPair pair;
        try
        {
            pair = VethPair.Create(request.ContainerNamespace, request.InterfaceName, request.HostNamespace, HostLink.CreateName(request), options);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
        {
            throw ContainerLink.Exists(request);
        }

        request.OnFailure(pair.Delete);
        return pair;
    }

    private static void AddVlans(Bridge bridge, Link port, BridgeConfiguration configuration)
    {
        if (!configuration.HasVlans)
        {
            return;
        }

        BridgeVlanCollection vlans = bridge.VlansOf(port);
        if (configuration.Vlan != 0)
        {
            vlans.Add(new BridgeVlan(configuration.Vlan) { IsPvid = true, IsUntagged = true });
        }

        foreach (VlanTrunkSettings trunk in configuration.VlanTrunk ?? [])
        {
            if (trunk.MinID is { } first)
            {
                vlans.Add(new BridgeVlan(first, trunk.MaxID!.Value));
            }

            if (trunk.Id is { } id)
            {
                vlans.Add(id);
            }
        }

        if (configuration.PreserveDefaultVlan != true && configuration.Vlan != 1)
        {
            vlans.Delete(1);
        }
    }

    private static CniResult Layer3(CniRequest<BridgeConfiguration> request, Bridge bridge, Link link, CniResult result)
    {
        BridgeConfiguration configuration = request.Configuration;
        if (!configuration.HasAddresses)
        {
            if (!configuration.DisableContainerInterface)
            {
                link.Up();
            }

            return result;
        }

        CniAddress[] addresses = [.. result.Addresses.Select(address => address with { Interface = ContainerIndex, Gateway = GatewayOf(address, configuration) })];
        List<CniRoute> routes = [.. result.Routes];
        if (configuration.IsDefaultGateway)
        {
            routes.AddRange(addresses.Where(address => address.Gateway is not null && !routes.Any(route => IsDefaultOf(route, address)))
                .DistinctBy(address => address.Address.AddressFamily).Select(DefaultRoute));
        }

        if (configuration.ActsAsGateway)
        {
            Link gateway = GatewayLink(bridge, configuration);
            foreach (CniAddress address in addresses.Where(address => address.Gateway is not null))
            {
                HostBridge.EnsureAddress(gateway, address.Gateway!, address.PrefixLength, configuration.ForceAddress);
            }

            HostForwarding.Enable(request.HostNamespace, addresses);
        }

        ContainerLink.Configure(request, link, addresses, routes, configuration.EnableDad);
        if (configuration.IpMasq)
        {
            Masquerading.Add(request, addresses);
        }

        return result with { Addresses = addresses, Routes = routes };
    }

    /// <summary>The link that has the gateway's address: the bridge, or its interface in the VLAN of the container.</summary>
    private static Link GatewayLink(Bridge bridge, BridgeConfiguration configuration)
    {
        if (configuration.Vlan == 0)
        {
            return bridge;
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{bridge.Name}.{configuration.Vlan}");
        bridge.Vlans.Add(configuration.Vlan);
        try
        {
            return bridge.Namespace.Links.Find(name) ?? bridge.Namespace.Links.Add(name, new VlanOptions(bridge, configuration.Vlan) { Up = true });
        }
        catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
        {
            return bridge.Namespace.Links.Get(name);
        }
    }

    private static IPAddress? GatewayOf(CniAddress address, BridgeConfiguration configuration) =>
        address.Gateway is null && configuration.ActsAsGateway
            ? AddressNumber.ToAddress(AddressNumber.ToNumber(CniPrefix.Of(address.Address, address.PrefixLength).BaseAddress) + 1, address.Address.AddressFamily)
            : address.Gateway;

    private static bool IsDefaultOf(CniRoute route, CniAddress address) =>
        route.Destination.PrefixLength == 0 && route.Destination.BaseAddress.AddressFamily == address.Address.AddressFamily;

    private static CniRoute DefaultRoute(CniAddress address) => new(CniPrefix.Of(address.Address, 0)) { Gateway = address.Gateway };

    private static CniInterface Describe(Link link, string? sandbox) =>
        new(link.Name) { HardwareAddress = HardwareAddresses.Format(link.Info.Address), Mtu = (int)link.Info.Mtu, Sandbox = sandbox };

    private static void RunIf(bool condition, Action action)
    {
        if (condition)
        {
            action();
        }
    }
}
