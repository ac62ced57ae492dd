using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A bridge: a link that joins its ports into one network.</summary>
/// <remarks>See ip-link(8) and the kernel's networking/bridge.rst.</remarks>
public sealed partial class Bridge : Link, ILinkKind<Bridge>
{
    private Bridge(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>bridge</c>.</summary>
    public static LinkKind<Bridge> Kind { get; } = new("bridge", link => new Bridge(link))
    {
        Feature = "bridges (CONFIG_BRIDGE)",
        DataAttributes = BridgeSchema.Data,
        PortAttributes = BridgePortSchema.Data,
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public BridgeInfo Settings => BridgeInfo.Read(Info.GetKindData());

    /// <summary>Makes a link a port of the bridge. A link that is a port already changes over.</summary>
    /// <param name="link">A link of the same namespace.</param>
    /// <returns>This bridge.</returns>
    /// <exception cref="ArgumentException">The link is in another namespace.</exception>
    /// <exception cref="NetlinkException">The link cannot be a port, as the loopback link or a bridge cannot (EINVAL, ELOOP).</exception>
    public Bridge AddPort(Link link)
    {
        RequireNeighbour(link);
        link.Change(new LinkSettings { Master = this }, new NetlinkOperation("add port", link.Name) { Detail = $"to bridge '{Name}'" });
        return this;
    }

    /// <summary>Removes a port from the bridge.</summary>
    /// <param name="link">A port of the bridge.</param>
    /// <returns>This bridge.</returns>
    /// <exception cref="ArgumentException">The link is not a port of this bridge.</exception>
    /// <exception cref="NetlinkException">The bridge or the link is gone (ENODEV), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public Bridge RemovePort(Link link)
    {
        RequireNeighbour(link);
        NetlinkOperation operation = new("remove port", link.Name) { Detail = $"from bridge '{Name}'" };
        RequirePresent(operation);
        RequirePort(link);

        link.Change(new LinkSettings { LeaveMaster = true }, operation);
        return this;
    }

    /// <summary>Lists the ports.</summary>
    /// <returns>The ports, in the order of their indexes.</returns>
    /// <exception cref="NetlinkException">The bridge is gone (ENODEV), or the list kept changing while it was read (EINTR).</exception>
    public IReadOnlyList<BridgePort> GetPorts()
    {
        NetlinkOperation operation = new("list ports of bridge", Name);
        RequirePresent(operation);
        BridgePort[] ports = [.. LinkMessages.List(Connection, Index).Select(BridgePort.Read)];
        // The list would be that of a bridge that has taken its place.
        RequirePresent(operation);
        return ports;
    }

    /// <summary>Gets one of the ports, as it is now.</summary>
    /// <param name="link">A port of the bridge.</param>
    /// <returns>The port.</returns>
    /// <exception cref="ArgumentException">The link is not a port of this bridge.</exception>
    /// <exception cref="NetlinkException">The bridge or the link is gone (ENODEV).</exception>
    public BridgePort GetPort(Link link)
    {
        RequireNeighbour(link);
        RequirePresent(new NetlinkOperation("get port of bridge", Name));
        RequirePort(link);
        return BridgePort.Read(link);
    }

    /// <summary>Requires that a link is a port of this bridge, and refreshes it.</summary>
    private void RequirePort(Link link)
    {
        if (link.Refresh().MasterIndex != Index)
        {
            throw new ArgumentException($"{PrintableText.Quote(link.Name)} is not a port of bridge {PrintableText.Quote(Name)}.", nameof(link));
        }
    }

    private void RequireNeighbour(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        if (!link.Namespace.Equals(Namespace))
        {
            throw new ArgumentException(
                $"{PrintableText.Quote(link.Name)} is in namespace '{link.Namespace}' and bridge {PrintableText.Quote(Name)} in '{Namespace}': a port has to be in the namespace of its bridge.", nameof(link));
        }
    }
}
