using System.Collections;
using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the forwarding database (fdb) of a bridge, of one of its ports, or of a VXLAN link. Every member asks the kernel.</summary>
/// <remarks>Changes need CAP_NET_ADMIN. See bridge(8), "bridge fdb".</remarks>
/// <example>
/// <code>
/// bridge.ForwardingDatabase.Add(new ForwardingEntry(address) { LinkIndex = port.Index });
/// vxlan.ForwardingDatabase.Append(new ForwardingEntry(new PhysicalAddress(new byte[6])) { Destination = IPAddress.Parse("192.0.2.1") });
/// bridge.ForwardingDatabase.Flush(new ForwardingFilter { State = ForwardingEntryState.Dynamic });
/// </code>
/// </example>
public sealed class ForwardingDatabase : IEnumerable<ForwardingEntry>
{
    // What the kernel says of a request to delete without an address if it does not know of requests to delete many.
    private const string NoAddress = "invalid address";

    private readonly Link _link;

    internal ForwardingDatabase(Link link) => _link = link;

    /// <summary>Lists the entries.</summary>
    /// <param name="filter">Selects entries; <see langword="null"/> for all. The kernel filters by link, and the library by the other properties.</param>
    /// <returns>The entries, in the order of the kernel.</returns>
    /// <exception cref="ArgumentException">The filter cannot be used for this: see its properties.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the list kept changing while it was read (EINTR).</exception>
    public IReadOnlyList<ForwardingEntry> List(ForwardingFilter? filter = null)
    {
        filter ??= ForwardingFilter.All;
        Validate(filter);
        if (filter.IsAddedByUser is not null)
        {
            throw new ArgumentException("The kernel does not list whether user space has added an entry.", nameof(filter));
        }

        NetlinkMessageWriter request = ForwardingMessages.WriteList(stackalloc byte[ForwardingMessages.BufferSize], _link.Index, _link is Bridge, filter);
        NetlinkOperation operation = Operation("list the forwarding database", null);
        _link.RequirePresent(operation);
        IReadOnlyList<ForwardingEntry> entries = _link.Connection.Dump(request, operation, ForwardingMessages.Parse);
        // The kernel sends those of other bridges too, and everything if it is older than 5.0.
        HashSet<int> ports = _link is Bridge && entries.Any(entry => entry.MasterIndex is null && entry.LinkIndex != _link.Index)
            ? [.. LinkMessages.List(_link.Connection, _link.Index).Select(port => port.Index)]
            : [];
        _link.RequirePresent(operation);
        return [.. entries.Where(entry => IsOurs(entry, ports) && filter.Selects(entry))];
    }

    /// <summary>Finds the entry for an address, as <c>bridge fdb get</c> does. Kernel 5.0.</summary>
    /// <param name="address">The address.</param>
    /// <param name="vlanId">The VLAN; <see langword="null"/> for the entry without one. 1 to 4094.</param>
    /// <param name="self">
    /// <see langword="true"/> to look in the table of the link itself, such as that of a VXLAN link that is a port, and not in that of its bridge.
    /// It has no effect for a bridge, and for a link that is not a port.
    /// </param>
    /// <returns>The entry; <see langword="null"/> if there is none, or, for a port, if the entry is that of another port.</returns>
    /// <exception cref="ArgumentException">The address does not have 6 bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The VLAN is out of range.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    /// <exception cref="NotSupportedException">The kernel is older, or the kind of the link has no such table.</exception>
    public ForwardingEntry? Find(PhysicalAddress address, int? vlanId = null, bool self = false)
    {
        ForwardingEntry wanted = new(address) { VlanId = vlanId };
        NetlinkOperation operation = Operation("find forwarding entry", wanted);
        _link.RequirePresent(operation);
        byte? table = _link is Bridge ? null : self || !IsPort() ? NeighbourSchema.NTF_SELF : NeighbourSchema.NTF_MASTER;
        NetlinkMessageWriter request = ForwardingMessages.WriteGet(stackalloc byte[ForwardingMessages.BufferSize], _link.Index, table, wanted);
        if (_link.Connection.TryGet(request, operation, ForwardingMessages.Parse, out ForwardingEntry? found, out NetlinkException? failure))
        {
            return table == NeighbourSchema.NTF_MASTER && found.LinkIndex != _link.Index ? null : found;
        }

        _link.RequirePresent(operation);
        return failure.Errno == Errno.ENOENT ? null
            : failure.Errno == Errno.EOPNOTSUPP ? throw new NotSupportedException($"{failure.Message} A kernel finds an entry of a bridge or a VXLAN link since 5.0.", failure)
            : throw failure;
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The entry is for a link that is not a port of the bridge, or its properties contradict each other.</exception>
    /// <exception cref="NetlinkException">
    /// There is an entry for the address (EEXIST); the VLAN or the state does not fit (EINVAL); or the entry is dynamic and the port does not forward, or
    /// CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    public void Add(ForwardingEntry entry) => Change("add", entry, Linux.RTM_NEWNEIGH, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL);

    /// <summary>Adds an entry, or replaces the entry for the address and the VLAN, also if it is on another port.</summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The entry is for a link that is not a port of the bridge, or its properties contradict each other.</exception>
    /// <exception cref="NetlinkException">The VLAN or the state does not fit (EINVAL), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Replace(ForwardingEntry entry) => Change("replace", entry, Linux.RTM_NEWNEIGH, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE);

    /// <summary>
    /// Adds a further destination for an address to the table of a VXLAN link. Frames for a multicast address, or for the address of all zeros, are sent
    /// to all of its destinations.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The entry is for a link that is not a port of the bridge, or its properties contradict each other.</exception>
    /// <exception cref="NetlinkException">The link has no such table or the address is that of a single host (EINVAL or EOPNOTSUPP), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Append(ForwardingEntry entry) => Change("append", entry, Linux.RTM_NEWNEIGH, Linux.NLM_F_CREATE | Linux.NLM_F_APPEND);

    /// <summary>Deletes an entry.</summary>
    /// <param name="entry">The entry. Address, link, table, VLAN and destination identify it.</param>
    /// <exception cref="ArgumentException">The entry is for a link that is not a port of the bridge.</exception>
    /// <exception cref="NetlinkException">There is no such entry (ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Delete(ForwardingEntry entry) => Change("delete", entry, Linux.RTM_DELNEIGH, 0);

    /// <summary>Deletes all entries, or those that a filter selects. The kernel does the selection, in one request.</summary>
    /// <param name="filter">Selects entries; <see langword="null"/> for all, those of <see cref="ForwardingEntryState.Permanent"/> included.</param>
    /// <remarks>It works on a bridge and on a port (kernel 5.19), and on a VXLAN link (kernel 6.7).</remarks>
    /// <exception cref="ArgumentException">The filter cannot be used for this: see its properties.</exception>
    /// <exception cref="NetlinkException">The kernel rejects the request, or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel cannot flush the table.</exception>
    public void Flush(ForwardingFilter? filter = null)
    {
        filter ??= ForwardingFilter.All;
        Validate(filter);
        NetlinkOperation operation = Operation("flush the forwarding database", null);
        _link.RequirePresent(operation);
        byte table = filter.IsSelf == true || _link is Bridge || !IsPort() ? NeighbourSchema.NTF_SELF : NeighbourSchema.NTF_MASTER;
        NetlinkMessageWriter request = ForwardingMessages.WriteFlush(stackalloc byte[ForwardingMessages.BufferSize], _link.Index, table, filter);
        try
        {
            _link.Execute(request, operation);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP || (e.Errno == Errno.EINVAL && e.KernelMessage == NoAddress))
        {
            throw new NotSupportedException($"{e.Message} A kernel flushes the tables of bridges since 5.19 and those of VXLAN links since 6.7.", e);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<ForwardingEntry> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal void Change(string verb, ForwardingEntry entry, ushort type, int flags, NetworkBatch? batch = null)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.RequireValid();
        NetlinkOperation operation = Operation($"{verb} forwarding entry", entry) with { Remedy = FindCause, Subject = (_link, entry) };
        _link.RequirePresent(operation);
        byte table = TableOf(entry);
        NetlinkMessageWriter request = ForwardingMessages.WriteChange(stackalloc byte[ForwardingMessages.BufferSize], type, flags, entry.LinkIndex ?? _link.Index, table, entry);
        _link.Send(batch, entry, request, operation);
    }

    private byte TableOf(ForwardingEntry entry)
    {
        if (entry.LinkIndex is not { } index || index == _link.Index)
        {
            return entry.IsSelf || _link is Bridge || !IsPort() ? NeighbourSchema.NTF_SELF : NeighbourSchema.NTF_MASTER;
        }

        // Without this the kernel would change the table of another bridge.
        return _link is Bridge && LinkMessages.Read(_link.Connection, index, new NetlinkOperation("get link", index)).MasterIndex == _link.Index
            ? entry.IsSelf ? NeighbourSchema.NTF_SELF : NeighbourSchema.NTF_MASTER
            : throw new ArgumentException($"The entry is for link {index}, which is not a port of {PrintableText.Quote(_link.Name)}.", nameof(entry));
    }

    private bool IsPort() => _link.Refresh().PortKind == Bridge.Kind.Name;

    private bool IsOurs(ForwardingEntry entry, HashSet<int> ports) => entry.LinkIndex == _link.Index
        || (_link is Bridge && (entry.MasterIndex is { } master ? master == _link.Index : ports.Contains(entry.LinkIndex!.Value)));

    private void Validate(ForwardingFilter filter)
    {
        if (filter.Port is { } port && (_link is not Bridge || !port.Namespace.Equals(_link.Namespace)))
        {
            throw new ArgumentException($"{PrintableText.Quote(port.Name)} cannot be a port of {PrintableText.Quote(_link.Name)}.", nameof(filter));
        }
    }

    private NetlinkOperation Operation(string name, ForwardingEntry? entry) => new(name, entry)
    {
        Detail = $"of link '{_link.Name}'",
    };

    /// <summary>The kernel does not tell that a VLAN is missing, or that a port does not learn.</summary>
    private static string? FindCause(in NetlinkFailure failure)
    {
        (Link link, ForwardingEntry entry) = ((Link, ForwardingEntry))failure.Operation.Subject!;
        if (failure.Errno == Errno.EEXIST)
        {
            return "There is an entry for the address; Replace replaces it.";
        }

        Link owner = entry.LinkIndex is { } index ? failure.Namespace.Links.Get(index) : link;
        if (failure.Errno == Errno.EPERM && entry.State is (ForwardingEntryState.Dynamic or ForwardingEntryState.Stale)
            && owner.Info.PortKind == Bridge.Kind.Name && BridgePort.Read(owner).State is not (BridgePortState.Learning or BridgePortState.Forwarding))
        {
            return $"The port {PrintableText.Quote(owner.Name)} does not forward, and takes no dynamic entries until then. Set the link and its peer up, or add a static entry.";
        }

        if (failure.Errno != Errno.EINVAL || failure.KernelMessage is not null || entry.VlanId is not { } id || entry.IsSelf)
        {
            return null;
        }

        return new BridgeVlanCollection(owner).Find(id) is null ? $"{PrintableText.Quote(owner.Name)} does not have the VLAN {id}; BridgeVlanCollection.Add adds it." : null;
    }
}
