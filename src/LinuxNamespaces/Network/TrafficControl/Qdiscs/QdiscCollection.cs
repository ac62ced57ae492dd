using System.Collections;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Represents the qdiscs (queueing disciplines) of a link. Every member makes a request to the kernel.</summary>
/// <remarks>
/// Changes need CAP_NET_ADMIN in the user namespace that owns the network namespace, and throw <see cref="NetlinkException"/> with
/// <see cref="Errno.EPERM"/> without it. See tc(8).
/// </remarks>
public sealed class QdiscCollection : IEnumerable<Qdisc>
{
    private readonly Link _link;

    internal QdiscCollection(Link link) => _link = link;

    /// <summary>Adds a qdisc.</summary>
    /// <param name="qdisc">The qdisc.</param>
    /// <returns>The qdisc, with the handle that the kernel chose.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">There is such a qdisc (EEXIST), or the kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind.</exception>
    /// <example>
    /// <code>
    /// link.Qdiscs.Add(new NetemQdisc { Delay = TimeSpan.FromMilliseconds(50), Loss = 0.01 });
    /// </code>
    /// </example>
    public Qdisc Add(Qdisc qdisc) => Execute(qdisc, TrafficRequests.Mode.Add);

    /// <summary>Adds a qdisc, or replaces the one that is there. If that one is of the same kind, it is changed.</summary>
    /// <param name="qdisc">The qdisc.</param>
    /// <returns>The qdisc.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">The kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind.</exception>
    public Qdisc Replace(Qdisc qdisc) => Execute(qdisc, TrafficRequests.Mode.Replace);

    /// <summary>Changes a qdisc of the same kind, which must exist. Packets that are waiting stay.</summary>
    /// <param name="qdisc">The qdisc, with all of its settings.</param>
    /// <returns>The qdisc.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="NetlinkException">There is no such qdisc (ENOENT or EINVAL), or the kernel rejects a setting.</exception>
    /// <exception cref="NotSupportedException">The kernel does not have the kind.</exception>
    public Qdisc Change(Qdisc qdisc) => Execute(qdisc, TrafficRequests.Mode.Change);

    /// <summary>Lists the qdiscs.</summary>
    /// <returns>The qdiscs, with their statistics.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the qdiscs kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<Qdisc> List() => TrafficRequests.List(_link, "qdiscs", Linux.RTM_GETQDISC, null, Parse);

    /// <summary>Lists the qdiscs of one kind.</summary>
    /// <typeparam name="TQdisc">The class of the kind, which need not be a class of the library.</typeparam>
    /// <returns>The qdiscs.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the qdiscs kept changing while they were read (EINTR).</exception>
    public IReadOnlyList<TQdisc> List<TQdisc>()
        where TQdisc : Qdisc, ITrafficKind<TQdisc> => [.. List().Select(item => item.As<TQdisc>()).OfType<TQdisc>()];

    /// <summary>Finds the qdisc at a place.</summary>
    /// <param name="parent">The place, such as <see cref="TrafficHandle.Root"/>.</param>
    /// <returns>The qdisc; <see langword="null"/> if there is none. A default qdisc of the kernel has no handle.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or the qdiscs kept changing while they were read (EINTR).</exception>
    public Qdisc? Find(TrafficHandle parent) => List().FirstOrDefault(qdisc => qdisc.Parent == parent);

    /// <summary>Deletes the qdisc at a place, with its classes and filters. At the root, the link gets the kernel's default qdisc again.</summary>
    /// <param name="parent">The place, such as <see cref="TrafficHandle.Root"/>.</param>
    /// <exception cref="NetlinkException">There is no qdisc at the place that can be deleted (ENOENT or EINVAL).</exception>
    public void Delete(TrafficHandle parent) => Delete(null, parent);

    /// <summary>Deletes a qdisc, with its classes and filters.</summary>
    /// <param name="qdisc">The qdisc. Its handle and parent are compared.</param>
    /// <exception cref="NetlinkException">There is no such qdisc (ENOENT or EINVAL).</exception>
    public void Delete(Qdisc qdisc)
    {
        ArgumentNullException.ThrowIfNull(qdisc);
        Delete(qdisc.Handle, qdisc.Parent);
    }

    /// <inheritdoc/>
    public IEnumerator<Qdisc> GetEnumerator() => List().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Qdisc Execute(Qdisc qdisc, TrafficRequests.Mode mode)
    {
        ArgumentNullException.ThrowIfNull(qdisc);
        qdisc.RequireValid();
        return TrafficRequests.Apply(_link, qdisc, mode, Linux.RTM_NEWQDISC, TrafficMessages.Write, Parse, Find);
    }

    /// <param name="batch">What the request goes into; null to make it at once.</param>
    internal void Delete(TrafficHandle? handle, TrafficHandle parent, object? subject = null, NetworkBatch? batch = null)
    {
        NetlinkMessageWriter request = TrafficMessages.Write(stackalloc byte[TrafficMessages.SmallBufferSize], Linux.RTM_DELQDISC, _link.Index, handle, parent);
        _link.Send(batch, subject ?? parent, request, TrafficRequests.Operation("delete", $"qdisc {handle} parent {parent}", _link));
    }

    private Qdisc? Find(Qdisc qdisc) => Find(qdisc.Parent);

    private Qdisc? Parse(in NetlinkMessage message) => TrafficMessages.ParseQdisc(message, _link.Index);
}
