using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What the tables of bridges have in common.</summary>
internal static class BridgeTables
{
    internal const string VlanFeature = "VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)";
    internal const string SnoopingFeature = "multicast snooping of bridges (CONFIG_BRIDGE_IGMP_SNOOPING)";

    /// <summary>Makes a request about a link that is or may be a bridge or its port.</summary>
    /// <param name="attribute">An attribute that every bridge has on a kernel with the feature.</param>
    /// <exception cref="NotSupportedException">The kernel lacks the feature.</exception>
    internal static void Execute(Link link, scoped in NetlinkMessageWriter request, NetlinkOperation operation, int attribute, string feature)
    {
        try
        {
            link.Execute(request, operation);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP && Lacks(link, attribute))
        {
            throw NotSupported(link, operation, feature, e);
        }
    }

    internal static NotSupportedException NotSupported(Link link, in NetlinkOperation operation, string feature, Exception? inner = null) =>
        new($"Could not {operation} in '{link.Namespace}'. The kernel lacks {feature}.", inner);

    /// <summary>Whether the bridge of a link does not report an attribute, so that the kernel was built without it.</summary>
    internal static bool Lacks(Link link, int attribute)
    {
        Link? bridge = link is Bridge ? link : link.Info.MasterIndex is { } master ? link.Namespace.Links.Get(master) : null;
        if (bridge is not Bridge || !bridge.Info.HasKindData)
        {
            return false;
        }

        foreach (NetlinkAttribute found in bridge.Info.GetKindData())
        {
            if (found.Type == attribute)
            {
                return false;
            }
        }

        return true;
    }

    internal static int? RequireVlan(int? value, string name) => NumberRange.Require(value, 1, BridgeVlan.MaxId, name);
}
