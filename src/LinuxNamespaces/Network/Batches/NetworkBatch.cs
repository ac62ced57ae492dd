using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>
/// Collects changes of links, addresses, routes, rules, nexthop objects, neighbours, forwarding databases and qdiscs that go to the kernel together, in few
/// messages.
/// </summary>
/// <remarks>
/// <para>
/// Options are checked, and names of links are looked up, when a change is added. The kernel makes the changes in their order, and continues
/// after one that fails; a batch is not a transaction. What fits one datagram is sent as one. A batch can be executed again, and cleared and filled again.
/// </para>
/// <para>An instance must not be used by several threads at once.</para>
/// </remarks>
/// <example>
/// <code>
/// NetworkBatch batch = red.CreateBatch();
/// batch.Addresses.Add(link, new InterfaceAddress(IPAddress.Parse("10.0.0.1"), 24));
/// batch.Links.Set(link, new LinkSettings { Up = true });
/// foreach (IPNetwork network in networks)
/// {
///     batch.Routes.Add(new Route(network) { Gateway = gateway });
/// }
///
/// foreach (NetworkBatchFailure failure in batch.Execute().Failures)
/// {
///     Console.WriteLine($"{failure.Subject}: {failure.Exception.Message}");
/// }
/// </code>
/// </example>
public sealed class NetworkBatch
{
    private readonly NetlinkBatch _requests = new();
    private readonly List<BatchedChange> _changes = [];
    private readonly Dictionary<Link, NetlinkOperation> _links = new(ReferenceEqualityComparer.Instance);

    internal NetworkBatch(RtnetlinkConnection connection)
    {
        Connection = connection;
        Links = new LinkBatch(this);
        Addresses = new AddressBatch(this);
        Routes = new RouteBatch(this);
        Rules = new RoutingRuleBatch(this);
        Nexthops = new NexthopBatch(this);
        Neighbours = new NeighbourBatch(this);
        ForwardingEntries = new ForwardingBatch(this);
        Qdiscs = new QdiscBatch(this);
    }

    /// <summary>Gets what adds changes of links.</summary>
    public LinkBatch Links { get; }

    /// <summary>Gets what adds changes of addresses.</summary>
    public AddressBatch Addresses { get; }

    /// <summary>Gets what adds changes of routes.</summary>
    public RouteBatch Routes { get; }

    /// <summary>Gets what adds changes of rules of policy routing.</summary>
    public RoutingRuleBatch Rules { get; }

    /// <summary>Gets what adds changes of nexthop objects.</summary>
    public NexthopBatch Nexthops { get; }

    /// <summary>Gets what adds changes of neighbours.</summary>
    public NeighbourBatch Neighbours { get; }

    /// <summary>Gets what adds changes of the forwarding databases of bridges and VXLAN links.</summary>
    public ForwardingBatch ForwardingEntries { get; }

    /// <summary>Gets what adds changes of qdiscs.</summary>
    public QdiscBatch Qdiscs { get; }

    /// <summary>Gets the number of changes. Setting the MTU that a bridge already has takes two.</summary>
    public int Count => _changes.Count;

    internal RtnetlinkConnection Connection { get; }

    /// <summary>Makes the changes.</summary>
    /// <returns>Which changes failed, and why.</returns>
    /// <exception cref="NetlinkException">A link of the batch is gone (ENODEV). No change was made.</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="InvalidDataException">The kernel's answer cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The namespace is disposed.</exception>
    public NetworkBatchResult Execute()
    {
        // Another link may have its index by now.
        foreach ((Link link, NetlinkOperation operation) in _links)
        {
            link.RequirePresent(operation);
        }

        using BatchedNamespaces namespaces = new(_changes);
        NetlinkBatchResult result = _changes.Exists(change => change.OnReply is not null)
            ? Connection.Execute(_requests, (index, in reply) => _changes[index].OnReply?.Invoke(reply))
            : Connection.Execute(_requests);
        SortedDictionary<int, NetworkBatchFailure> failures = [];
        foreach ((int position, NetlinkException failure) in result.Failures)
        {
            failures.Add(position, ToFailure(position, failure.Errno, _changes[position].Explain?.Invoke(failure) ?? failure));
        }

        return new NetworkBatchResult(Count, Complete(failures), [.. failures.Values]);
    }

    /// <summary>Removes all changes.</summary>
    public void Clear()
    {
        _requests.Clear();
        _changes.Clear();
        _links.Clear();
    }

    /// <summary>Adds a request.</summary>
    /// <param name="subject">What the request is about.</param>
    internal void Add(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, object subject) =>
        Add(request, operation, new BatchedChange(subject) { Explain = operation.Feature is null ? null : BatchedChange.ExplainFeature });

    internal void Add(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, BatchedChange change)
    {
        _requests.Add(request, operation);
        _changes.Add(change);
    }

    /// <summary>Requires that a link of the namespace is still there when the batch is executed.</summary>
    internal void Keep(Link link, in NetlinkOperation operation)
    {
        Require(link);
        link.RequirePresent(operation);
        _links.TryAdd(link, operation);
    }

    /// <summary>Adds a request about a link, which must still be there when the batch is executed.</summary>
    internal void Add(Link link, scoped in NetlinkMessageWriter request, in NetlinkOperation operation, object subject)
    {
        Keep(link, operation);
        Add(request, operation, subject);
    }

    internal void Require(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        if (!link.Namespace.Equals(Connection.Namespace))
        {
            throw new ArgumentException($"The batch is for the namespace '{Connection.Namespace}', and link {PrintableText.Quote(link.Name)} is in '{link.Namespace}'.", nameof(link));
        }
    }

    /// <summary>Does what takes further requests after the kernel has made a change, and finds the links that were created.</summary>
    private List<Link> Complete(SortedDictionary<int, NetworkBatchFailure> failures)
    {
        List<Link> created = [];
        for (int position = 0; position < _changes.Count; position++)
        {
            if (_changes[position].Complete is not { } complete || failures.ContainsKey(position))
            {
                continue;
            }

            try
            {
                if (complete() is { } link)
                {
                    created.Add(link);
                }
            }
            catch (Exception e) when (e is NetlinkException or NotSupportedException)
            {
                failures.Add(position, ToFailure(position, e is NetlinkException failure ? failure.Errno : Errno.EOPNOTSUPP, e));
            }
        }

        return created;
    }

    private NetworkBatchFailure ToFailure(int position, Errno errno, Exception exception) =>
        new() { Position = position, Subject = _changes[position].Subject, Errno = errno, Exception = exception };
}
