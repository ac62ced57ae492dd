using System.Runtime.InteropServices;
using static LinuxNamespaces.Network.SocketDiagSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes the memory that a socket uses, in bytes, as <c>ss -m</c> shows it.</summary>
/// <remarks>See sock_diag(7), INET_DIAG_SKMEMINFO.</remarks>
public sealed record SocketMemory
{
    private SocketMemory()
    {
    }

    /// <summary>Gets the memory of received data (<c>r</c>).</summary>
    public long ReceiveAllocated { get; private init; }

    /// <summary>Gets the limit of the memory of received data (<c>rb</c>), as set with SO_RCVBUF.</summary>
    public long ReceiveBuffer { get; private init; }

    /// <summary>Gets the memory of sent data that the network has not taken yet (<c>t</c>).</summary>
    public long SendAllocated { get; private init; }

    /// <summary>Gets the limit of the memory of sent data (<c>tb</c>), as set with SO_SNDBUF.</summary>
    public long SendBuffer { get; private init; }

    /// <summary>Gets the memory that is reserved for the socket and not used yet (<c>f</c>).</summary>
    public long ForwardAllocated { get; private init; }

    /// <summary>Gets the memory of data that waits in the send queue (<c>w</c>).</summary>
    public long SendQueued { get; private init; }

    /// <summary>Gets the memory of socket options, such as filters (<c>o</c>).</summary>
    public long Options { get; private init; }

    /// <summary>Gets the memory of packets that arrived while the socket was in use (<c>bl</c>); <see langword="null"/> before kernel 2.6.39.</summary>
    public long? Backlog { get; private init; }

    /// <summary>Gets the number of packets that were dropped because the buffer was full (<c>d</c>); <see langword="null"/> before kernel 4.7.</summary>
    public long? Dropped { get; private init; }

    internal static SocketMemory Read(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<uint> values = MemoryMarshal.Cast<byte, uint>(payload);
        return values.Length <= SK_MEMINFO_OPTMEM
            ? throw new InvalidDataException($"The kernel says in {payload.Length} bytes which memory a socket uses.")
            : new SocketMemory
            {
                ReceiveAllocated = values[SK_MEMINFO_RMEM_ALLOC],
                ReceiveBuffer = values[SK_MEMINFO_RCVBUF],
                SendAllocated = values[SK_MEMINFO_WMEM_ALLOC],
                SendBuffer = values[SK_MEMINFO_SNDBUF],
                ForwardAllocated = values[SK_MEMINFO_FWD_ALLOC],
                SendQueued = values[SK_MEMINFO_WMEM_QUEUED],
                Options = values[SK_MEMINFO_OPTMEM],
                Backlog = values.Length > SK_MEMINFO_BACKLOG ? values[SK_MEMINFO_BACKLOG] : null,
                Dropped = values.Length > SK_MEMINFO_DROPS ? values[SK_MEMINFO_DROPS] : null,
            };
    }
}
