using System.Net.Sockets;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Enumerates routes as values, while the kernel lists them. Use it with <c>foreach</c>, which ends it properly.</summary>
/// <seealso cref="RouteCollection.Enumerate(RouteFilter)"/>
public ref struct RouteEnumerator : IDisposable
{
    // A header, a structure and two numbers.
    private const int RequestSize = 64;

    private readonly NetNamespace _namespace;
    private readonly RouteFilter _filter;
    private NetlinkConnection? _connection;
    private byte[]? _request;
    private NetlinkDumpEnumerator _messages;
    private AddressFamily? _family;
    private bool _ended;

    internal RouteEnumerator(NetNamespace netNamespace, RouteFilter filter)
    {
        _namespace = netNamespace;
        _filter = filter;
    }

    /// <summary>Gets the current route, which is valid until the next call of <see cref="MoveNext"/>.</summary>
    public RouteValue Current { get; private set; }

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
                if (RouteValue.TryRead(_messages.Current, out RouteValue route) && _filter.Matches(route))
                {
                    Current = route;
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
        _messages.Dispose();
        _connection?.Dispose();
        _connection = null;
    }

    private void Start(AddressFamily family)
    {
        _connection ??= _namespace.OpenNetlink(Linux.NETLINK_ROUTE, [.. RouteSchema.Messages]);
        _request ??= new byte[RequestSize];
        _family = family;
        int number = family == AddressFamily.InterNetwork ? Linux.AF_INET : Linux.AF_INET6;
        _messages = _connection.EnumerateDump(RouteRequests.List(_request, number, _filter), new NetlinkOperation("list routes"));
    }

    private bool MoveToMessage()
    {
        try
        {
            return _messages.MoveNext();
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENOENT && _filter.Table is not null)
        {
            // The kernel creates a table with its first route.
            return false;
        }
    }
}
