using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>A netlink connection to the families of generic netlink, such as ethtool, TASKSTATS or wireguard.</summary>
/// <remarks>
/// The kernel gives a family a number at run time. <see cref="GetFamily"/> resolves the name; the connection keeps the answer.
/// <see cref="NetNamespace.OpenGenericNetlink"/> opens a connection in any namespace. See the kernel's
/// userspace-api/netlink/intro.rst.
/// </remarks>
/// <example>
/// Asks ethtool for the state of a link:
/// <code>
/// using GenericNetlinkConnection connection = netNamespace.OpenGenericNetlink();
/// GenericNetlinkFamily ethtool = connection.GetFamily("ethtool");
/// NetlinkMessageWriter request = ethtool.StartMessage(stackalloc byte[128], ETHTOOL_MSG_LINKSTATE_GET);
/// NestedAttribute header = request.BeginNested(ETHTOOL_A_LINKSTATE_HEADER);
/// request.WriteString(ETHTOOL_A_HEADER_DEV_NAME, "veth0"u8);
/// request.EndNested(header);
/// LinkState state = connection.Get(request, new NetlinkOperation("get the state of link", "veth0"), LinkState.Parse);
/// </code>
/// </example>
public sealed class GenericNetlinkConnection : NetlinkConnection
{
    /// <summary>The length of <c>genlmsghdr</c>, which comes before the attributes of a family, in bytes.</summary>
    public const int HeaderLength = 4;

    private const int BufferSize = 64;

    private readonly ConcurrentDictionary<string, GenericNetlinkFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Creates a connection over a socket.</summary>
    /// <param name="socket">A new AF_NETLINK socket of the protocol NETLINK_GENERIC. It belongs to the connection from now on, also if this constructor fails.</param>
    /// <param name="options">How the connection behaves; the defaults if <see langword="null"/>.</param>
    /// <exception cref="LinuxException">The descriptor is not a netlink socket (for example ENOTSOCK or EAFNOSUPPORT).</exception>
    public GenericNetlinkConnection(SafeHandle socket, NetlinkConnectionOptions? options = null)
        : base(socket, options) => AddSchema(ControllerSchema.GetFamily);

    internal GenericNetlinkConnection(INetlinkTransport transport, NetlinkConnectionOptions options)
        : base(transport, options) => AddSchema(ControllerSchema.GetFamily);

    /// <summary>Gets a family by its name. The first call for a name asks the kernel, and the answer is kept.</summary>
    /// <param name="name">The name, such as "ethtool".</param>
    /// <returns>The family.</returns>
    /// <exception cref="NotSupportedException">The kernel has no such family.</exception>
    /// <exception cref="NetlinkException">The kernel rejected the request.</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public GenericNetlinkFamily GetFamily(string name) =>
        TryGetFamily(name, out GenericNetlinkFamily? family)
            ? family
            : throw new NotSupportedException($"The kernel has no generic netlink family '{name}' in '{Name}': it is neither built in nor a module that is loaded.");

    /// <summary>Gets a family by its name, if the kernel has it. The first call for a name asks the kernel, and a family that exists is kept.</summary>
    /// <param name="name">The name, such as "ethtool".</param>
    /// <param name="family">The family; <see langword="null"/> if the kernel does not have it.</param>
    /// <returns><see langword="false"/> if the kernel does not have the family.</returns>
    /// <exception cref="NetlinkException">The kernel rejected the request.</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public bool TryGetFamily(string name, [NotNullWhen(true)] out GenericNetlinkFamily? family)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ThrowIfDisposed();
        if (_families.TryGetValue(name, out family))
        {
            return true;
        }

        // The kernel rejects a longer name with ERANGE or EINVAL.
        if (System.Text.Encoding.UTF8.GetByteCount(name) >= Linux.GENL_NAMSIZ)
        {
            return false;
        }

        NetlinkMessageWriter request = ControllerMessages.StartGet(stackalloc byte[BufferSize]);
        request.WriteString(Linux.CTRL_ATTR_FAMILY_NAME, name);
        if (!TryGet(request, new NetlinkOperation("get generic netlink family", name), ControllerMessages.Parse, out family, out NetlinkException? failure))
        {
            return failure.Errno == Errno.ENOENT ? false : throw failure;
        }

        family = _families.GetOrAdd(name, family);
        return true;
    }

    /// <summary>Lists all families that the kernel has in the namespace of the socket.</summary>
    /// <returns>The families, in the order of the kernel.</returns>
    /// <exception cref="NetlinkException">The kernel rejected the request, or the list kept changing while it was read (EINTR).</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public IReadOnlyList<GenericNetlinkFamily> ListFamilies()
    {
        NetlinkMessageWriter request = ControllerMessages.StartGet(stackalloc byte[BufferSize]);
        return Dump(request, new NetlinkOperation("list generic netlink families"), ControllerMessages.Parse);
    }

    /// <summary>Adds the names of the attributes of a family, so that an exception can name the attribute that the kernel rejected.</summary>
    /// <param name="family">The family.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="command">The command that has these attributes; <see langword="null"/> for all commands.</param>
    public void Describe(GenericNetlinkFamily family, NetlinkAttributeSet attributes, byte? command = null)
    {
        ArgumentNullException.ThrowIfNull(family);
        AddSchema(new NetlinkMessageSchema(family.Id, HeaderLength + family.HeaderLength, attributes) { Command = command });
    }

    /// <inheritdoc/>
    protected override string? GetRemedy(in NetlinkFailure failure) =>
        failure.Errno == Errno.EPERM ? "The command needs CAP_NET_ADMIN. GenericNetlinkFamily.Commands tells in which user namespace."
        : base.GetRemedy(failure);
}
