using LinuxNamespaces.Network;

namespace LinuxNamespaces;

/// <content>IDs of other network namespaces (nsid).</content>
public sealed partial class NetNamespace
{
    /// <summary>Finds the ID (nsid) of another namespace in this namespace, as in the <c>link-netnsid</c> of a link; ip-netns(8).</summary>
    /// <param name="other">The other namespace.</param>
    /// <returns>The ID; <see langword="null"/> if it has none. A namespace gets an ID when a link connects the two namespaces, or by <see cref="SetId"/>.</returns>
    /// <exception cref="ObjectDisposedException">One of the objects is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public int? FindId(NetNamespace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.ThrowIfDisposed();
        return NamespaceIds.Find(Rtnetlink, other.Handle);
    }

    /// <summary>Sets the ID of another namespace in this namespace.</summary>
    /// <param name="other">The other namespace.</param>
    /// <param name="id">The ID, which must not be negative, or <see langword="null"/> to let the kernel choose.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ID is negative.</exception>
    /// <exception cref="LinuxException">The other namespace already has an ID (EEXIST), the ID is in use (ENOSPC), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public void SetId(NetNamespace other, int? id)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.ThrowIfDisposed();
        if (id is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(id));
        }

        NamespaceIds.Set(Rtnetlink, other.Handle, id);
    }

    /// <summary>Lists the IDs of other namespaces in this namespace, as <c>ip netns list-id</c> does.</summary>
    /// <returns>The IDs in ascending order, including those of namespaces without a name.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public IReadOnlyList<int> ListIds() => [.. NamespaceIds.List(Rtnetlink).Select(id => id.Value).Order()];

    /// <summary>Lists the IDs of namespaces in another namespace, as <c>ip netns list-id target-nsid</c> does. Kernel 5.0.</summary>
    /// <param name="targetId">The ID of the other namespace in this namespace.</param>
    /// <returns>The IDs in ascending order, each with the ID of the same namespace in this namespace, or <see langword="null"/> if it has none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ID is negative.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">This namespace does not have the ID (EINVAL), or a namespace belongs to another user and CAP_SYS_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<(int Id, int? OwnId)> ListIds(int targetId)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(targetId);
        return [.. NamespaceIds.List(Rtnetlink, targetId).OrderBy(id => id.Value).Select(id => (id.Value, id.Current >= 0 ? id.Current : null))];
    }
}
