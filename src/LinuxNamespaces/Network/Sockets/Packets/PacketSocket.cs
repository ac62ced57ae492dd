using System.Net.Sockets;
using System.Numerics;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>A packet socket of a link: it receives and sends whole frames, beneath every protocol. See packet(7).</summary>
/// <remarks>
/// <para>
/// The kernel writes the frames into a ring of memory that is shared with this process (PACKET_RX_RING), so that receiving takes no system call, and frames are sent by the
/// dozen (sendmmsg). Nothing is allocated for a frame. The frames of an Ethernet link begin with its header; a VLAN tag is where it is on the wire.
/// </para>
/// <para>
/// <see cref="Receive"/> and <see cref="Statistics"/> do not wait; a <see cref="PacketPoller"/> waits for one socket or many. One thread at a time can receive, and one at a time
/// can write and flush.
/// </para>
/// </remarks>
/// <example>
/// Passes on what one link receives to another:
/// <code>
/// using PacketSocket input = PacketSocket.Open(left, new() { Promiscuous = true });
/// using PacketSocket output = PacketSocket.Open(right);
/// using PacketPoller poller = new();
/// poller.Add(input);
/// PacketSocket?[] ready = new PacketSocket?[1];
/// while (true)
/// {
///     poller.Wait(ready, Timeout.InfiniteTimeSpan);
///     input.Receive(frame => output.Write(frame.Bytes, frame.Offload));
///     output.Flush();
/// }
/// </code>
/// </example>
public sealed class PacketSocket : IDisposable
{
    private const int MinSlots = 64;
    private const int TagLength = 4;
    private const long NanosecondsPerTick = 100;

    private readonly PacketRing _ring;
    private readonly PacketSendBuffer _output = new();
    private readonly bool _includeOutgoing;
    private long _received;
    private long _missed;
    private long _sent;
    private long _rejected;

    private PacketSocket(SafeSocketHandle handle, PacketRing ring, Link link, bool includeOutgoing)
    {
        SafeHandle = handle;
        _ring = ring;
        Link = link;
        _includeOutgoing = includeOutgoing;
    }

    /// <summary>Gets the link.</summary>
    public Link Link { get; }

    /// <summary>Gets the descriptor, for options that this class does not have.</summary>
    public SafeSocketHandle SafeHandle { get; }

    /// <summary>Gets what the socket has done so far.</summary>
    public PacketSocketStatistics Statistics
    {
        get
        {
            if (!SafeHandle.IsClosed)
            {
                // The kernel starts anew with each call.
                Interlocked.Add(ref _missed, PacketCalls.TakeDrops(SafeHandle));
            }

            return new PacketSocketStatistics
            {
                Received = Volatile.Read(ref _received),
                Missed = Volatile.Read(ref _missed),
                Sent = Volatile.Read(ref _sent),
                Rejected = Volatile.Read(ref _rejected),
            };
        }
    }

    /// <summary>Opens a socket in the namespace of a link, and binds it to the link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="options">The options; the defaults if <see langword="null"/>.</param>
    /// <returns>The socket. It receives frames from now on.</returns>
    /// <exception cref="LinuxException">
    /// The namespace belongs to another user, CAP_NET_RAW is missing over it (EPERM), the link is gone (ENODEV), memory is short (ENOMEM), or the kernel lacks CONFIG_PACKET (EAFNOSUPPORT).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The namespace is disposed.</exception>
    public static PacketSocket Open(Link link, PacketSocketOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        options ??= PacketSocketOptions.Default;
        int longest = options.MaxFrameLength ?? (int)Math.Min(link.Info.Mtu, ushort.MaxValue) + Linux.ETH_HLEN + TagLength;
        int slotSize = (int)BitOperations.RoundUpToPowerOf2((uint)(longest + PacketRing.Overhead));
        int slots = Math.Max(MinSlots, (int)BitOperations.RoundUpToPowerOf2((uint)options.BufferSize) / slotSize);
        // Protocol 0 receives nothing: frames of other links do not come in before the socket is bound.
        SafeSocketHandle handle = link.Namespace.CreateSocketHandle(Linux.AF_PACKET, Linux.SOCK_RAW, 0);
        PacketRing? ring = null;
        try
        {
            ring = PacketRing.Create(handle, slotSize, slots, link.Name);
            if (!options.IncludeOutgoing)
            {
                PacketCalls.IgnoreOutgoing(handle);
            }

            if (options.BypassQdisc)
            {
                PacketCalls.BypassQdisc(handle);
            }

            if (options.Promiscuous)
            {
                PacketCalls.AddPromiscuous(handle, link.Index, link.Name);
            }

            PacketCalls.Bind(handle, link.Index, link.Name);
            return new PacketSocket(handle, ring, link, options.IncludeOutgoing);
        }
        catch
        {
            ring?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Closes the socket. Frames that were written and not flushed are not sent.</summary>
    public void Dispose()
    {
        _ring.Dispose();
        SafeHandle.Dispose();
    }

    /// <summary>Passes on the frames that have been received, without waiting for more.</summary>
    /// <param name="handler">Takes each frame.</param>
    /// <param name="maximum">The number of frames to take at most.</param>
    /// <returns>The number of frames.</returns>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public int Receive(PacketFrameHandler handler, int maximum = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(handler);
        int count = 0;
        bool isHeld = false;
        try
        {
            // The memory stays, even if another thread disposes the socket meanwhile.
            _ring.DangerousAddRef(ref isHeld);
            while (count < maximum && !SafeHandle.IsClosed && _ring.TryRead(out RingFrame frame))
            {
                count += Pass(frame, handler) ? 1 : 0;
            }
        }
        finally
        {
            _received += count;
            if (isHeld)
            {
                _ring.DangerousRelease();
            }
        }

        return count;
    }

    /// <summary>Writes a frame. It is sent with the next <see cref="Flush"/>, or when enough have come together.</summary>
    /// <param name="frame">The frame from its link-layer header on, whose bytes are copied.</param>
    /// <param name="offload">What is left to do for the frame. Defaults to nothing.</param>
    /// <exception cref="ArgumentException">The frame is longer than 65,600 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public void Write(ReadOnlySpan<byte> frame, PacketOffload offload = default)
    {
        if (_output.TryAdd(frame, offload.Header))
        {
            return;
        }

        Flush();
        if (!_output.TryAdd(frame, offload.Header))
        {
            throw new ArgumentException($"A frame of {frame.Length} bytes is too long.", nameof(frame));
        }
    }

    /// <summary>Sends the frames that were written, without waiting for room. A frame that the kernel rejects does not keep back the others.</summary>
    /// <returns>The number of frames that the kernel did not send, as when the link is down (ENETDOWN) or the frame is longer than its MTU (EMSGSIZE).</returns>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public int Flush()
    {
        if (_output.Count == 0)
        {
            return 0;
        }

        int count = _output.Count;
        int sent = _output.Send(SafeHandle, out _);
        _sent += sent;
        _rejected += count - sent;
        return count - sent;
    }

    private bool Pass(RingFrame frame, PacketFrameHandler handler)
    {
        try
        {
            if (frame.IsOutgoing && !_includeOutgoing)
            {
                return false;
            }

            DateTime time = DateTime.UnixEpoch.AddSeconds(frame.Seconds).AddTicks(frame.Nanoseconds / NanosecondsPerTick);
            handler(new PacketFrame(frame.Bytes, frame.Missing, new PacketOffload(frame.Offload), frame.IsOutgoing, time));
            return true;
        }
        finally
        {
            _ring.Release();
        }
    }

    internal void ClearError() => PacketCalls.ClearError(SafeHandle);
}
