using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What the library knows of a kind of link. A new kind is one more of these, and a line in <see cref="All"/>.</summary>
/// <param name="Name">The kernel's name of it.</param>
/// <param name="KernelOption">The option that a kernel without it lacks.</param>
/// <param name="Wrap">Makes the object for a link of this kind.</param>
internal sealed record LinkKind(string Name, string KernelOption, Func<RtnetlinkConnection, LinkInfo, Link> Wrap)
{
    private static readonly Dictionary<string, LinkKind> All = new LinkKind[] { Bridge.LinkKind, VethLink.LinkKind }.ToDictionary(kind => kind.Name);

    /// <summary>The attributes in IFLA_INFO_DATA.</summary>
    internal NetlinkAttributeSet? DataAttributes { get; init; }

    /// <summary>The attributes in IFLA_INFO_SLAVE_DATA of the ports of such a link.</summary>
    internal NetlinkAttributeSet? PortAttributes { get; init; }

    internal static LinkKind? Find(string? name) => name is null ? null : All.GetValueOrDefault(name);

    /// <summary>Makes the object for a link of any kind.</summary>
    /// <param name="seen">A time of the connection before the link was read, since which the link was not removed.</param>
    internal static Link ToLink(RtnetlinkConnection connection, LinkInfo info, long seen = 0)
    {
        Link link = Find(info.Kind) is { } kind ? kind.Wrap(connection, info) : new Link(connection, info);
        link.Seen = seen;
        return link;
    }
}
