using System.Collections;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Represents the filters of a link. Every member makes a request to the kernel.</summary>
/// <remarks>
/// Changes need CAP_NET_ADMIN in the user namespace that owns the network namespace, and throw <see cref="NetlinkException"/> with
/// <see cref="Errno.EPERM"/> without it. See tc(8).
/// </remarks>
public sealed class TrafficFilterCollection : IEnumerable<TrafficFilter>
{
    private readonly Link _link;

    internal TrafficFilterCollection(Link link) => _link = link;

    /// <summary>Adds a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The filter, with the handle that the kernel chose.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">There is such a filter (EEXIST), or the kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind of the filter or of an action.</exception>
    public TrafficFilter Add(TrafficFilter filter) => Execute(filter, TrafficRequests.Mode.Add);

    /// <summary>Adds a filter, or replaces the one that is there. If that one is of the same kind, it is changed.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">The kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind of the filter or of an action.</exception>
    public TrafficFilter Replace(TrafficFilter filter) => Execute(filter, TrafficRequests.Mode.Replace);

    /// <summary>Changes a filter of the same kind, which must exist. It is found by its parent, protocol, priority and handle.</summary>
    /// <param name="filter">The filter, with all of its settings.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">There is no such filter (ENOENT or EINVAL), or the kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind of the filter or of an action.</exception>
    public TrafficFilter Change(TrafficFilter filter) => Execute(filter, TrafficRequests.Mode.Change);

    /// <summary>Lists the filters of all qdiscs of the link.</summary>
    /// <returns>The filters.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the filters kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<TrafficFilter> List()
    {
        List<TrafficFilter> filters = [];
        foreach (Qdisc qdisc in _link.Qdiscs.List())
        {
            if (qdisc.Parent == TrafficHandle.Ingress)
            {
                filters.AddRange(List(TrafficHandle.ClsactIngress));
                // The qdisc `ingress` has one list, whichever of the two is asked for.
                filters.AddRange(qdisc is IngressQdisc ? [] : List(TrafficHandle.ClsactEgress));
            }
            else if (qdisc.Handle is { } handle)
            {
                filters.AddRange(List(handle));
            }
        }

        return filters;
    }

    /// <summary>Lists the filters of one qdisc or class.</summary>
    /// <param name="parent">
    /// The qdisc or class, <see cref="TrafficHandle.Root"/>, <see cref="TrafficHandle.ClsactIngress"/> or <see cref="TrafficHandle.ClsactEgress"/>.
    /// </param>
    /// <returns>The filters, in the order in which the kernel asks them.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the filters kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<TrafficFilter> List(TrafficHandle parent) =>
        TrafficRequests.List(_link, $"filters of {parent}", Linux.RTM_GETTFILTER, parent == TrafficHandle.Root ? null : parent, Parse);

    /// <summary>Lists the filters of one kind, of all qdiscs of the link.</summary>
    /// <typeparam name="TFilter">The class of the kind, which need not be a class of the library.</typeparam>
    /// <returns>The filters.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the filters kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<TFilter> List<TFilter>()
        where TFilter : TrafficFilter, ITrafficKind<TFilter> => [.. List().Select(item => item.As<TFilter>()).OfType<TFilter>()];

    /// <summary>Lists the hash tables of <see cref="U32Filter"/>, of one qdisc or class. Each priority begins with a table of its own, which has one bucket.</summary>
    /// <param name="parent">
    /// The qdisc or class, <see cref="TrafficHandle.Root"/>, <see cref="TrafficHandle.ClsactIngress"/> or <see cref="TrafficHandle.ClsactEgress"/>.
    /// </param>
    /// <returns>The tables.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the filters kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<U32Filter> ListHashTables(TrafficHandle parent) =>
        TrafficRequests.List(_link, $"hash tables of {parent}", Linux.RTM_GETTFILTER, parent == TrafficHandle.Root ? null : parent, ParseTable);

    /// <summary>Deletes a filter, or all filters of a priority.</summary>
    /// <param name="filter">The filter. Its parent, chain, protocol, priority, kind and handle are compared. Without a handle, all filters of the priority are deleted.</param>
    /// <exception cref="NetlinkException">There is no such filter (ENOENT or EINVAL).</exception>
    public void Delete(TrafficFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        NetlinkMessageWriter request = TrafficMessages.WriteDelete(stackalloc byte[TrafficMessages.SmallBufferSize], _link.Index, filter);
        _link.Execute(request, TrafficRequests.Operation("delete", filter.ToString(), _link));
    }

    /// <inheritdoc/>
    public IEnumerator<TrafficFilter> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TrafficFilter Execute(TrafficFilter filter, TrafficRequests.Mode mode)
    {
        ArgumentNullException.ThrowIfNull(filter);
        filter.RequireValid();
        bool isHeld = false;
        try
        {
            filter.Descriptor?.DangerousAddRef(ref isHeld);
            return TrafficRequests.Apply(_link, filter, mode, Linux.RTM_NEWTFILTER, TrafficMessages.Write, filter is U32Filter { Divisor: not null } ? ParseTable : Parse, Find);
        }
        finally
        {
            if (isHeld)
            {
                filter.Descriptor!.DangerousRelease();
            }
        }
    }

    private TrafficFilter? Find(TrafficFilter filter) => filter is U32Filter { Divisor: not null }
        ? ListHashTables(filter.Parent).LastOrDefault(other => filter.Handle is null || other.Handle == filter.Handle)
        : List(filter.Parent).LastOrDefault(other => other.TrafficKind.Name == filter.TrafficKind.Name && (filter.Priority is null || other.Priority == filter.Priority));

    /// <summary>
    /// Reads a filter. The kernel also sends an entry for each priority, which has no handle, and one for each hash table of u32. What it sends of a new
    /// filter of the kind matchall has no handle and no options either.
    /// </summary>
    private TrafficFilter? Parse(in NetlinkMessage message) =>
        TrafficMessages.ParseFilter(message, _link.Index) is { Handle: not null } filter and not U32Filter { Divisor: not null } ? filter : null;

    private U32Filter? ParseTable(in NetlinkMessage message) => TrafficMessages.ParseFilter(message, _link.Index) as U32Filter is { Divisor: not null, Handle: not null } table ? table : null;
}
