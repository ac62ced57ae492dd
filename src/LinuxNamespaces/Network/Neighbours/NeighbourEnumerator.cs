using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Enumerates neighbours as values, while the kernel lists them. Use it with <c>foreach</c>, which ends it properly.</summary>
/// <seealso cref="NeighbourCollection.Enumerate(NeighbourFilter)"/>
public ref struct NeighbourEnumerator : IDisposable
{
    private readonly NeighbourFilter _filter;
    private DumpCursor _cursor;
    private int? _family;
    private bool _ended;

    internal NeighbourEnumerator(NetNamespace netNamespace, NeighbourFilter filter)
    {
        _cursor = new DumpCursor(netNamespace);
        _filter = filter;
    }

    /// <summary>Gets the current neighbour, which is valid until the next call of <see cref="MoveNext"/>.</summary>
    public NeighbourValue Current { get; private set; }

    /// <summary>Returns this enumerator, for <c>foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    public readonly NeighbourEnumerator GetEnumerator() => this;

    /// <summary>Advances to the next neighbour. The first call makes the request.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="NetlinkException">The neighbours changed while they were read (EINTR), or the kernel rejected the request.</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="InvalidDataException">The kernel's answer cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The namespace is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public bool MoveNext()
    {
        while (!_ended)
        {
            if (_family is null)
            {
                Start(_filter.Family == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Linux.AF_INET6 : Linux.AF_INET);
            }

            while (_cursor.MoveNext())
            {
                if (NeighbourValue.TryRead(_cursor.Current, out NeighbourValue neighbour) && _filter.Matches(neighbour))
                {
                    Current = neighbour;
                    return true;
                }
            }

            if (_family == Linux.AF_INET && _filter.Family is null)
            {
                Start(Linux.AF_INET6);
            }
            else
            {
                Dispose();
            }
        }

        return false;
    }

    /// <summary>Ends the enumeration.</summary>
    public void Dispose()
    {
        _ended = true;
        _cursor.Dispose();
    }

    private void Start(int family)
    {
        _family = family;
        _cursor.Start(NeighbourMessages.WriteList(_cursor.Buffer, family, _filter), new NetlinkOperation("list neighbours"));
    }
}
