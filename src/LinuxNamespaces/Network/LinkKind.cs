namespace LinuxNamespaces.Network;

/// <summary>What the library knows of a kind of link. A new kind is one more of these, and a line in <see cref="All"/>.</summary>
/// <param name="Name">The kernel's name of it.</param>
/// <param name="KernelOption">The option that a kernel without it lacks.</param>
/// <param name="Wrap">Makes the object for a link of this kind.</param>
internal sealed record LinkKind(string Name, string KernelOption, Func<RouteConnection, LinkInfo, Link> Wrap)
{
    private static readonly Dictionary<string, LinkKind> All = new LinkKind[] { Bridge.LinkKind, VethLink.LinkKind }.ToDictionary(kind => kind.Name);

    /// <summary>Makes the object for a link of any kind.</summary>
    /// <param name="seen">A time of the connection before the link was read, since which the link was not removed.</param>
    internal static Link ToLink(RouteConnection connection, LinkInfo info, long seen = 0)
    {
        Link link = info.Kind is not null && All.TryGetValue(info.Kind, out LinkKind? kind) ? kind.Wrap(connection, info) : new Link(connection, info);
        link.Seen = seen;
        return link;
    }
}
