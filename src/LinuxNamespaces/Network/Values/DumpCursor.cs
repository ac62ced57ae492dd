using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Moves over the messages of lists of rtnetlink, on a connection of its own.</summary>
internal ref struct DumpCursor(NetNamespace netNamespace)
{
    // A header, a structure and a few numbers.
    private const int RequestSize = 96;

    private RtnetlinkConnection? _connection;
    private byte[]? _request;
    private NetlinkDumpEnumerator _messages;

    internal readonly NetlinkMessage Current => _messages.Current;

    /// <summary>Gets a buffer for a request, which is used until the list ends.</summary>
    internal Span<byte> Buffer => _request ??= new byte[RequestSize];

    internal void Start(scoped in NetlinkMessageWriter request, scoped in NetlinkOperation operation)
    {
        _connection ??= netNamespace.TakeIdleConnection();
        _messages = _connection.EnumerateDump(request, operation);
    }

    internal bool MoveNext() => _messages.MoveNext();

    internal void Dispose()
    {
        _messages.Dispose();
        if (_connection is { } connection)
        {
            _connection = null;
            netNamespace.GiveBack(connection);
        }
    }
}
