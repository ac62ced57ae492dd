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

    /// <summary>Creates a bridge.</summary>
    /// <param name="name">1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <param name="options">How it is to be; the kernel's defaults without.</param>
    /// <returns>The bridge, which is down and has no ports.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name, or the options contradict each other.</exception>
    /// <exception cref="NetlinkException">The name is taken (EEXIST), an option is not accepted, or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel has no bridges, or lacks an option of theirs.</exception>
    public Bridge AddBridge(string name, BridgeOptions? options = null)
    {
        InterfaceName.Validate(name, nameof(name));
        options?.Validate(nameof(options));
        return Bridge.Create(_connection, name, options ?? BridgeOptions.Default);
    }

    /// <inheritdoc/>
    public IEnumerator<Link> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
