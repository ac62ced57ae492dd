using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Connects a container and the host by a veth pair, without a bridge: the host routes to each container.</summary>
internal sealed class PtpPlugin : CniPlugin<PtpConfiguration>
{
    // The order of the interfaces in the result.
    private const int ContainerIndex = 1;

    protected override CniResult Add(CniRequest<PtpConfiguration> request)
    {
        PtpConfiguration configuration = request.Configuration;
        IpamSettings ipam = configuration.RequireIpam();
        int? mtu = NetworkConfiguration.ReadMtu(configuration.Mtu);
        ContainerLink.RequireFree(request);
        CniResult result = ContainerLink.GetAddresses(request, ipam);
        CniAddress[] addresses = [.. result.Addresses.Select(address => address with { Interface = ContainerIndex })];
        if (addresses.FirstOrDefault(address => address.Gateway is null) is { } lonely)
        {
            throw PluginErrors.Invalid($"The address {lonely} came without a gateway, which the plugin 'ptp' needs.");
        }

        HostForwarding.Enable(request.HostNamespace, addresses);
        VethPair pair = CreatePair(request, mtu);
        ConfigureContainer(request, pair.First, addresses, result.Routes);
        ConfigureHost(request.HostNamespace, pair.Second, addresses);
        if (configuration.IpMasq)
        {
            Masquerading.Add(request, addresses);
        }

        return result with
        {
            Interfaces = [Describe(pair.Second, sandbox: null), Describe(pair.First, request.NetworkNamespacePath)],
            Addresses = addresses,
            Dns = configuration.ChooseDns(result.Dns),
        };
    }

    protected override void Delete(CniRequest<PtpConfiguration> request) => Steps.RunAll(
        () => ContainerLink.Delete(request),
        () =>
        {
            if (request.Configuration.IpMasq)
            {
                Masquerading.Delete(request);
            }
        },
        () => request.DelegateDelete(request.Configuration.RequireIpam().Type!));

    protected override void Check(CniRequest<PtpConfiguration> request)
    {
        request.DelegateCheck(request.Configuration.RequireIpam().Type!);
        (_, Link link) = ContainerCheck.RequireLink(request, "veth");
        ContainerCheck.RequireAddressesAndRoutes(request, link);
    }

    protected override void Status(CniRequest<PtpConfiguration> request) => request.DelegateStatus(request.Configuration.RequireIpam().Type!);

    protected override void CollectGarbage(CniRequest<PtpConfiguration> request) => Steps.RunAll(
        () => HostLink.CollectGarbage(request),
        () =>
        {
            if (request.Configuration.IpMasq)
            {
                Masquerading.CollectGarbage(request);
            }
        },
        () => request.DelegateCollectGarbage(request.Configuration.RequireIpam().Type!));

    private static VethPair CreatePair(CniRequest request, int? mtu)
    {
        VethPairOptions options = new()
        {
            First = new LinkOptions { Mtu = mtu },
            Second = new LinkOptions { Mtu = mtu, Up = true, Alias = OwnerMark.Of(request) },
        };
        try
        {
            VethPair pair = VethPair.Create(request.ContainerNamespace, request.InterfaceName, request.HostNamespace, HostLink.CreateName(request), options);
            request.OnFailure(pair.Delete);
            return pair;
        }
        catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
        {
            throw ContainerLink.Exists(request);
        }
    }

    /// <summary>Everything but the gateway goes by the gateway: no other container is on this link, although the prefix says so.</summary>
    private static void ConfigureContainer(CniRequest request, Link link, CniAddress[] addresses, IReadOnlyList<CniRoute> routes)
    {
        // First the routes: the kernel takes a gateway only if it is on the link, which another than that of the address is not any more afterwards.
        ContainerLink.Configure(request, link, addresses, routes, announce: false);
        RouteCollection table = request.ContainerNamespace.Routes;
        foreach (CniAddress address in addresses)
        {
            int bits = address.Address.GetAddressBytes().Length * 8;
            IPNetwork subnet = CniPrefix.Of(address.Address, address.PrefixLength);
            table.Delete(new Route(subnet) { LinkIndex = link.Index });
            table.Add(new Route(new IPNetwork(address.Gateway!, bits)) { LinkIndex = link.Index, Scope = RouteScope.Link, PreferredSource = address.Address });
            table.Add(new Route(subnet) { LinkIndex = link.Index, Gateway = address.Gateway, PreferredSource = address.Address });
        }
    }

    private static void ConfigureHost(NetNamespace host, Link link, CniAddress[] addresses)
    {
        foreach (CniAddress address in addresses)
        {
            int bits = address.Address.GetAddressBytes().Length * 8;
            bool isIPv4 = bits == 32;
            link.AddAddress(new InterfaceAddress(address.Gateway!, bits) { Flags = isIPv4 ? AddressFlags.None : AddressFlags.NoDuplicateAddressDetection });
            host.Routes.Add(new Route(new IPNetwork(address.Address, bits)) { LinkIndex = link.Index, Scope = isIPv4 ? RouteScope.Host : null });
        }
    }

    private static CniInterface Describe(Link link, string? sandbox) =>
        new(link.Name) { HardwareAddress = HardwareAddresses.Format(link.Info.Address), Mtu = (int)link.Info.Mtu, Sandbox = sandbox };
}
