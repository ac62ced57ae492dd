using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A link (network interface) of a network namespace.</summary>
/// <remarks>
/// <para>
/// <see cref="Info"/> and the properties that are derived from it are as of the last refresh: when the object was created, when it changed the link,
/// or at the last <see cref="Refresh"/>. They do not follow changes that are made elsewhere. A link outlives its object. <see cref="LinkExtensions"/>
/// has the methods that change a link. Changes need CAP_NET_ADMIN in the user namespace that owns the network namespace. Reading needs no
/// privilege. All members throw <see cref="ObjectDisposedException"/> when the namespace object that the link came from is disposed.
/// See ip-link(8) and rtnetlink(7).
/// </para>
/// <para>
/// The object always refers to the same link. It follows the link through its own <see cref="LinkExtensions.MoveTo{TLink}"/>. If the link is deleted, or
/// moved in another way, all members throw <see cref="NetlinkException"/> with <see cref="Errno.ENODEV"/>, even if another link has its index and name
/// by then. The library knows this from the notifications of the kernel, which it reads before every change and after every reading of the link. Two limits
/// remain. A link that is replaced by one with the same index between the notifications and the request is not noticed. If more notifications arrive between
/// two uses than the kernel keeps (a few hundred), the link is recognized by its kind and by its name, its link-layer address or its peer.
/// </para>
/// </remarks>
public partial class Link
{
    internal Link(RtnetlinkConnection connection, LinkInfo info, long seen)
    {
        Connection = connection;
        Info = info;
        Seen = seen;
    }

    /// <summary>Creates the object of a class for one kind of link, from an object for any link. See <see cref="LinkKind{TLink}"/>.</summary>
    /// <param name="link">The link.</param>
    protected Link(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        Connection = link.Connection;
        Info = link.Info;
        Seen = link.Seen;
    }

    /// <summary>
    /// Gets what the kernel reported when this object was created, when it changed the link, or at the last <see cref="Refresh"/>. The property makes
    /// no request, so it does not show what has changed since then.
    /// </summary>
    public LinkInfo Info { get; private set; }

    /// <summary>Gets the namespace of the link.</summary>
    public NetNamespace Namespace => Connection.Namespace;

    /// <summary>Gets the index of the link in its namespace; from 1.</summary>
    public int Index => Info.Index;

    /// <summary>Gets the name.</summary>
    public string Name => Info.Name;

    /// <summary>Gets whether the link is set up. It can pass packets only if <see cref="LinkInfo.OperationalState"/> says so too.</summary>
    public bool IsUp => (Info.Flags & LinkFlags.Up) != 0;

    internal RtnetlinkConnection Connection { get; private set; }

    /// <summary>A time of the connection's notifications since which the link was not removed.</summary>
    internal long Seen { get; set; }

    /// <summary>Reads the link again, and replaces <see cref="Info"/>.</summary>
    /// <returns>The new value of <see cref="Info"/>.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public LinkInfo Refresh()
    {
        NetlinkOperation operation = new("get link", Name);
        LinkInfo info = LinkMessages.Read(Connection, Index, operation);
        // What was read is of this link if the link has not been removed by now.
        if (Connection.LookAtLink(Index, Seen, out _) != LinkFate.Present)
        {
            RequirePresent(operation);
            info = LinkMessages.Read(Connection, Index, operation);
            RequirePresent(operation);
        }

        return Info = info;
    }

    /// <summary>Returns the link as an object of the class for its kind, which need not be a class of the library.</summary>
    /// <typeparam name="TLink">The class.</typeparam>
    /// <returns>The object; <see langword="null"/> if the link is of another kind.</returns>
    public TLink? As<TLink>()
        where TLink : Link, ILinkKind<TLink> => TLink.Kind.TryConvert(this);

    /// <summary>Deletes the link. Deleting one end of a veth pair deletes the other end too.</summary>
    /// <exception cref="NetlinkException">The link was deleted or moved before (ENODEV), or it cannot be deleted (EOPNOTSUPP).</exception>
    public void Delete() => Delete(null);

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal void Delete(NetworkBatch? batch)
    {
        NetlinkMessageWriter request = LinkRequests.Delete(stackalloc byte[LinkRequests.BufferSize], Index);
        Send(batch, this, request, new NetlinkOperation("delete link", Name));
    }

    /// <summary>Returns the index and the name, as in <c>4: veth0</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Info.ToString();
}
