using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A link (network interface) of a network namespace.</summary>
/// <remarks>
/// <para>
/// <see cref="Info"/> and what is derived from it is what the kernel reported last: when the object was created, when it changed the link, or at
/// the last <see cref="Refresh"/>. A link outlives its object. Changes need CAP_NET_ADMIN in the user namespace that owns the network namespace;
/// reading needs nothing. All members throw <see cref="ObjectDisposedException"/> when the namespace object that the link came from is disposed.
/// See ip-link(8) and rtnetlink(7).
/// </para>
/// <para>
/// The object belongs to one link for good. It follows the link through its own <see cref="MoveTo"/>. When the link is deleted, or moved in
/// another way, all members throw <see cref="NetlinkException"/> with <see cref="Errno.ENODEV"/>, also when another link has its index and name by
/// then. The library knows that from the notifications of the kernel, which it reads before every request. Two limits remain. A link that is
/// replaced by one with the same index between that and the request is not noticed. When more notifications arrive between two uses than the
/// kernel keeps (some hundred), the link is recognized by its kind and by its name, its link-layer address or its peer.
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

    /// <summary>Gets what the kernel reported when this object was created, when it changed the link, or at the last <see cref="Refresh"/>. This makes no request.</summary>
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
        RequirePresent(operation);
        LinkInfo info = LinkMessages.Read(Connection, Index, operation);
        // It may have been replaced in between.
        RequirePresent(operation);
        return Info = info;
    }

    /// <summary>Returns the link as an object of the class for its kind, which need not be a class of the library.</summary>
    /// <typeparam name="TLink">The class.</typeparam>
    /// <returns>The object; <see langword="null"/> if the link is of another kind.</returns>
    public TLink? As<TLink>()
        where TLink : Link, ILinkKind<TLink> => TLink.Kind.TryConvert(this);

    /// <summary>Renames the link.</summary>
    /// <param name="name">1 to 15 bytes, without '/', ':', '%' and white space.</param>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    /// <exception cref="NetlinkException">The name is taken (EEXIST); the link is up and its kernel older than 6.3 (EBUSY).</exception>
    public void Rename(string name)
    {
        InterfaceName.Validate(name, nameof(name));
        NetlinkMessageWriter request = LinkRequests.Rename(stackalloc byte[LinkRequests.BufferSize], Index, name);
        Change(request, new NetlinkOperation("rename link", Name) { Detail = $"to '{name}'", Remedy = LinkRemedies.NameTaken, Subject = name });
    }

    /// <summary>Sets the largest packet.</summary>
    /// <param name="mtu">In bytes, within <see cref="LinkInfo.MinMtu"/> and <see cref="LinkInfo.MaxMtu"/>.</param>
    /// <remarks>A bridge keeps the value; without one it takes the least of its ports.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    /// <exception cref="NetlinkException">The link does not accept the value (EINVAL).</exception>
    public void SetMtu(int mtu)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mtu);
        PrepareMtu(mtu);
        NetlinkMessageWriter request = LinkRequests.SetMtu(stackalloc byte[LinkRequests.BufferSize], Index, mtu);
        Change(request, new NetlinkOperation("set the MTU of link", Name));
    }

    /// <summary>Sets the link-layer address.</summary>
    /// <param name="address">As many bytes as the link has; 6 for Ethernet.</param>
    /// <exception cref="NetlinkException">The link does not accept the address (EINVAL, EADDRNOTAVAIL).</exception>
    public void SetAddress(PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        NetlinkOperation operation = new("set the link-layer address of link", Name);
        byte[] bytes = address.GetAddressBytes();
        // The kernel refuses an address that is too short, and takes the start of one that is too long.
        if (bytes.Length > Info.Address?.GetAddressBytes().Length)
        {
            throw Connection.Failure(Errno.EINVAL, operation);
        }

        NetlinkMessageWriter request = LinkRequests.SetAddress(stackalloc byte[LinkRequests.BufferSize], Index, bytes);
        Change(request, operation);
    }

    /// <summary>Sets the text that describes the link.</summary>
    /// <param name="alias">Up to 255 bytes; empty for none.</param>
    /// <exception cref="NetlinkException">The text is too long (ERANGE).</exception>
    public void SetAlias(string alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LinuxText.CountBytes(alias), Linux.IFALIASZ - 1, nameof(alias));
        NetlinkMessageWriter request = LinkRequests.SetAlias(stackalloc byte[LinkRequests.BufferSize], Index, alias);
        Change(request, new NetlinkOperation("set the alias of link", Name));
    }

    /// <summary>Gives the link a further name, by which it can be found too (kernel 5.5).</summary>
    /// <param name="name">1 to 127 bytes, without '/', ':', '%' and white space.</param>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    /// <exception cref="NetlinkException">The name is taken (EEXIST).</exception>
    public void AddAlternativeName(string name)
    {
        InterfaceName.ValidateAlternative(name, nameof(name));
        NetlinkMessageWriter request = LinkRequests.AddAlternativeName(stackalloc byte[LinkRequests.BufferSize], Index, name);
        Change(request, new NetlinkOperation("add alternative name", name) { Detail = $"to link '{Name}'", Remedy = LinkRemedies.NameTaken, Subject = name });
    }

    /// <summary>Takes a further name from the link.</summary>
    /// <param name="name">The name, which any program may have given.</param>
    /// <exception cref="ArgumentException">The name is empty, has more than 127 bytes, or contains a NUL character.</exception>
    /// <exception cref="NetlinkException">The link has no such name (ENOENT or EINVAL).</exception>
    public void RemoveAlternativeName(string name)
    {
        InterfaceName.ValidateExisting(name, nameof(name));
        NetlinkMessageWriter request = LinkRequests.RemoveAlternativeName(stackalloc byte[LinkRequests.BufferSize], Index, name);
        Change(request, new NetlinkOperation("remove alternative name", name) { Detail = $"from link '{Name}'" });
    }

    /// <summary>Moves the link to another namespace, where it is down and without addresses.</summary>
    /// <param name="target">The namespace to move it to.</param>
    /// <param name="newName">
    /// The name that it has there, given in the same step, so that it collides with nothing on either side; null to keep it.
    /// </param>
    /// <returns>This object, which follows the link to its new namespace.</returns>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    /// <exception cref="NetlinkException">
    /// The name is taken there (EEXIST); the link cannot move, as the loopback link cannot (EINVAL); CAP_NET_ADMIN is missing over
    /// one of the two namespaces (EPERM).
    /// </exception>
    public Link MoveTo(NetNamespace target, string? newName = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (newName is not null)
        {
            InterfaceName.Validate(newName, nameof(newName));
        }

        // Somebody may have renamed it meanwhile, and it has to be found again.
        string name = newName ?? Refresh().Name;
        NetlinkOperation operation = new("move link", Name)
        {
            Detail = $"to namespace '{target}'",
            Preposition = "from",
            Remedy = LinkRemedies.Move,
            Subject = (this, target, name),
        };
        // The kernel moves the link before it finds that it cannot have the new name.
        if (newName is not null && target.Links.Find(newName) is { } other && !IsSame(other))
        {
            throw Connection.Failure(Errno.EEXIST, operation);
        }

        using DescriptorLease lease = new(target.Handle);
        NetlinkMessageWriter request = LinkRequests.Move(stackalloc byte[LinkRequests.BufferSize], Index, lease.Descriptor, newName);
        RequirePresent(operation);
        try
        {
            Connection.Execute(request, operation);
        }
        catch (NetlinkException) when (HasMoved)
        {
            // An older kernel moves the link before it finds that it cannot have the new name.
            Follow(target, name);
            throw;
        }

        Follow(target, name);
        return this;
    }

    /// <summary>Deletes the link. Deleting one end of a veth pair deletes the other end too.</summary>
    /// <exception cref="NetlinkException">The link was deleted or moved before (ENODEV), or it cannot be deleted (EOPNOTSUPP).</exception>
    public void Delete()
    {
        NetlinkMessageWriter request = LinkRequests.Delete(stackalloc byte[LinkRequests.BufferSize], Index);
        Execute(request, new NetlinkOperation("delete link", Name));
    }

    /// <summary>Name and index, as in <c>4: veth0</c>.</summary>
    public override string ToString() => Info.ToString();

    internal void SetUp(bool up)
    {
        NetlinkMessageWriter request = LinkRequests.SetUp(stackalloc byte[LinkRequests.BufferSize], Index, up);
        Change(request, new NetlinkOperation(up ? "set up link" : "set down link", Name));
    }

    /// <summary>Makes the link a port of another; 0 for none.</summary>
    internal void SetMaster(int masterIndex, string operation, string? detail = null)
    {
        NetlinkMessageWriter request = LinkRequests.SetMaster(stackalloc byte[LinkRequests.BufferSize], Index, masterIndex);
        Change(request, new NetlinkOperation(operation, Name) { Detail = detail });
    }

    private bool IsSame(Link other) => other.Index == Index && other.Namespace.Equals(Namespace);

    private bool HasMoved => Connection.LookAtLink(Index, Seen, out LinkRemoval? removal) == LinkFate.Gone && removal?.NewIndex is not null;

    private void Change(scoped in NetlinkMessageWriter request, NetlinkOperation operation)
    {
        Execute(request, operation);
        Refresh();
    }

    /// <summary>A bridge follows its ports until it is given an MTU that it does not have.</summary>
    private void PrepareMtu(int mtu)
    {
        if (Info.Kind != Bridge.Kind.Name || Refresh().Mtu != mtu)
        {
            return;
        }

        // Upwards, as below 1280 bytes it would lose its IPv6 addresses.
        int other = mtu < (Info.MaxMtu is > 0 and { } most ? most : int.MaxValue) ? mtu + 1 : mtu - 1;
        NetlinkMessageWriter request = LinkRequests.SetMtu(stackalloc byte[LinkRequests.BufferSize], Index, other);
        Execute(request, new NetlinkOperation("set the MTU of link", Name));
    }
}
