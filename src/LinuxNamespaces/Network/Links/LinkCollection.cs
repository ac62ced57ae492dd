using System.Collections;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The links of a network namespace. Every look asks the kernel.</summary>
/// <remarks>See ip-link(8).</remarks>
public sealed class LinkCollection : IEnumerable<Link>
{
    private readonly RtnetlinkConnection _connection;

    internal LinkCollection(RtnetlinkConnection connection) => _connection = connection;

    /// <summary>The loopback link, which every network namespace is born with; it is down at first.</summary>
    /// <exception cref="NetlinkException">The kernel refused the request.</exception>
    public Link Loopback => Get(1);

    /// <summary>Lists all links.</summary>
    /// <returns>The links, in the order of their indexes.</returns>
    /// <exception cref="NetlinkException">The list changed all the while it was read (EINTR).</exception>
    public IReadOnlyList<Link> List() => LinkMessages.List(_connection, null);

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

    /// <summary>Looks for a link by its name or by an alternative name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The link; null when there is none.</returns>
    /// <exception cref="ArgumentException">The name is empty, has more than 127 bytes, or contains a NUL character.</exception>
    /// <exception cref="NetlinkException">The kernel refused the request for another reason than that there is none.</exception>
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
        return LinkMessages.Create(_connection, name, options, new NetlinkOperation(options.Kind.CreateOperation, name)
        {
            Remedy = LinkRemedies.Create,
            Subject = (_connection.Namespace, name, options.Index),
        });
    }

    /// <summary>Creates a bridge. This is <see cref="Add{TLink}"/> with <see cref="BridgeOptions"/>.</summary>
    /// <param name="name">1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="options">The settings of the bridge; the kernel's defaults if <see langword="null"/>.</param>
    /// <returns>The bridge, which has no ports.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name, or the options contradict each other.</exception>
    /// <exception cref="NetlinkException">The name is taken (EEXIST), an option is not accepted, or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel has no bridges, or lacks an option of theirs.</exception>
    public Bridge AddBridge(string name, BridgeOptions? options = null) => Add(name, options ?? BridgeOptions.Default);

    /// <inheritdoc/>
    public IEnumerator<Link> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
