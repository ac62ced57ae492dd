using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Adds changes of neighbours to a <see cref="NetworkBatch"/>. Each method does what that of <see cref="NeighbourCollection"/> with its name does.</summary>
public sealed class NeighbourBatch
{
    private readonly NetworkBatch _batch;

    internal NeighbourBatch(NetworkBatch batch) => _batch = batch;

    /// <summary>Adds the creation of a neighbour.</summary>
    /// <param name="neighbour">The neighbour, with its link.</param>
    /// <exception cref="ArgumentException">The neighbour has no link.</exception>
    /// <exception cref="NetlinkException">The link that the neighbour names does not exist (ENODEV).</exception>
    public void Add(Neighbour neighbour) => _batch.Connection.Neighbours.Execute(neighbour, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add neighbour", _batch);

    /// <summary>Adds the creation or replacement of a neighbour.</summary>
    /// <param name="neighbour">The neighbour, with its link.</param>
    /// <exception cref="ArgumentException">The neighbour has no link.</exception>
    /// <exception cref="NetlinkException">The link that the neighbour names does not exist (ENODEV).</exception>
    public void Replace(Neighbour neighbour) => _batch.Connection.Neighbours.Execute(neighbour, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace neighbour", _batch);

    /// <summary>Adds the replacement of the entry for the address of a neighbour, which must exist.</summary>
    /// <param name="neighbour">The neighbour, with its link.</param>
    /// <exception cref="ArgumentException">The neighbour has no link.</exception>
    /// <exception cref="NetlinkException">The link that the neighbour names does not exist (ENODEV).</exception>
    public void Change(Neighbour neighbour) => _batch.Connection.Neighbours.Execute(neighbour, Linux.NLM_F_REPLACE, "change neighbour", _batch);

    /// <summary>Adds the deletion of a neighbour.</summary>
    /// <param name="neighbour">The neighbour, with its link.</param>
    /// <exception cref="ArgumentException">The neighbour has no link.</exception>
    /// <exception cref="NetlinkException">The link that the neighbour names does not exist (ENODEV).</exception>
    public void Delete(Neighbour neighbour) => _batch.Connection.Neighbours.Delete(neighbour, _batch);
}
