using System.Collections;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the multicast database (mdb) of a bridge or of a VXLAN link. Every member asks the kernel.</summary>
/// <remarks>
/// The kernel fills it from the IGMP and MLD messages that it sees, while the bridge is up and its multicast snooping is on. Changes need CAP_NET_ADMIN.
/// See bridge(8), "bridge mdb".
/// </remarks>
/// <example>
/// <code>
/// bridge.MulticastDatabase.Add(new MulticastEntry(IPAddress.Parse("239.1.1.1")) { LinkIndex = port.Index, IsPermanent = true });
/// </code>
/// </example>
public sealed class MulticastDatabase : IEnumerable<MulticastEntry>
{
    private readonly Link _link;

    internal MulticastDatabase(Link link) => _link = link;

    /// <summary>Lists the entries.</summary>
    /// <returns>The entries, in the order of the kernel; none if the bridge is down or has no multicast snooping.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the list kept changing while it was read (EINTR).</exception>
    public IReadOnlyList<MulticastEntry> List() => [.. Read().SelectMany(table => table.Entries)];

    /// <summary>Lists the ports behind which a multicast router is.</summary>
    /// <returns>The ports, in the order of the kernel.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the list kept changing while it was read (EINTR).</exception>
    public IReadOnlyList<MulticastRouterPort> ListRouterPorts() => [.. Read().SelectMany(table => table.Routers)];

    /// <summary>Adds an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The properties of the entry contradict each other.</exception>
    /// <exception cref="NetlinkException">
    /// There is such an entry (EEXIST); the bridge is down, its multicast snooping is off, the link is not one of its ports, or the group is one that is always forwarded
    /// (EINVAL); or CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_BRIDGE_IGMP_SNOOPING.</exception>
    public void Add(MulticastEntry entry) => Change("add", entry, Linux.RTM_NEWMDB, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL);

    /// <summary>Adds an entry, or replaces the properties of the entry for the same port, group, source and VLAN (kernel 6.3).</summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The properties of the entry contradict each other.</exception>
    /// <exception cref="NetlinkException">
    /// The kernel is older than 6.3, and there is such an entry (EEXIST); the kernel rejects the entry, as in <see cref="Add"/> (EINVAL); or CAP_NET_ADMIN
    /// is missing (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_BRIDGE_IGMP_SNOOPING.</exception>
    public void Replace(MulticastEntry entry) => Change("replace", entry, Linux.RTM_NEWMDB, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE);

    /// <summary>Deletes an entry.</summary>
    /// <param name="entry">The entry. Port, group, source, VLAN and destination identify it.</param>
    /// <exception cref="NetlinkException">There is no such entry, or the bridge is down (EINVAL or ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_BRIDGE_IGMP_SNOOPING.</exception>
    public void Delete(MulticastEntry entry) => Change("delete", entry, Linux.RTM_DELMDB, 0);

    /// <summary>Deletes many entries in one request (kernel 6.8).</summary>
    /// <param name="filter">Selects entries; <see langword="null"/> for all.</param>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), the filter is not for it (EINVAL), or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel is older than 6.8, or lacks CONFIG_BRIDGE_IGMP_SNOOPING.</exception>
    public void Flush(MulticastFilter? filter = null)
    {
        NetlinkOperation operation = new("flush the multicast database of", _link.Name) { Schema = MulticastSchema.Messages };
        _link.RequirePresent(operation);
        NetlinkMessageWriter request = MulticastMessages.WriteFlush(stackalloc byte[MulticastMessages.BufferSize], _link.Index, filter ?? MulticastFilter.All);
        try
        {
            BridgeTables.Execute(_link, request, operation, BridgeSchema.IFLA_BR_MCAST_SNOOPING, BridgeTables.SnoopingFeature);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            throw new NotSupportedException($"{e.Message} A kernel flushes multicast databases since 6.8.", e);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<MulticastEntry> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<MulticastReader.Table> Read()
    {
        NetlinkMessageWriter request = MulticastMessages.WriteList(stackalloc byte[MulticastMessages.BufferSize]);
        NetlinkOperation operation = new("list the multicast database of", _link.Name) { Schema = MulticastSchema.Messages };
        _link.RequirePresent(operation);
        IReadOnlyList<MulticastReader.Table> tables = _link.Connection.Dump(request, operation, MulticastReader.Parse);
        _link.RequirePresent(operation);
        // The kernel has no filter for this.
        return tables.Where(table => table.LinkIndex == _link.Index);
    }

    private void Change(string verb, MulticastEntry entry, ushort type, int flags)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.RequireValid();
        int length = MulticastMessages.BufferSize + (MulticastMessages.SourceSize * entry.Sources.Count);
        Span<byte> buffer = length <= 1024 ? stackalloc byte[length] : new byte[length];
        NetlinkMessageWriter request = MulticastMessages.WriteChange(buffer, type, flags, _link.Index, entry);
        NetlinkOperation operation = new($"{verb} multicast entry", entry) { Detail = $"of link '{_link.Name}'", Schema = MulticastSchema.Messages };
        BridgeTables.Execute(_link, request, operation, BridgeSchema.IFLA_BR_MCAST_SNOOPING, BridgeTables.SnoopingFeature);
    }
}
