using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Finds out whether the kernel has netfilter, lists of sockets, families of generic netlink, and the TUN device. Nothing is changed.</summary>
internal static class FamilyProbes
{
    private const string TunPath = "/dev/net/tun";

    /// <summary>Selects few sockets.</summary>
    internal static UnixSocketFilter NoUnixSocket { get; } = new() { States = [UnixSocketState.Connecting] };

    internal static KernelFeatureState Nftables(NetNamespace place)
    {
        NetlinkMessageWriter request = NftMessages.Start(stackalloc byte[64], NftSchema.NFT_MSG_GETGEN, null, 0);
        return Netfilter(place) is { } connection ? ProbeAnswer.Of(connection, request, _ => true) : KernelFeatureState.Missing;
    }

    internal static KernelFeatureState NftExpression(NetNamespace place, string name)
    {
        KernelFeatureState whole = Nftables(place);
        return whole != KernelFeatureState.Supported ? whole
            : NftFeatures.FindMissing(Netfilter(place)!, NftFamily.Inet, [name]) is null ? KernelFeatureState.Supported : KernelFeatureState.Missing;
    }

    internal static KernelFeatureState Conntrack(NetNamespace place)
    {
        NetlinkMessageWriter request = ConntrackMessages.WriteCount(stackalloc byte[64]);
        return Netfilter(place) is { } connection ? ProbeAnswer.Of(connection, request, failure => failure.Errno == Errno.EINVAL || failure.Errno == Errno.EOPNOTSUPP) : KernelFeatureState.Missing;
    }

    internal static KernelFeatureState GenericFamily(NetNamespace place, string name)
    {
        using GenericNetlinkConnection connection = place.OpenGenericNetlink();
        return connection.TryGetFamily(name, out _) ? KernelFeatureState.Supported : KernelFeatureState.Missing;
    }

    internal static KernelFeatureState Tun(NetNamespace place)
    {
        try
        {
            // The kernel loads the module when the device is opened. No link is created before the device is attached to one.
            NamespaceOpener.OpenFile(place.Handle, TunPath, Linux.O_RDWR | Linux.O_NONBLOCK, place.ToString(), _ => null).Dispose();
            return KernelFeatureState.Supported;
        }
        catch (LinuxException e)
        {
            return e.Errno == Errno.EACCES || e.Errno == Errno.EPERM ? KernelFeatureState.NotPermitted : KernelFeatureState.Missing;
        }
    }

    /// <summary>Asks for a list that the kernel may lack.</summary>
    internal static KernelFeatureState SocketList<T>(Func<T> list)
    {
        try
        {
            list();
            return KernelFeatureState.Supported;
        }
        catch (NotSupportedException)
        {
            return KernelFeatureState.Missing;
        }
    }

    private static NetfilterConnection? Netfilter(NetNamespace place)
    {
        try
        {
            return place.Netfilter;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
