using LinuxNamespaces.Network;

namespace LinuxNamespaces;

/// <content>The ids by which it knows other network namespaces.</content>
public sealed partial class NetNamespace
{
    /// <summary>The id by which this namespace knows another one (nsid), as in the <c>link-netnsid</c> of a link; ip-netns(8).</summary>
    /// <param name="other">The other namespace.</param>
    /// <returns>The id; null when it knows it by none, which is so until a link leads from one to the other, or <see cref="SetId"/> gives it one.</returns>
    /// <exception cref="ObjectDisposedException">One of the objects is disposed.</exception>
    /// <exception cref="LinuxException">The namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).</exception>
    public int? FindId(NetNamespace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.ThrowIfDisposed();
        return NamespaceIds.Find(Rtnetlink, other.Handle);
    }

    /// <summary>Gives another namespace an id, by which this one knows it from then on.</summary>
    /// <param name="other">The other namespace.</param>
    /// <param name="id">The id, not negative; null lets the kernel choose.</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative.</exception>
    /// <exception cref="LinuxException">The other has an id already (EEXIST), the id is another's (ENOSPC), or CAP_NET_ADMIN is missing (EPERM).</exception>
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

    /// <summary>Lists the ids that this namespace has for others, as <c>ip netns list-id</c> does.</summary>
    /// <returns>The ids in ascending order, those of namespaces without a name too.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM).</exception>
    public IReadOnlyList<int> ListIds() => [.. NamespaceIds.List(Rtnetlink).Select(id => id.Value).Order()];

    /// <summary>Lists the ids that another namespace has for others, as <c>ip netns list-id target-nsid</c> does. Kernel 5.0.</summary>
    /// <param name="targetId">The id that this namespace has for the other.</param>
    /// <returns>The ids in ascending order, each with the id that this namespace has for the same; null when it has none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">This namespace has no such id (EINVAL), or one of them is of another user, and CAP_SYS_ADMIN is missing (EPERM).</exception>
    public IReadOnlyList<(int Id, int? OwnId)> ListIds(int targetId)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(targetId);
        return [.. NamespaceIds.List(Rtnetlink, targetId).OrderBy(id => id.Value).Select(id => (id.Value, id.Current >= 0 ? id.Current : null))];
    }
}
