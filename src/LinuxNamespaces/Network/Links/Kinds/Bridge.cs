using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A bridge: a link that joins its ports into one network.</summary>
/// <remarks>See ip-link(8) and the kernel's networking/bridge.rst.</remarks>
public sealed class Bridge : Link
{
    internal const string KindName = "bridge";
    private const string KernelOption = "bridges (CONFIG_BRIDGE)";
    private const string VlanOption = "VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)";
    private const string SnoopingOption = "multicast snooping of bridges (CONFIG_BRIDGE_IGMP_SNOOPING)";

    private Bridge(RtnetlinkConnection connection, LinkInfo info)
        : base(connection, info)
    {
    }

    internal static LinkKind LinkKind { get; } = new(KindName, KernelOption, (connection, info) => new Bridge(connection, info))
    {
        DataAttributes = BridgeSchema.Data,
        PortAttributes = BridgeSchema.Port,
    };

    /// <summary>How the bridge is set, as of <see cref="Link.Info"/>.</summary>
    public BridgeInfo Settings => BridgeInfo.Read(Info.KindData);

    /// <summary>Makes a link a port of the bridge. A link that is a port already changes over.</summary>
    /// <param name="link">A link of the same namespace.</param>
    /// <exception cref="ArgumentException">The link is in another namespace.</exception>
    /// <exception cref="NetlinkException">The link cannot be a port, as the loopback link or a bridge cannot (EINVAL, ELOOP).</exception>
    public void AddPort(Link link)
    {
        RequireNeighbour(link);
        string detail = $"to bridge '{Name}'";
        RequirePresent(new NetlinkOperation("add port", link.Name) { Detail = detail });
        link.SetMaster(Index, "add port", detail);
    }

    /// <summary>Takes a port from the bridge.</summary>
    /// <param name="link">A port of the bridge.</param>
    /// <exception cref="ArgumentException">The link is not a port of this bridge.</exception>
    /// <exception cref="NetlinkException">The kernel refused it.</exception>
    public void RemovePort(Link link)
    {
        RequireNeighbour(link);
        string detail = $"from bridge '{Name}'";
        RequirePresent(new NetlinkOperation("remove port", link.Name) { Detail = detail });
        if (link.Refresh().MasterIndex != Index)
        {
            throw new ArgumentException($"{PrintableText.Quote(link.Name)} is not a port of bridge {PrintableText.Quote(Name)}.", nameof(link));
        }

        link.SetMaster(0, "remove port", detail);
    }

    /// <summary>Lists the ports.</summary>
    /// <returns>The ports, in the order of their indexes.</returns>
    /// <exception cref="NetlinkException">The bridge is gone (ENODEV), or the list changed all the while it was read (EINTR).</exception>
    public IReadOnlyList<BridgePort> GetPorts()
    {
        NetlinkOperation operation = new("list ports of bridge", Name);
        RequirePresent(operation);
        BridgePort[] ports = [.. LinkMessages.List(Connection, Index).Select(BridgePort.Read)];
        // The list would be that of a bridge that has taken its place.
        RequirePresent(operation);
        return ports;
    }

    internal static Bridge Create(RtnetlinkConnection connection, string name, BridgeOptions options)
    {
        NetlinkMessageWriter request = StartCreate(stackalloc byte[LinkRequests.BufferSize], name, options);
        Bridge bridge = LinkMessages.Create<Bridge>(connection, request, name, new NetlinkOperation("create bridge", name)
        {
            Feature = options.VlanFiltering is null ? KernelOption : $"{VlanOption} or {KernelOption}",
            Remedy = LinkRemedies.Create,
            Subject = name,
        });
        try
        {
            // The kernel keeps an MTU that a bridge is given later; one that it is created with lasts until the first port.
            if (options.Mtu is { } mtu)
            {
                bridge.SetMtu(mtu);
            }
        }
        catch
        {
            bridge.Delete();
            throw;
        }

        // The kernel passes over most of what it was built without, and then does not speak of it either.
        if (bridge.Info.KindData.Length > 0 && Missing(options, bridge.Settings) is { } missing)
        {
            bridge.Delete();
            throw new NotSupportedException($"Could not create bridge {PrintableText.Quote(name)} in '{connection.Namespace}'. The kernel lacks {missing}.");
        }

        return bridge;
    }

    /// <summary>The message that creates a bridge.</summary>
    internal static NetlinkMessageWriter StartCreate(Span<byte> buffer, string name, BridgeOptions options)
    {
        NetlinkMessageWriter request = LinkRequests.StartCreate(buffer, name, options);
        NestedAttribute linkInfo = request.BeginNested(Linux.IFLA_LINKINFO);
        request.WriteString(Linux.IFLA_INFO_KIND, KindName);
        NestedAttribute data = request.BeginNested(Linux.IFLA_INFO_DATA);
        options.Write(ref request);
        request.EndNested(data);
        request.EndNested(linkInfo);
        return request;
    }

    private static string? Missing(BridgeOptions options, BridgeInfo settings) =>
        options.DefaultVlan is not null && settings.DefaultVlan is null ? VlanOption
        : options.MulticastSnooping is not null && settings.MulticastSnooping is null ? SnoopingOption
        : null;

    private void RequireNeighbour(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        if (!link.Namespace.Equals(Namespace))
        {
            throw new ArgumentException(
                $"{PrintableText.Quote(link.Name)} is in namespace '{link.Namespace}' and bridge {PrintableText.Quote(Name)} in '{Namespace}': a port lives in the namespace of its bridge.", nameof(link));
        }
    }
}
