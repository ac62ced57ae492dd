using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Waits for frames on any number of packet sockets. See epoll(7).</summary>
/// <remarks>One thread at a time can wait. The other members can be used by any thread.</remarks>
public sealed class PacketPoller : IDisposable
{
    private const int MaxReady = 64;
    private const long NanosecondsPerTick = 100;

    private readonly SocketPoll _poll = new();
    private readonly Lock _sync = new();
    private readonly Dictionary<ulong, PacketSocket> _sockets = [];
    private readonly ulong[] _tags = new ulong[MaxReady];
    private ulong _lastTag;

    /// <summary>Stops waiting. The sockets stay open.</summary>
    public void Dispose() => _poll.Dispose();

    /// <summary>Adds a socket.</summary>
    /// <param name="socket">The socket. Remove it before it is disposed.</param>
    /// <exception cref="ObjectDisposedException">The poller or the socket is disposed.</exception>
    public void Add(PacketSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        lock (_sync)
        {
            ulong tag = _lastTag++;
            _sockets.Add(tag, socket);
            try
            {
                _poll.Add(socket.SafeHandle, tag);
            }
            catch
            {
                _sockets.Remove(tag);
                throw;
            }
        }
    }

    /// <summary>Removes a socket. Nothing happens if it was not added.</summary>
    /// <param name="socket">The socket.</param>
    public void Remove(PacketSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        lock (_sync)
        {
            foreach ((ulong tag, PacketSocket other) in _sockets)
            {
                if (other == socket)
                {
                    _sockets.Remove(tag);
                    _poll.Remove(socket.SafeHandle);
                    return;
                }
            }
        }
    }

    /// <summary>Waits until a socket has frames.</summary>
    /// <param name="ready">Receives the sockets that have frames. Those that do not fit are reported next time.</param>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for any time.</param>
    /// <returns>The number of sockets; 0 if the time is over, or <see cref="Wake"/> was called.</returns>
    /// <remarks>The time is as exact as the kernel's timers, some 50 microseconds; kernels before 5.11 round it up to milliseconds.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, and not infinite.</exception>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public int Wait(Span<PacketSocket?> ready, TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        }

        Span<ulong> tags = _tags.AsSpan(0, Math.Clamp(ready.Length, 1, MaxReady));
        int count = _poll.Wait(tags, timeout == Timeout.InfiniteTimeSpan ? null : long.CreateSaturating((Int128)timeout.Ticks * NanosecondsPerTick));
        int found = 0;
        lock (_sync)
        {
            foreach (ulong tag in tags[..count])
            {
                if (found < ready.Length && _sockets.TryGetValue(tag, out PacketSocket? socket))
                {
                    // The socket of a link that goes down is ready until its error is read.
                    socket.ClearError();
                    ready[found++] = socket;
                }
            }
        }

        return found;
    }

    /// <summary>Ends the present or the next <see cref="Wait"/>.</summary>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    public void Wake() => _poll.Wake();
}
