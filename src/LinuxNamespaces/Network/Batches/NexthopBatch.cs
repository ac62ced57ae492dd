using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Adds changes of nexthop objects to a <see cref="NetworkBatch"/>. Each method does what that of <see cref="NexthopCollection"/> with its name does.</summary>
public sealed class NexthopBatch
{
    private readonly NetworkBatch _batch;

    internal NexthopBatch(NetworkBatch batch) => _batch = batch;

    /// <summary>Adds the creation of an object.</summary>
    /// <param name="nexthop">The object. Changes of the same batch can refer to it if it has a number.</param>
    /// <exception cref="ArgumentException">Properties of the object exclude each other.</exception>
    /// <exception cref="NetlinkException">The link that the object names does not exist (ENODEV).</exception>
    public void Add(Nexthop nexthop) => _batch.Connection.Nexthops.Add(nexthop, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL, "add nexthop", _batch);

    /// <summary>Adds the creation of an object, or the replacement of the one with its number.</summary>
    /// <param name="nexthop">The object, with its number.</param>
    /// <exception cref="ArgumentException">Properties of the object exclude each other, or it has no number.</exception>
    /// <exception cref="NetlinkException">The link that the object names does not exist (ENODEV).</exception>
    public void Replace(Nexthop nexthop) =>
        _batch.Connection.Nexthops.Add(NexthopCollection.RequireNumbered(nexthop), Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE, "replace nexthop", _batch);

    /// <summary>Adds the deletion of an object.</summary>
    /// <param name="id">The number of the object.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public void Delete(long id) => NexthopCollection.Delete(id, _batch);
}
