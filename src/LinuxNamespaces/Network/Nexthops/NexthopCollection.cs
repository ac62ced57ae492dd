using System.Collections;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Provides the nexthop objects of a network namespace. Every member asks the kernel. Kernel 5.3.</summary>
/// <remarks>See ip-nexthop(8).</remarks>
public sealed class NexthopCollection : IEnumerable<Nexthop>
{
    private const string Feature = "nexthop objects (kernel 5.3)";
    private const string UnknownAttribute = "Unknown attribute type";

    private readonly RtnetlinkConnection _connection;

    internal NexthopCollection(RtnetlinkConnection connection) => _connection = connection;

    /// <summary>Adds a nexthop object.</summary>
    /// <param name="nexthop">The object.</param>
    /// <returns>The object as the kernel has it, with the number that the kernel chose.</returns>
    /// <exception cref="ArgumentException">Properties of the object exclude each other.</exception>
    /// <exception cref="NetlinkException">
    /// There is an object with the number (EEXIST), the link is down (ENETDOWN), the gateway or a member is not valid (EINVAL), or
    /// CAP_NET_ADMIN is missing (EPERM).
    /// </exception>
    /// <exception cref="NotSupportedException">The kernel has no nexthop objects, or lacks the encapsulation.</exception>
    public Nexthop Add(Nexthop nexthop) => Execute(nexthop, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add nexthop");

    /// <summary>Adds a nexthop object, or replaces the one with its number. Routes that refer to it follow.</summary>
    /// <param name="nexthop">The object, with its number.</param>
    /// <returns>The object as the kernel has it.</returns>
    /// <exception cref="ArgumentException">Properties of the object exclude each other, or it has no number.</exception>
    /// <exception cref="NetlinkException">The kernel rejects the object, or CAP_NET_ADMIN is missing (EPERM).</exception>
    /// <exception cref="NotSupportedException">The kernel has no nexthop objects, or lacks the encapsulation.</exception>
    public Nexthop Replace(Nexthop nexthop) => Execute(RequireNumbered(nexthop), Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace nexthop");

    /// <summary>Deletes a nexthop object. The kernel deletes the routes that refer to it too.</summary>
    /// <param name="id">The number of the object.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    /// <exception cref="NetlinkException">There is no such object (ENOENT), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void Delete(long id)
    {
        NetlinkMessageWriter request = NexthopMessages.WriteOne(stackalloc byte[NexthopMessages.BufferSize], Linux.RTM_DELNEXTHOP, RequireId(id));
        _connection.Execute(request, new NetlinkOperation("delete nexthop", id));
    }

    /// <summary>Adds the creation of an object, or its replacement, to a batch.</summary>
    internal void Add(Nexthop nexthop, int flags, string verb, NetworkBatch batch)
    {
        Nexthop resolved = Resolve(nexthop);
        NetlinkMessageWriter request = NexthopMessages.WriteAdd(new byte[NexthopMessages.LengthOf(resolved)], resolved, flags, echo: false);
        batch.Add(request, OperationOf(verb, resolved), nexthop);
    }

    /// <summary>Adds the deletion of an object to a batch.</summary>
    internal static void Delete(long id, NetworkBatch batch)
    {
        NetlinkMessageWriter request = NexthopMessages.WriteOne(stackalloc byte[NexthopMessages.BufferSize], Linux.RTM_DELNEXTHOP, RequireId(id));
        batch.Add(request, new NetlinkOperation("delete nexthop", id), id);
    }

    internal static Nexthop RequireNumbered(Nexthop nexthop)
    {
        ArgumentNullException.ThrowIfNull(nexthop);
        return nexthop.Id is null ? throw new ArgumentException("The object to replace is found by its number: set Id.", nameof(nexthop)) : nexthop;
    }

    /// <summary>Gets a nexthop object.</summary>
    /// <param name="id">The number of the object.</param>
    /// <returns>The object.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    /// <exception cref="NetlinkException">There is no such object (ENOENT).</exception>
    public Nexthop Get(long id) => TryGet(id, out Nexthop? nexthop, out NetlinkException? failure) ? nexthop : throw failure;

    /// <summary>Finds a nexthop object.</summary>
    /// <param name="id">The number of the object.</param>
    /// <returns>The object; <see langword="null"/> if there is none with the number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public Nexthop? Find(long id) =>
        TryGet(id, out Nexthop? nexthop, out NetlinkException? failure) ? nexthop
        : failure.Errno == Errno.ENOENT ? null
        : throw failure;

    /// <summary>Lists the nexthop objects in the order of their numbers.</summary>
    /// <returns>The objects.</returns>
    /// <exception cref="NetlinkException">The objects kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Nexthop> List() => List(NexthopFilter.None);

    /// <summary>Lists the nexthop objects that a filter selects, in the order of their numbers.</summary>
    /// <param name="filter">The filter, which the kernel applies.</param>
    /// <returns>The objects.</returns>
    /// <exception cref="NetlinkException">The link of the filter does not exist (ENODEV), or the objects kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Nexthop> List(NexthopFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        filter = filter.Resolve(_connection);
        LinkNames names = LinkNames.Read(_connection);
        NetlinkMessageWriter request = NexthopMessages.WriteList(stackalloc byte[NexthopMessages.BufferSize], filter);
        return _connection.Dump(
            request, new NetlinkOperation("list nexthops"), (in message) => NexthopMessages.Parse(message, names) is { } nexthop && filter.Matches(nexthop) ? nexthop : null);
    }

    /// <summary>Deletes the nexthop objects that a filter selects, and the routes that refer to them.</summary>
    /// <param name="filter">The filter. An empty filter selects all objects, as <c>ip nexthop flush</c> does.</param>
    /// <returns>The number of objects that were selected.</returns>
    /// <exception cref="NetlinkException">CAP_NET_ADMIN is missing (EPERM), or the objects kept changing while they were read (EINTR).</exception>
    /// <exception cref="AggregateException">Several objects could not be deleted.</exception>
    public int Flush(NexthopFilter filter)
    {
        NetlinkBatch batch = new();
        byte[] buffer = new byte[NexthopMessages.BufferSize];
        foreach (Nexthop nexthop in List(filter))
        {
            batch.Add(NexthopMessages.WriteOne(buffer, Linux.RTM_DELNEXTHOP, nexthop.Id ?? 0), new NetlinkOperation("delete nexthop", nexthop));
        }

        // A group goes with its last member.
        Deletions.Execute(_connection, batch, Errno.ENOENT);
        return batch.Count;
    }

    /// <inheritdoc/>
    public IEnumerator<Nexthop> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static long RequireId(long id)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(id, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, uint.MaxValue);
        return id;
    }

    private static string? FindRemedy(in NetlinkFailure failure) =>
        failure.Errno == Errno.EEXIST ? "There is a nexthop object with the number. Replace replaces it."
        : failure.Errno == Errno.EOPNOTSUPP && failure.Operation.Feature is { } feature ? $"The kernel lacks {feature}."
        : failure.Errno == Errno.ENETDOWN ? "The link is down: set it up first."
        : null;

    private bool TryGet(
        long id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Nexthop? nexthop, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out NetlinkException? failure)
    {
        NetlinkMessageWriter request = NexthopMessages.WriteOne(stackalloc byte[NexthopMessages.BufferSize], Linux.RTM_GETNEXTHOP, RequireId(id));
        LinkNames names = LinkNames.Read(_connection);
        return _connection.TryGet(request, new NetlinkOperation("get nexthop", id), (in message) => NexthopMessages.Parse(message, names), out nexthop, out failure);
    }

    private Nexthop Execute(Nexthop nexthop, int flags, string verb)
    {
        nexthop = Resolve(nexthop);
        LinkNames names = LinkNames.Read(_connection);
        NetlinkMessageWriter request = NexthopMessages.WriteAdd(new byte[NexthopMessages.LengthOf(nexthop)], nexthop, flags);
        try
        {
            return _connection.ExecuteEcho(request, OperationOf(verb, nexthop), (in message) => NexthopMessages.Parse(message, names))
                ?? nexthop;
        }
        catch (NetlinkException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            throw new NotSupportedException(e.Message, e);
        }
        catch (NetlinkException e) when (e is { AttributeName: nameof(NexthopSchema.NHA_RES_GROUP), KernelMessage: UnknownAttribute })
        {
            throw new NotSupportedException($"{e.Message}. The kernel lacks resilient groups (kernel 5.13).", e);
        }
    }

    private Nexthop Resolve(Nexthop nexthop)
    {
        ArgumentNullException.ThrowIfNull(nexthop);
        nexthop.RequireValid(nameof(nexthop));
        return nexthop with { Link = nexthop.Link.Resolve(_connection) };
    }

    private static NetlinkOperation OperationOf(string verb, Nexthop nexthop) => new(verb, nexthop) { Feature = nexthop.Encapsulation?.Feature ?? Feature, Remedy = FindRemedy };
}
