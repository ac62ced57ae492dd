using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Adds changes of forwarding databases to a <see cref="NetworkBatch"/>. Each method does what that of <see cref="ForwardingDatabase"/> with its name does.</summary>
public sealed class ForwardingBatch
{
    private readonly NetworkBatch _batch;

    internal ForwardingBatch(NetworkBatch batch) => _batch = batch;

    /// <summary>Adds the creation of an entry.</summary>
    /// <param name="link">The bridge, the port or the VXLAN link whose table it is.</param>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, the entry is for a link that is not a port of the bridge, or its properties contradict each other.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Add(Link link, ForwardingEntry entry) => Change(link, "add", entry, Linux.RTM_NEWNEIGH, Linux.NLM_F_CREATE | Linux.NLM_F_EXCL);

    /// <summary>Adds the creation or replacement of an entry.</summary>
    /// <param name="link">The bridge, the port or the VXLAN link whose table it is.</param>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, the entry is for a link that is not a port of the bridge, or its properties contradict each other.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Replace(Link link, ForwardingEntry entry) => Change(link, "replace", entry, Linux.RTM_NEWNEIGH, Linux.NLM_F_CREATE | Linux.NLM_F_REPLACE);

    /// <summary>Adds the creation of a further destination for an address of a VXLAN link.</summary>
    /// <param name="link">The VXLAN link.</param>
    /// <param name="entry">The entry.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, or the properties of the entry contradict each other.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Append(Link link, ForwardingEntry entry) => Change(link, "append", entry, Linux.RTM_NEWNEIGH, Linux.NLM_F_CREATE | Linux.NLM_F_APPEND);

    /// <summary>Adds the deletion of an entry.</summary>
    /// <param name="link">The bridge, the port or the VXLAN link whose table it is.</param>
    /// <param name="entry">The entry. Address, link, table, VLAN and destination identify it.</param>
    /// <exception cref="ArgumentException">The link is in another namespace, or the entry is for a link that is not a port of the bridge.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV).</exception>
    public void Delete(Link link, ForwardingEntry entry) => Change(link, "delete", entry, Linux.RTM_DELNEIGH, 0);

    private void Change(Link link, string verb, ForwardingEntry entry, ushort type, int flags)
    {
        _batch.Require(link);
        new ForwardingDatabase(link).Change(verb, entry, type, flags, _batch);
    }
}
