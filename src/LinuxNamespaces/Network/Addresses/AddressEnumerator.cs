using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Enumerates addresses as values, while the kernel lists them. Use it with <c>foreach</c>, which ends it properly.</summary>
/// <seealso cref="AddressCollection.Enumerate(AddressFilter)"/>
public ref struct AddressEnumerator : IDisposable
{
    private readonly AddressFilter _filter;
    private DumpCursor _cursor;
    private bool _started;
    private bool _ended;

    internal AddressEnumerator(NetNamespace netNamespace, AddressFilter filter)
    {
        _cursor = new DumpCursor(netNamespace);
        _filter = filter;
    }

    /// <summary>Gets the current address, which is valid until the next call of <see cref="MoveNext"/>.</summary>
    public AddressValue Current { get; private set; }

    /// <summary>Returns this enumerator, for <c>foreach</c>.</summary>
    /// <returns>The enumerator.</returns>
    public readonly AddressEnumerator GetEnumerator() => this;

    /// <summary>Advances to the next address. The first call makes the request.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="NetlinkException">The addresses changed while they were read (EINTR), or the kernel rejected the request.</exception>
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
            NetlinkMessageWriter request = AddressMessages.WriteList(_cursor.Buffer, _filter.LinkIndex ?? 0, _filter.Family);
            _cursor.Start(request, new NetlinkOperation("list addresses"));
        }

        while (_cursor.MoveNext())
        {
            if (AddressValue.TryRead(_cursor.Current, out AddressValue address) && _filter.Matches(address))
            {
                Current = address;
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
