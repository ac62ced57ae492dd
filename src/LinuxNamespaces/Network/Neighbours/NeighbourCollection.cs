using System.Collections;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the neighbours of a network namespace (ARP and NDP). Every member asks the kernel.</summary>
/// <remarks>See ip-neighbour(8). The forwarding databases of bridges are not included.</remarks>
public sealed class NeighbourCollection : IEnumerable<Neighbour>
{
    private readonly RtnetlinkConnection _connection;

    internal NeighbourCollection(RtnetlinkConnection connection) => _connection = connection;

    /// <summary>Adds a neighbour.</summary>
    /// <param name="neighbour">The neighbour, with its link.</param>
    /// <exception cref="ArgumentException">The neighbour has no link.</exception>
    /// <exception cref="NetlinkException">
    /// There is an entry for the address (EEXIST), the state needs a link-layer address (EINVAL), the link does not exist (ENODEV), or
    /// CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    public void Add(Neighbour neighbour) => Execute(neighbour, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add neighbour");

    /// <summary>Adds a neighbour, or replaces the entry for its address.</summary>
    /// <param name="neighbour">The neighbour, with its link.</param>
    /// <exception cref="ArgumentException">The neighbour has no link.</exception>
    /// <exception cref="NetlinkException">The kernel rejects the entry (EINVAL), the link does not exist (ENODEV), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Replace(Neighbour neighbour) => Execute(neighbour, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace neighbour");

    /// <summary>Replaces the entry for the address of a neighbour, which must exist.</summary>
    /// <param name="neighbour">The neighbour, with its link.</param>
    /// <exception cref="ArgumentException">The neighbour has no link.</exception>
    /// <exception cref="NetlinkException">There is no such entry (ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Change(Neighbour neighbour) => Execute(neighbour, Linux.NLM_F_REPLACE, "change neighbour");

    /// <summary>Deletes a neighbour.</summary>
    /// <param name="neighbour">The neighbour. Its address, its link and whether it is a proxy entry are compared.</param>
    /// <exception cref="ArgumentException">The neighbour has no link.</exception>
    /// <exception cref="NetlinkException">There is no such entry (ENOENT), the link does not exist (ENODEV), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Delete(Neighbour neighbour) => Delete(neighbour, null);

    /// <summary>Finds the entry for an address on a link. Kernel 5.0.</summary>
    /// <param name="address">The IPv4 or IPv6 address.</param>
    /// <param name="link">The link.</param>
    /// <param name="proxy"><see langword="true"/> to find a proxy entry.</param>
    /// <returns>The neighbour; <see langword="null"/> if there is none.</returns>
    /// <exception cref="NetlinkException">The link does not exist (ENODEV).</exception>
    public Neighbour? Find(IPAddress address, Link link, bool proxy = false)
    {
        ArgumentNullException.ThrowIfNull(link);
        LinkNames names = LinkNames.Empty;
        Neighbour wanted = new(address) { Link = new LinkReference(link.Index, link.Name), Flags = proxy ? NeighbourFlags.Proxy : NeighbourFlags.None };
        NetlinkMessageWriter request = NeighbourMessages.WriteGet(stackalloc byte[NeighbourMessages.BufferSize], wanted);
        return _connection.TryGet(request, new NetlinkOperation("find neighbour", wanted), (in message) => NeighbourMessages.Parse(message, names), out Neighbour? found, out NetlinkException? failure)
            ? found with { Link = wanted.Link }
            : failure.Errno == Errno.ENOENT ? null : throw failure;
    }

    /// <summary>Lists the neighbours of both families, IPv4 first, without proxy entries.</summary>
    /// <returns>The neighbours. Those that need no link-layer address are included, unlike in the output of <c>ip neighbour</c>.</returns>
    /// <exception cref="NetlinkException">The neighbours kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Neighbour> List() => List(NeighbourFilter.None);

    /// <summary>Lists the neighbours that a filter selects, IPv4 first.</summary>
    /// <param name="filter">The filter, which the kernel applies.</param>
    /// <returns>The neighbours.</returns>
    /// <exception cref="NetlinkException">The link of the filter does not exist (ENODEV), or the neighbours kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Neighbour> List(NeighbourFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        filter = filter.Resolve(_connection);
        LinkNames names = LinkNames.Read(_connection);
        List<Neighbour> neighbours = [];
        Span<byte> buffer = stackalloc byte[NeighbourMessages.BufferSize];
        foreach (AddressFamily family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            if (filter.Family is null || filter.Family == family)
            {
                int number = family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6;
                NetlinkMessageWriter request = NeighbourMessages.WriteList(buffer, number, filter);
                neighbours.AddRange(_connection.Dump(
                    request,
                    new NetlinkOperation("list neighbours"),
                    (in message) => NeighbourMessages.Parse(message, names) is { } neighbour && neighbour.Family == family && filter.Matches(neighbour) ? neighbour : null));
            }
        }

        return neighbours;
    }

    /// <summary>Enumerates the neighbours of both families as values, while the kernel lists them, IPv4 first, without proxy entries.</summary>
    /// <returns>The neighbours, for <c>foreach</c>.</returns>
    /// <inheritdoc cref="Enumerate(NeighbourFilter)" path="/remarks"/>
    public NeighbourEnumerator Enumerate() => Enumerate(NeighbourFilter.None);

    /// <summary>Enumerates the neighbours that a filter selects as values, while the kernel lists them, IPv4 first.</summary>
    /// <param name="filter">The filter, which the kernel applies.</param>
    /// <returns>The neighbours, for <c>foreach</c>.</returns>
    /// <remarks>
    /// <para>No list is made and nothing is allocated for a neighbour, however many there are.</para>
    /// <para>
    /// The enumeration has a connection of its own, so other requests can be made meanwhile. If the neighbours change while they are read, the kernel
    /// may say so at the end: the enumeration then ends with a <see cref="NetlinkException"/> with <see cref="Errno.EINTR"/>. A neighbour can then
    /// be missing, outdated or a duplicate; <see cref="List(NeighbourFilter)"/> reads all again in that case.
    /// </para>
    /// </remarks>
    /// <exception cref="NetlinkException">The link of the filter does not exist (ENODEV).</exception>
    public NeighbourEnumerator Enumerate(NeighbourFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new NeighbourEnumerator(_connection.Namespace, filter.Resolve(_connection));
    }

    /// <summary>Deletes the neighbours that a filter selects.</summary>
    /// <param name="filter">The filter. If it has no states, neighbours that are permanent or need no link-layer address stay, as with <c>ip neighbour flush</c>.</param>
    /// <returns>The number of neighbours that were deleted.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the neighbours kept changing while they were read (EINTR).</exception>
    /// <exception cref="AggregateException">Several neighbours could not be deleted.</exception>
    public int Flush(NeighbourFilter filter)
    {
        const NeighbourState kept = NeighbourState.Permanent | NeighbourState.NoArp;
        NetlinkBatch batch = new();
        byte[] buffer = new byte[NeighbourMessages.BufferSize];
        foreach (Neighbour neighbour in List(filter))
        {
            if (filter.States is not null || neighbour.IsProxy || (neighbour.State & kept) == 0)
            {
                batch.Add(NeighbourMessages.WriteDelete(buffer, neighbour), new NetlinkOperation("delete neighbour", neighbour));
            }
        }

        return Deletions.Execute(_connection, batch, Errno.ENOENT, Errno.ENODEV);
    }

    /// <inheritdoc/>
    public IEnumerator<Neighbour> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal void Execute(Neighbour neighbour, int flags, string verb, NetworkBatch? batch = null)
    {
        neighbour = Resolve(neighbour);
        NetlinkMessageWriter request = NeighbourMessages.WriteAdd(stackalloc byte[NeighbourMessages.BufferSize], neighbour, flags);
        Send(request, neighbour, batch, new NetlinkOperation(verb, neighbour) { Remedy = FindRemedy, Subject = neighbour });
    }

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal void Delete(Neighbour neighbour, NetworkBatch? batch)
    {
        neighbour = Resolve(neighbour);
        NetlinkMessageWriter request = NeighbourMessages.WriteDelete(stackalloc byte[NeighbourMessages.BufferSize], neighbour);
        Send(request, neighbour, batch, new NetlinkOperation("delete neighbour", neighbour));
    }

    private void Send(scoped in NetlinkMessageWriter request, Neighbour neighbour, NetworkBatch? batch, in NetlinkOperation operation)
    {
        if (batch is null)
        {
            _connection.Execute(request, operation);
        }
        else
        {
            batch.Add(request, operation, neighbour);
        }
    }

    private Neighbour Resolve(Neighbour neighbour)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        return !neighbour.Link.IsSet ? throw new ArgumentException($"The neighbour {neighbour.Address} needs a link: set LinkIndex or LinkName.", nameof(neighbour))
            : neighbour.LinkIndex is not null ? neighbour
            : neighbour with { Link = neighbour.Link.Resolve(_connection) };
    }

    private static string? FindRemedy(in NetlinkFailure failure)
    {
        Neighbour neighbour = (Neighbour)failure.Operation.Subject!;
        return failure.Errno == Errno.EEXIST ? "There is an entry for the address on the link. Replace replaces it."
            : failure.Errno == Errno.EINVAL && neighbour is { LinkLayerBytes: null, IsProxy: false } ? "A neighbour in this state needs a link-layer address."
            : null;
    }
}
