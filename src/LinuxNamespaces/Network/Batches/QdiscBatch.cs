using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Adds changes of qdiscs to a <see cref="NetworkBatch"/>. Each method does what that of <see cref="QdiscCollection"/> with its name does.</summary>
public sealed class QdiscBatch
{
    private readonly NetworkBatch _batch;

    internal QdiscBatch(NetworkBatch batch) => _batch = batch;

    /// <summary>Adds the creation of a qdisc.</summary>
    /// <param name="link">The link.</param>
    /// <param name="qdisc">The qdisc.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, or the settings contradict each other.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Add(Link link, Qdisc qdisc) => Apply(link, qdisc, TrafficRequests.Mode.Add);

    /// <summary>Adds the creation or replacement of a qdisc.</summary>
    /// <param name="link">The link.</param>
    /// <param name="qdisc">The qdisc.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, or the settings contradict each other.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Replace(Link link, Qdisc qdisc) => Apply(link, qdisc, TrafficRequests.Mode.Replace);

    /// <summary>Adds the change of a qdisc of the same kind, which must exist.</summary>
    /// <param name="link">The link.</param>
    /// <param name="qdisc">The qdisc, with all of its settings.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, or the settings contradict each other.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Change(Link link, Qdisc qdisc) => Apply(link, qdisc, TrafficRequests.Mode.Change);

    /// <summary>Adds the deletion of the qdisc at a place, with its classes and filters.</summary>
    /// <param name="link">The link.</param>
    /// <param name="parent">The place, such as <see cref="TrafficHandle.Root"/>.</param>
    /// <exception cref="ArgumentException">The link is in another namespace.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Delete(Link link, TrafficHandle parent)
    {
        _batch.Require(link);
        link.Qdiscs.Delete(null, parent, parent, _batch);
    }

    /// <summary>Adds the deletion of a qdisc, with its classes and filters.</summary>
    /// <param name="link">The link.</param>
    /// <param name="qdisc">The qdisc. Its handle and parent are compared.</param>
    /// <exception cref="ArgumentException">The link is in another namespace.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Delete(Link link, Qdisc qdisc)
    {
        _batch.Require(link);
        ArgumentNullException.ThrowIfNull(qdisc);
        link.Qdiscs.Delete(qdisc.Handle, qdisc.Parent, qdisc, _batch);
    }

    private void Apply(Link link, Qdisc qdisc, TrafficRequests.Mode mode)
    {
        _batch.Require(link);
        ArgumentNullException.ThrowIfNull(qdisc);
        qdisc.RequireValid();
        TrafficRequests.Apply(_batch, link, qdisc, mode, Linux.RTM_NEWQDISC, TrafficMessages.Write);
    }
}
