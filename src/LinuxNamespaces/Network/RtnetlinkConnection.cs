using System.Runtime.InteropServices;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Network;

/// <summary>A netlink connection to the links, addresses, routes, rules and neighbours of one network namespace (rtnetlink).</summary>
/// <remarks>
/// Every <see cref="NetNamespace"/> has one of its own; another one lets a second thread work without waiting for the first. The
/// connection keeps the namespace alive. See rtnetlink(7).
/// </remarks>
public sealed class RtnetlinkConnection : NetlinkConnection
{
    // What the kernel says of a kind of links that it does not have, since 4.20.
    internal const string UnknownKind = "Unknown device type";

    private readonly LinkWatch? _linkWatch;

    internal RtnetlinkConnection(NetNamespace netNamespace)
        : this(netNamespace, netNamespace.ToString())
    {
    }

    /// <param name="linkWatch">Tells links that have the same index one after the other apart; null where that cannot be.</param>
    internal RtnetlinkConnection(NetNamespace netNamespace, INetlinkTransport transport, LinkWatch? linkWatch = null)
        : this(netNamespace, transport, linkWatch, netNamespace.ToString())
    {
    }

    private RtnetlinkConnection(NetNamespace netNamespace, string name)
        : this(
            netNamespace,
            NamespaceOpener.OpenSockets(netNamespace.Handle, NamespaceOpener.RtnetlinkSockets, Linux.AF_NETLINK, Linux.SOCK_RAW, Linux.NETLINK_ROUTE, name),
            name)
    {
    }

    /// <param name="sockets">The socket for requests and that for notifications, which never share one: an overrun would lose replies.</param>
    private RtnetlinkConnection(NetNamespace netNamespace, SafeFileHandle[] sockets, string name)
        : this(netNamespace, OpenTransport(sockets), OpenWatch(sockets), name)
    {
    }

    private RtnetlinkConnection(NetNamespace netNamespace, INetlinkTransport transport, LinkWatch? linkWatch, string name)
        : base(transport, netNamespace.NetlinkOptions(name, []))
    {
        _linkWatch = linkWatch;
        Namespace = netNamespace;
        Links = new LinkCollection(this);
        Addresses = new AddressCollection(this);
        Routes = new RouteCollection(this);
        Nexthops = new NexthopCollection(this);
        Rules = new RoutingRuleCollection(this);
        Neighbours = new NeighbourCollection(this);
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="sockets">Fresh sockets in the namespace, which belong to the connection from now on; null to open them.</param>
    internal static RtnetlinkConnection Open(NetNamespace netNamespace, SafeFileHandle[]? sockets) =>
        sockets is null ? new(netNamespace) : new(netNamespace, sockets, netNamespace.ToString());

    /// <summary>Opens a connection that only reads lists.</summary>
    internal static RtnetlinkConnection WithoutWatch(NetNamespace netNamespace)
    {
        string name = netNamespace.ToString();
        return new(netNamespace, new NetlinkSocket(netNamespace.OpenNetlinkSocket(Linux.NETLINK_ROUTE, name)), null, name);
    }

    private protected override IEnumerable<NetlinkMessageSchema> FamilyMessages =>
    [
        .. LinkSchema.Messages, .. AddressSchema.Messages, .. RouteSchema.Messages, .. NexthopSchema.Messages, .. RoutingRuleSchema.Messages,
        .. NeighbourSchema.Messages, .. NamespaceIdSchema.Messages, .. TrafficSchema.Messages,
    ];

    /// <summary>Gets the namespace whose links and routes these are.</summary>
    public NetNamespace Namespace { get; }

    /// <summary>Gets the links of the namespace.</summary>
    public LinkCollection Links { get; }

    /// <summary>Gets the addresses of all links of the namespace.</summary>
    public AddressCollection Addresses { get; }

    /// <summary>Gets the routes of the namespace.</summary>
    public RouteCollection Routes { get; }

    /// <summary>Gets the nexthop objects of the namespace.</summary>
    public NexthopCollection Nexthops { get; }

    /// <summary>Gets the rules of policy routing of the namespace.</summary>
    public RoutingRuleCollection Rules { get; }

    /// <summary>Gets the neighbours of the namespace.</summary>
    public NeighbourCollection Neighbours { get; }

    /// <summary>Creates an empty batch of changes that go to the kernel together.</summary>
    /// <returns>The batch.</returns>
    public NetworkBatch CreateBatch() => new(this);

    /// <summary>The time by the notifications about links.</summary>
    internal long LinkTime()
    {
        ThrowIfDisposed();
        return _linkWatch?.Now() ?? 0;
    }

    /// <summary>The time of the last notification about links that was read; see <see cref="LinkWatch.LastRead"/>.</summary>
    internal long LastLinkTime()
    {
        ThrowIfDisposed();
        return _linkWatch?.LastRead ?? 0;
    }

    /// <summary>Whether all of these links are still those that had their indexes at a time.</summary>
    internal bool ArePresent(IReadOnlyList<LinkInfo> links, long since)
    {
        ThrowIfDisposed();
        return _linkWatch?.ArePresent(links, since) ?? true;
    }

    /// <summary>What became of the link that had an index at a time.</summary>
    internal LinkFate LookAtLink(int index, long since, out LinkRemoval? removal)
    {
        ThrowIfDisposed();
        removal = null;
        return _linkWatch?.Look(index, since, out removal) ?? LinkFate.Present;
    }

    /// <summary>The index of the only link that was registered with a name since a time; null when that is not known.</summary>
    internal int? FindRegisteredLink(string name, long since) => _linkWatch?.FindRegistered(name, since);

    /// <summary>Makes the exception that an answer of the kernel would be.</summary>
    internal NetlinkException Failure(Errno error, in NetlinkOperation operation) => Failure(new NetlinkResult(error, null, false), [], operation);

    /// <inheritdoc/>
    protected override string? GetRemedy(in NetlinkFailure failure) =>
        failure.FindMissingRight(Namespace) is { } missing
            ? missing
        : failure.Errno == Errno.EOPNOTSUPP && failure.Operation.Feature is { } feature && failure.KernelMessage == UnknownKind
            ? LacksFeature(feature)
        : failure.Errno == Errno.ENODEV && (failure.Request.IsEmpty || IsGone(failure.Request))
            ? "There is no such link in this namespace; it may have been deleted or moved to another one."
        : base.GetRemedy(failure);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _linkWatch?.Dispose();
        }
    }

    private static NetlinkSocket OpenTransport(SafeFileHandle[] sockets)
    {
        try
        {
            return new NetlinkSocket(sockets[0]);
        }
        catch
        {
            sockets[1].Dispose();
            throw;
        }
    }

    private static LinkWatch OpenWatch(SafeFileHandle[] sockets)
    {
        try
        {
            return new LinkWatch(sockets[1]);
        }
        catch
        {
            sockets[0].Dispose();
            throw;
        }
    }

    /// <summary>Whether it is the link of the request that is missing, and not one that the request speaks of besides.</summary>
    private bool IsGone(ReadOnlySpan<byte> request)
    {
        const int headerSize = NetlinkMessageWriter.HeaderLength;
        if (request.Length < headerSize + (2 * sizeof(int)))
        {
            return false;
        }

        ushort type = MemoryMarshal.Read<nlmsghdr>(request).nlmsg_type;
        // ifinfomsg, ifaddrmsg, ndmsg and tcmsg all have the index after four bytes.
        int index = MemoryMarshal.Read<int>(request[(headerSize + sizeof(int))..]);
        return type == Linux.RTM_GETLINK
            || (type is Linux.RTM_NEWLINK or Linux.RTM_DELLINK or Linux.RTM_NEWLINKPROP or Linux.RTM_DELLINKPROP or Linux.RTM_NEWADDR or Linux.RTM_DELADDR or Linux.RTM_GETADDR
                    or Linux.RTM_NEWNEIGH or Linux.RTM_DELNEIGH or Linux.RTM_GETNEIGH or (>= Linux.RTM_NEWQDISC and <= Linux.RTM_GETTFILTER)
                && index > 0 && !LinkRemedies.Exists(Namespace, index));
    }
}
