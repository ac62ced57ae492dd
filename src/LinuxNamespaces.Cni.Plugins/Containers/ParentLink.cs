using System.Net.NetworkInformation;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>What macvlan and vlan have in common: an interface of the container on top of another link.</summary>
internal static class ParentLink
{
    /// <summary>Finds the link below: the one that the configuration names, or that of the default route.</summary>
    internal static Link Find(CniRequest request, string? master, bool inContainer)
    {
        NetNamespace home = inContainer ? request.ContainerNamespace : request.HostNamespace;
        if (!string.IsNullOrEmpty(master))
        {
            return home.Links.Find(master) ?? throw PluginErrors.Invalid($"The link 'master' does not exist: {JsonText.Quote(master)}.");
        }

        int index = home.Routes.List().FirstOrDefault(route => route.Destination.PrefixLength == 0 && route.LinkIndex is not null)?.LinkIndex
            ?? throw PluginErrors.Invalid("The configuration has no 'master', and there is no default route.");
        return home.Links.Get(index);
    }

    /// <summary>Attaches the container by an interface that is created by <paramref name="create"/>.</summary>
    internal static CniResult Attach(CniRequest request, NetworkConfiguration configuration, PhysicalAddress? mac, Func<Link> create)
    {
        ContainerLink.RequireFree(request);
        bool hasAddresses = !string.IsNullOrEmpty(configuration.Ipam?.Type);
        CniResult result = hasAddresses ? ContainerLink.GetAddresses(request, configuration.Ipam!) : new CniResult();
        Link link;
        try
        {
            link = create();
        }
        catch (NetlinkException e) when (e.Errno == Errno.EEXIST)
        {
            throw ContainerLink.Exists(request);
        }

        request.OnFailure(link.Delete);
        if (mac is not null)
        {
            link.SetAddress(mac);
        }

        CniAddress[] addresses = [.. result.Addresses.Select(address => address with { Interface = 0 })];
        ContainerLink.Configure(request, link, addresses, result.Routes);
        LinkInfo info = link.Refresh();
        return result with
        {
            Interfaces = [new CniInterface(link.Name) { HardwareAddress = HardwareAddresses.Format(info.Address), Mtu = (int)info.Mtu, Sandbox = request.NetworkNamespacePath }],
            Addresses = addresses,
            Dns = configuration.ChooseDns(result.Dns),
        };
    }

    internal static void Detach(CniRequest request, NetworkConfiguration configuration) => Steps.RunAll(
        () => ContainerLink.Delete(request),
        () => Delegate(configuration, request.DelegateDelete));

    internal static void Check(CniRequest request, NetworkConfiguration configuration, string kind)
    {
        Delegate(configuration, request.DelegateCheck);
        (_, Link link) = ContainerCheck.RequireLink(request, kind);
        ContainerCheck.RequireAddressesAndRoutes(request, link);
    }

    /// <summary>Passes a request on to the address manager, if there is one.</summary>
    internal static void Delegate(NetworkConfiguration configuration, Action<string> call)
    {
        if (configuration.Ipam?.Type is { Length: > 0 } type)
        {
            call(type);
        }
    }
}
