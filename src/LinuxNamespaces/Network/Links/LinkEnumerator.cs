using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Enumerates links as values, while the kernel lists them. Use it with <c>foreach</c>, which ends it properly.</summary>
/// <seealso cref="LinkCollection.Enumerate"/>
public ref struct LinkEnumerator : IDisposable
{
    private DumpCursor _cursor;
    private bool _started;
    private bool _ended;

    internal LinkEnumerator(NetNamespace netNamespace) => _cursor = new DumpCursor(netNamespace);

    /// <summary>Gets the current link, which is valid until the next call of <see cref="MoveNext"/>.</summary>
    public LinkValue Current { get; private set; }

    /// <summary>Returns this enumerator, for <c>foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    public readonly LinkEnumerator GetEnumerator() => this;

    /// <summary>Advances to the next link. The first call makes the request.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="NetlinkException">The links changed while they were read (EINTR), or the kernel rejected the request.</exception>
    /// <exception cref="TimeoutException">The kernel did not answer in time.</exception>
    /// <exception cref="InvalidDataException">The kernel's answer cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The namespace is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM).</exception>
    public bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        if (!_started)
        {
            _started = true;
            _cursor.Start(LinkRequests.ListWithStatistics(_cursor.Buffer), new NetlinkOperation("list links"));
        }

        while (_cursor.MoveNext())
        {
            if (LinkValue.TryRead(_cursor.Current, out LinkValue link))
            {
                Current = link;
                return true;
            }
        }

        Dispose();
        return false;
    }

    /// <summary>Ends the enumeration.</summary>
    public void Dispose()
    {
        _ended = true;
        _cursor.Dispose();
    }
}
