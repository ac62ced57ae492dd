using System.Collections;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Represents the classes of the qdiscs of a link. Every member makes a request to the kernel.</summary>
/// <remarks>
/// Changes need CAP_NET_ADMIN in the user namespace that owns the network namespace, and throw <see cref="NetlinkException"/> with
/// <see cref="Errno.EPERM"/> without it. See tc(8).
/// </remarks>
public sealed class TrafficClassCollection : IEnumerable<TrafficClass>
{
    private readonly Link _link;

    internal TrafficClassCollection(Link link) => _link = link;

    /// <summary>Adds a class.</summary>
    /// <param name="item">The class.</param>
    /// <returns>The class, with the handle that the kernel chose.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">There is such a class (EEXIST), or the kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind.</exception>
    public TrafficClass Add(TrafficClass item) => Execute(item, TrafficRequests.Mode.Add);

    /// <summary>Adds a class, or replaces the one that is there. If that one is of the same kind, it is changed.</summary>
    /// <param name="item">The class.</param>
    /// <returns>The class.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">The kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind.</exception>
    public TrafficClass Replace(TrafficClass item) => Execute(item, TrafficRequests.Mode.Replace);

    /// <summary>Changes a class of the same kind, which must exist. Packets that are waiting stay.</summary>
    /// <param name="item">The class, with all of its settings.</param>
    /// <returns>The class.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">There is no such class (ENOENT or EINVAL), or the kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind.</exception>
    public TrafficClass Change(TrafficClass item) => Execute(item, TrafficRequests.Mode.Change);

    /// <summary>Lists the classes.</summary>
    /// <returns>The classes, with their statistics.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the classes kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<TrafficClass> List() => TrafficRequests.List(_link, "classes", Linux.RTM_GETTCLASS, null, Parse);

    /// <summary>Lists the classes of one kind.</summary>
    /// <typeparam name="TClass">The class of the kind, which need not be a class of the library.</typeparam>
    /// <returns>The classes.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the classes kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<TClass> List<TClass>()
        where TClass : TrafficClass, ITrafficKind<TClass> => [.. List().Select(item => item.As<TClass>()).OfType<TClass>()];

    /// <summary>Finds a class.</summary>
    /// <param name="handle">The handle of the class, such as <c>1:10</c>.</param>
    /// <returns>The class; <see langword="null"/> if there is none.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the classes kept changing while they were read (EINTR).</exception>
    public TrafficClass? Find(TrafficHandle handle) => List().FirstOrDefault(item => item.Handle == handle);

    /// <summary>Deletes a class.</summary>
    /// <param name="handle">The handle of the class, such as <c>1:10</c>.</param>
    /// <exception cref="NetlinkException">There is no such class (ENOENT), or filters or classes use it (EBUSY).</exception>
    public void Delete(TrafficHandle handle)
    {
        NetlinkMessageWriter request = TrafficMessages.Write(stackalloc byte[TrafficMessages.SmallBufferSize], Linux.RTM_DELTCLASS, _link.Index, handle, null);
        _link.Execute(request, TrafficRequests.Operation("delete", $"class {handle}", _link));
    }

    /// <inheritdoc/>
    public IEnumerator<TrafficClass> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TrafficClass Execute(TrafficClass item, TrafficRequests.Mode mode)
    {
        ArgumentNullException.ThrowIfNull(item);
        item.RequireValid();
        return TrafficRequests.Apply(_link, item, mode, Linux.RTM_NEWTCLASS, TrafficMessages.Write, Parse, Find);
    }

    private TrafficClass? Find(TrafficClass item) => item.Handle is { } handle ? Find(handle) : null;

    private TrafficClass? Parse(in NetlinkMessage message) => TrafficMessages.ParseClass(message, _link.Index);
}
