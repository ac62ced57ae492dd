using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Collects changes of links, addresses, routes and neighbours that go to the kernel together, in few messages.</summary>
/// <remarks>
/// <para>
/// Options are checked, and names of links are looked up, when a change is added. The kernel makes the changes in their order, and continues
/// after one that fails; a batch is not a transaction. A batch can be executed again, and cleared and filled again.
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
    private readonly List<object> _subjects = [];
    private readonly Dictionary<Link, NetlinkOperation> _links = new(ReferenceEqualityComparer.Instance);
    private readonly List<bool> _haveFeatures = [];

    internal NetworkBatch(RtnetlinkConnection connection)
    {
        Connection = connection;
        Links = new LinkBatch(this);
        Addresses = new AddressBatch(this);
        Routes = new RouteBatch(this);
        Neighbours = new NeighbourBatch(this);
    }

    /// <summary>Gets what adds changes of links.</summary>
    public LinkBatch Links { get; }

    /// <summary>Gets what adds changes of addresses.</summary>
    public AddressBatch Addresses { get; }

    /// <summary>Gets what adds changes of routes.</summary>
    public RouteBatch Routes { get; }

    /// <summary>Gets what adds changes of neighbours.</summary>
    public NeighbourBatch Neighbours { get; }

    /// <summary>Gets the number of changes. Setting the MTU that a bridge already has takes two.</summary>
    public int Count => _subjects.Count;

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

        NetlinkBatchResult result = Connection.Execute(_requests);
        return new NetworkBatchResult(Count, [.. result.Failures.Select(ToFailure)]);
    }

    /// <summary>Removes all changes.</summary>
    public void Clear()
    {
        _requests.Clear();
        _subjects.Clear();
        _links.Clear();
        _haveFeatures.Clear();
    }

    /// <summary>Adds a request.</summary>
    /// <param name="subject">What the request is about.</param>
    internal void Add(scoped in NetlinkMessageWriter request, in NetlinkOperation operation, object subject)
    {
        _requests.Add(request, operation);
        _subjects.Add(subject);
        _haveFeatures.Add(operation.Feature is not null);
    }

    /// <summary>Adds a request about a link, which must still be there when the batch is executed.</summary>
    internal void Add(Link link, scoped in NetlinkMessageWriter request, in NetlinkOperation operation, object subject)
    {
        Require(link);
        link.RequirePresent(operation);
        _links.TryAdd(link, operation);
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

    private NetworkBatchFailure ToFailure(KeyValuePair<int, NetlinkException> failure) => new()
    {
        Position = failure.Key,
        Subject = _subjects[failure.Key],
        Errno = failure.Value.Errno,
        Exception = _haveFeatures[failure.Key] && failure.Value.Errno == Errno.EOPNOTSUPP ? new NotSupportedException(failure.Value.Message, failure.Value) : failure.Value,
    };
}
