using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>Statistics, and the links that belong to the link.</content>
public partial class Link
{
    /// <summary>Gets the traffic of the link. This makes a request.</summary>
    /// <returns>The counters.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public LinkStatistics GetStatistics()
    {
        NetlinkOperation operation = new("get statistics of link", Name);
        RequirePresent(operation);
        NetlinkMessageWriter request = LinkRequests.GetStatistics(stackalloc byte[LinkRequests.BufferSize], Index);
        LinkStatistics statistics = Connection.Get(request, operation, LinkStatistics.Parse);
        // The link may have been replaced in between.
        RequirePresent(operation);
        return statistics;
    }

    /// <summary>Gets the link that this link is stacked on, as a VLAN is on an Ethernet link; for a veth, the other end.</summary>
    /// <returns>
    /// The link; <see langword="null"/> if there is none. If it is in another namespace, that namespace was opened for it, and the caller disposes
    /// <see cref="Namespace"/> of the returned link.
    /// </returns>
    /// <remarks>
    /// The kernel reports only an ID of the other namespace. So the library asks for the ID of every namespace that it can open: those that this process
    /// holds, those with a name, and those of all processes. <see cref="GetParentInfo"/> does without opening the namespace.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The link is in another namespace, and none of the namespaces that can be opened is that one.</exception>
    /// <exception cref="NetlinkException">This link is gone, or the other one is (ENODEV).</exception>
    public Link? GetParent()
    {
        LinkInfo info = Refresh();
        if (info.LinkIndex is not { } index)
        {
            return null;
        }

        if (info.LinkNamespaceId is null)
        {
            return Namespace.Links.Get(index);
        }

        NetNamespace other = LinkPeer.OpenNamespace(this, "parent");
        try
        {
            return other.Links.Get(index);
        }
        catch
        {
            other.Dispose();
            throw;
        }
    }

    /// <summary>Gets what the kernel reports of the link that this link is stacked on; for a veth, of the other end. It can be in another namespace.</summary>
    /// <returns>The description; <see langword="null"/> if there is none.</returns>
    /// <exception cref="NetlinkException">This link is gone, or the other one is (ENODEV); CAP_NET_ADMIN over its namespace is missing (EACCES).</exception>
    /// <exception cref="NotSupportedException">The link is in another namespace, and the kernel is older than 4.20.</exception>
    public LinkInfo? GetParentInfo()
    {
        LinkInfo info = Refresh();
        return info.LinkIndex is not { } index ? null
            : info.LinkNamespaceId is { } id ? LinkMessages.ReadIn(Connection, id, index)
            : LinkMessages.Read(Connection, index, new NetlinkOperation("get link", index));
    }
}
