using System.Collections;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Represents the links of a network namespace. Every member makes a request to the kernel.</summary>
/// <remarks>See ip-link(8).</remarks>
public sealed class LinkCollection : IEnumerable<Link>
{
    private readonly RtnetlinkConnection _connection;

    internal LinkCollection(RtnetlinkConnection connection) => _connection = connection;

    /// <summary>Gets the loopback link, which every network namespace has from the start. It is down in a new namespace.</summary>
    /// <exception cref="NetlinkException">The kernel rejects the request.</exception>
    public Link Loopback => Get(1);

    /// <summary>Lists all links.</summary>
    /// <returns>The links, in the order of their indexes.</returns>
    /// <exception cref="NetlinkException">The list kept changing while it was read (EINTR).</exception>
    public IReadOnlyList<Link> List() => LinkMessages.List(_connection, null);

    /// <summary>Enumerates the links as values, while the kernel lists them.</summary>
    /// <returns>The links, for <c>foreach</c>.</returns>
    /// <remarks>
    /// <para>No list is made and nothing is allocated for a link, however many there are.</para>
    /// <para>
    /// The enumeration has a connection of its own, so other requests can be made meanwhile. If the links change while they are read, the kernel
    /// may say so at the end: the enumeration then ends with a <see cref="NetlinkException"/> with <see cref="Errno.EINTR"/>. A link can then
    /// be missing, outdated or a duplicate; <see cref="List()"/> reads all again in that case.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// ulong received = 0;
    /// foreach (LinkValue link in red.Links.Enumerate())
    /// {
    ///     received += link.ReceivedBytes;
    /// }
    /// </code>
    /// </example>
    public LinkEnumerator Enumerate() => new(_connection.Namespace);

    /// <summary>Gets a link by its index.</summary>
    /// <param name="index">From 1.</param>
    /// <returns>The link.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is not positive.</exception>
    /// <exception cref="NetlinkException">There is no such link (ENODEV).</exception>
    public Link Get(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        return LinkMessages.Get(_connection, index, new NetlinkOperation("get link", index));
    }

    /// <summary>Gets a link by its name or by an alternative name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The link.</returns>
    /// <exception cref="ArgumentException">The name is empty, has more than 127 bytes, or contains a NUL character.</exception>
    /// <exception cref="NetlinkException">There is no such link (ENODEV).</exception>
    public Link Get(string name)
    {
        InterfaceName.ValidateExisting(name, nameof(name));
        return LinkMessages.Find(_connection, name);
    }

    /// <summary>Finds a link by its name or by an alternative name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The link; <see langword="null"/> if there is none.</returns>
    /// <exception cref="ArgumentException">The name is empty, has more than 127 bytes, or contains a NUL character.</exception>
    /// <exception cref="NetlinkException">The kernel rejects the request for another reason than ENODEV.</exception>
    public Link? Find(string name)
    {
        InterfaceName.ValidateExisting(name, nameof(name));
        return LinkMessages.TryGet(_connection, name, out Link? link, out NetlinkException? failure) ? link
            : failure!.Errno == Errno.ENODEV ? null
            : throw failure;
    }

    /// <summary>Gets a link of one kind by its name or by an alternative name.</summary>
    /// <typeparam name="TLink">The class of the links of the kind, which need not be a class of the library.</typeparam>
    /// <param name="name">The name.</param>
    /// <returns>The link.</returns>
    /// <exception cref="ArgumentException">The name is empty, has more than 127 bytes, or contains a NUL character.</exception>
    /// <exception cref="NetlinkException">There is no such link (ENODEV).</exception>
    /// <exception cref="InvalidOperationException">The link is of another kind.</exception>
    public TLink Get<TLink>(string name)
        where TLink : Link, ILinkKind<TLink>
    {
        Link link = Get(name);
        return link.As<TLink>() ?? throw new InvalidOperationException(
            $"Link {PrintableText.Quote(link.Name)} in '{link.Namespace}' is not of the kind '{TLink.Kind}'. Its kind is {(link.Info.Kind is { } kind ? PrintableText.Quote(kind) : "not known")}.");
    }

    /// <summary>Lists the links of one kind.</summary>
    /// <typeparam name="TLink">The class of the links of the kind, which need not be a class of the library.</typeparam>
    /// <returns>The links, in the order of their indexes.</returns>
    /// <exception cref="NetlinkException">The list kept changing while it was read (EINTR).</exception>
    public IReadOnlyList<TLink> List<TLink>()
        where TLink : Link, ILinkKind<TLink> => [.. List().Select(link => link.As<TLink>()).OfType<TLink>()];

    /// <summary>Lists the links of another namespace by its ID in this one, without opening it. Kernel 4.20.</summary>
    /// <param name="namespaceId">The ID (nsid) of the other namespace, such as <see cref="LinkInfo.LinkNamespaceId"/> or <see cref="NetNamespace.ListIds()"/>.</param>
    /// <returns>What the kernel reports of each link.</returns>
    /// <remarks>It needs CAP_NET_ADMIN in the user namespace that owns the other namespace. To change links, open the namespace.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The ID is negative.</exception>
    /// <exception cref="NetlinkException">This namespace does not have the ID (EINVAL), or CAP_NET_ADMIN is missing (EACCES).</exception>
    /// <exception cref="NotSupportedException">The kernel is too old.</exception>
    public IReadOnlyList<LinkInfo> ListOther(int namespaceId)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(namespaceId);
        return LinkMessages.ListIn(_connection, namespaceId);
    }

    /// <summary>Gets a link of another namespace by the ID of the namespace in this one, without opening it. Kernel 4.20.</summary>
    /// <param name="namespaceId">The ID (nsid) of the other namespace.</param>
    /// <param name="index">The index of the link in the other namespace; from 1.</param>
    /// <returns>What the kernel reports of the link.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ID is negative, or the index is not positive.</exception>
    /// <exception cref="NetlinkException">
    /// There is no such link (ENODEV), this namespace does not have the ID (EINVAL), or CAP_NET_ADMIN is missing (EACCES).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel is too old.</exception>
    public LinkInfo GetOther(int namespaceId, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(namespaceId);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        return LinkMessages.ReadIn(_connection, namespaceId, index);
    }

    /// <summary>Creates a link.</summary>
    /// <typeparam name="TLink">The class of the links of the kind.</typeparam>
    /// <param name="name">1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="options">The kind of the link, and its settings.</param>
    /// <returns>The link.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name, or the options contradict each other.</exception>
    /// <exception cref="NetlinkException">
    /// The name is taken (EEXIST), the kernel rejects an option, or CAP_NET_ADMIN is missing over the namespace of the link or of its parent (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel does not support the kind, or one of its options.</exception>
    public TLink Add<TLink>(string name, LinkOptions<TLink> options)
        where TLink : Link
    {
        InterfaceName.Validate(name, nameof(name));
        ArgumentNullException.ThrowIfNull(options);
        return LinkMessages.Create(_connection, name, options, LinkMessages.CreateOperation(_connection, name, options));
    }

    /// <summary>Creates a bridge. This is <see cref="Add{TLink}"/> with <see cref="BridgeOptions"/>.</summary>
    /// <param name="name">1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="options">The settings of the bridge; the kernel's defaults if <see langword="null"/>.</param>
    /// <returns>The bridge, which has no ports.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name, or the options contradict each other.</exception>
    /// <exception cref="NetlinkException">The name is taken (EEXIST), an option is not accepted, or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel has no bridges, or lacks an option of theirs.</exception>
    public Bridge AddBridge(string name, BridgeOptions? options = null) => Add(name, options ?? BridgeOptions.Default);

    /// <summary>Deletes all links of a group at once. This takes little more time than deleting one link, for which the kernel waits about 16 milliseconds.</summary>
    /// <param name="group">The group, as of <see cref="LinkSettings.Group"/>; at least 1, since every new link is in group 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The group is not positive.</exception>
    /// <exception cref="NetlinkException">
    /// There is no link in the group (ENODEV), one of them cannot be deleted (EOPNOTSUPP), in which case none is, or CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    public void DeleteGroup(int group)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(group);
        NetlinkMessageWriter request = LinkRequests.DeleteGroup(stackalloc byte[LinkRequests.BufferSize], group);
        _connection.Execute(request, new NetlinkOperation("delete the links of group", group));
    }

    /// <inheritdoc/>
    public IEnumerator<Link> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
