namespace LinuxNamespaces.Network;

/// <summary>Setting links up and down, in a form that keeps the type of the link and so can be chained.</summary>
public static class LinkExtensions
{
    /// <summary>Sets the link up. It passes packets when its other end is up too.</summary>
    /// <param name="link">The link.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public static TLink Up<TLink>(this TLink link)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        link.SetUp(true);
        return link;
    }

    /// <summary>Sets the link down. It loses its routes, and its IPv6 addresses unless the kernel is told to keep them.</summary>
    /// <param name="link">The link.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public static TLink Down<TLink>(this TLink link)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        link.SetUp(false);
        return link;
    }
}
