using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.SocketDiagSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes a Unix socket in a network namespace, as <c>ss -xa</c> shows it.</summary>
/// <remarks>See unix(7) and sock_diag(7).</remarks>
public sealed record UnixSocketInfo
{
    private UnixSocketInfo()
    {
    }

    /// <summary>Gets the type: stream, datagram or sequenced packets.</summary>
    public SocketType Type { get; private init; }

    /// <summary>Gets the state.</summary>
    public UnixSocketState State { get; private init; }

    /// <summary>Gets the inode number, as in <c>socket:[4711]</c> under <c>/proc/PID/fd</c>.</summary>
    public ulong Inode { get; private init; }

    /// <summary>Gets the kernel's number of the socket, which is not reused.</summary>
    public ulong Cookie { get; private init; }

    /// <summary>Gets the path that the socket is bound to, as its process gave it; <see langword="null"/> for none.</summary>
    public string? Path { get; private init; }

    /// <summary>Gets the name in the abstract namespace, without the NUL byte in front; <see langword="null"/> for none.</summary>
    public string? AbstractName { get; private init; }

    /// <summary>Gets the inode number of the socket at the other end; <see langword="null"/> if the socket is not connected.</summary>
    public ulong? PeerInode { get; private init; }

    /// <summary>Gets the number of bytes that can be read. For a listening socket, it is the number of connections that can be accepted.</summary>
    public long ReceiveQueue { get; private init; }

    /// <summary>Gets the number of bytes that the other end has not read yet. For a listening socket, it is the limit of connections that wait.</summary>
    public long SendQueue { get; private init; }

    /// <summary>Gets the user ID of the socket's owner; <see langword="null"/> before kernel 5.3.</summary>
    public uint? User { get; private init; }

    /// <summary>Gets the inode numbers of the clients that wait for their connection to be accepted; <see langword="null"/> without <see cref="UnixSocketFilter.IncludeDetails"/>.</summary>
    public IReadOnlyList<ulong>? PendingInodes { get; private init; }

    /// <summary>Gets the memory that the socket uses; <see langword="null"/> without <see cref="UnixSocketFilter.IncludeDetails"/>.</summary>
    public SocketMemory? Memory { get; private init; }

    /// <summary>Gets whether the socket receives nothing more.</summary>
    public bool IsReceiveShutDown { get; private init; }

    /// <summary>Gets whether the socket sends nothing more.</summary>
    public bool IsSendShutDown { get; private init; }

    internal static IReadOnlyList<UnixSocketInfo> List(NetNamespace netNamespace, UnixSocketFilter filter) =>
        SocketDiag.List(netNamespace, "list Unix sockets", SocketDiag.UnixFeature, WriteList(stackalloc byte[SocketDiag.BufferSize], filter), Parse);

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, UnixSocketFilter filter)
    {
        NetlinkMessageWriter request = new(buffer, SOCK_DIAG_BY_FAMILY);
        ref unix_diag_req header = ref request.WriteStruct<unix_diag_req>();
        header.sdiag_family = Linux.AF_UNIX;
        header.udiag_states = filter.StateBits;
        header.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID | (filter.IncludeDetails ? UDIAG_SHOW_ICONS | UDIAG_SHOW_MEMINFO : 0);
        return request;
    }

    internal static UnixSocketInfo? Parse(in NetlinkMessage message)
    {
        if (message.Type != SOCK_DIAG_BY_FAMILY)
        {
            return null;
        }

        if (message.Payload.Length < Unsafe.SizeOf<unix_diag_msg>())
        {
            throw new InvalidDataException($"The kernel describes a Unix socket in {message.Payload.Length} bytes.");
        }

        unix_diag_msg header = message.ReadStruct<unix_diag_msg>();
        if (header.udiag_family != Linux.AF_UNIX)
        {
            return null;
        }

        (string? path, string? name, uint? peer, uint? user) = (null, null, null, null);
        (ValueList<ulong>? pending, SocketMemory? memory, byte shutdown) = (null, null, 0);
        unix_diag_rqlen queues = default;
        foreach (NetlinkAttribute attribute in message.AttributesAfter<unix_diag_msg>())
        {
            switch (attribute.Type)
            {
                case UNIX_DIAG_NAME when attribute.Payload is [0, .. var rest]:
                    name = LinuxText.Decode(rest);
                    break;
                case UNIX_DIAG_NAME:
                    path = attribute.ReadString();
                    break;
                case UNIX_DIAG_PEER:
                    peer = attribute.ReadUInt32();
                    break;
                case UNIX_DIAG_RQLEN:
                    queues = attribute.ReadStruct<unix_diag_rqlen>();
                    break;
                case UNIX_DIAG_ICONS:
                    pending = ReadInodes(attribute.Payload);
                    break;
                case UNIX_DIAG_MEMINFO:
                    memory = SocketMemory.Read(attribute.Payload);
                    break;
                case UNIX_DIAG_SHUTDOWN:
                    shutdown = attribute.ReadByte();
                    break;
                case UNIX_DIAG_UID:
                    user = attribute.ReadUInt32();
                    break;
            }
        }

        return new UnixSocketInfo
        {
            Type = (SocketType)header.udiag_type,
            State = (UnixSocketState)header.udiag_state,
            Inode = header.udiag_ino,
            Cookie = header.udiag_cookie.Value,
            Path = path,
            AbstractName = name,
            PeerInode = peer is > 0 ? peer : null,
            ReceiveQueue = queues.udiag_rqueue,
            SendQueue = queues.udiag_wqueue,
            User = user,
            PendingInodes = pending,
            Memory = memory,
            IsReceiveShutDown = (shutdown & SocketDiagReader.ReceiveShutdown) != 0,
            IsSendShutDown = (shutdown & SocketDiagReader.SendShutdown) != 0,
        };
    }

    private static ValueList<ulong> ReadInodes(ReadOnlySpan<byte> payload)
    {
        List<ulong> inodes = [];
        foreach (uint inode in MemoryMarshal.Cast<byte, uint>(payload))
        {
            inodes.Add(inode);
        }

        return new ValueList<ulong>(inodes);
    }
}
