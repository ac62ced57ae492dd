using System.Collections;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the connections that the kernel tracks in a network namespace. Every member asks the kernel.</summary>
/// <remarks>The kernel tracks connections once a rule needs it, such as one that translates addresses. See conntrack(8).</remarks>
/// <example>
/// <code>
/// int deleted = router.Conntrack.Delete(new ConntrackFilter { Protocol = 17, DestinationPort = 53 });
/// </code>
/// </example>
public sealed class ConntrackTable : IEnumerable<ConntrackEntry>
{
    private readonly NetfilterConnection _connection;

    internal ConntrackTable(NetfilterConnection connection) => _connection = connection;

    /// <summary>Lists the connections of IPv4 and IPv6.</summary>
    /// <returns>The connections.</returns>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NF_CT_NETLINK.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<ConntrackEntry> List() => List(ConntrackFilter.None);

    /// <summary>Lists the connections that a filter selects.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The connections.</returns>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NF_CT_NETLINK.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<ConntrackEntry> List(ConntrackFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        byte family = (byte)(filter.Family is null ? Linux.AF_UNSPEC : filter.Family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6);
        NetlinkMessageWriter request = ConntrackMessages.WriteList(stackalloc byte[ConntrackMessages.BufferSize], family);
        try
        {
            return _connection.Dump(request, new NetlinkOperation("list connections"), (in message) => ConntrackMessages.Parse(message) is { } entry && filter.Matches(entry) ? entry : null);
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP || e.Errno == Errno.EINVAL)
        {
            throw new NotSupportedException($"{e.Message}. The kernel lacks connection tracking over netlink (CONFIG_NF_CT_NETLINK).", e);
        }
    }

    /// <summary>Deletes the connections that a filter selects. Their next packets start new ones, to which the present rules apply.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The number of connections that were deleted.</returns>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NF_CT_NETLINK.</exception>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="AggregateException">Several connections could not be deleted.</exception>
    public int Delete(ConntrackFilter filter) => Delete(List(filter));

    /// <summary>Deletes connections that were listed. A connection that is gone is no error.</summary>
    /// <param name="entries">The connections.</param>
    /// <returns>The number of connections that were deleted.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="AggregateException">Several connections could not be deleted.</exception>
    public int Delete(IEnumerable<ConntrackEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        NetlinkBatch batch = new();
        byte[] buffer = new byte[ConntrackMessages.BufferSize];
        foreach (ConntrackEntry entry in entries)
        {
            batch.Add(ConntrackMessages.WriteDelete(buffer, entry), new NetlinkOperation("delete connection", entry));
        }

        return Deletions.Execute(_connection, batch, Errno.ENOENT);
    }

    /// <inheritdoc/>
    public IEnumerator<ConntrackEntry> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
