using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Enumerates routes as values, while the kernel lists them. Use it with <c>foreach</c>, which ends it properly.</summary>
/// <seealso cref="RouteCollection.Enumerate(RouteFilter)"/>
public ref struct RouteEnumerator : IDisposable
{
    private readonly RouteFilter _filter;
    private readonly bool _isWhole;
    private DumpCursor _cursor;
    private RouteValue _current;
    private AddressFamily? _family;
    private bool _ended;

    internal RouteEnumerator(NetNamespace netNamespace, RouteFilter filter)
    {
        _cursor = new DumpCursor(netNamespace);
        _filter = filter;
        // The kernel is asked for one family after the other.
        _isWhole = (filter with { Family = null }).IsEmpty;
    }

    /// <summary>Gets the current route, which is valid until the next call of <see cref="MoveNext"/>.</summary>
    public readonly RouteValue Current => _current;

    /// <summary>Returns this enumerator, for <c>foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    public readonly RouteEnumerator GetEnumerator() => this;

    /// <summary>Advances to the next route. The first call makes the request.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="NetlinkException">The routes changed while they were read (EINTR), or the kernel rejected the request.</exception>
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
                Start(_filter.Allows(AddressFamily.InterNetwork) ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);
            }

            while (MoveToMessage())
            {
                if (RouteValue.TryRead(_cursor.Current, out _current) && (_isWhole || _filter.Matches(_current)))
                {
                    return true;
                }
            }

            if (_family == AddressFamily.InterNetwork && _filter.Allows(AddressFamily.InterNetworkV6))
            {
                Start(AddressFamily.InterNetworkV6);
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

    private void Start(AddressFamily family)
    {
        _family = family;
        int number = family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6;
        _cursor.Start(RouteRequests.List(_cursor.Buffer, number, _filter), new NetlinkOperation("list routes"));
    }

    private bool MoveToMessage()
    {
        try
        {
            return _cursor.MoveNext();
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENOENT && _filter.Table is not null)
        {
            // The kernel creates a table with its first route.
            return false;
        }
    }
}
