using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>A thread that receives the frames of a link, in both directions.</summary>
internal sealed class CaptureLoop : IDisposable
{
    private const int BufferSize = 1 << 22;

    // Frames are not cut into segments yet when a link sends them.
    private const int LongestFrame = 65_600;

    private readonly PacketSocket _socket;
    private readonly PacketPoller _poller = new();
    private readonly PacketFrameHandler _handler;
    private readonly Thread _thread;
    private readonly Lock _ending = new();
    private volatile bool _isEnding;

    /// <param name="handler">Takes each frame, on the thread. An exception ends the capture.</param>
    internal CaptureLoop(Link link, PacketFrameHandler handler)
    {
        _handler = handler;
        try
        {
            _socket = PacketSocket.Open(link, new() { IncludeOutgoing = true, MaxFrameLength = LongestFrame, BufferSize = BufferSize });
            _poller.Add(_socket);
        }
        catch
        {
            _socket?.Dispose();
            _poller.Dispose();
            throw;
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "LinuxNamespaces.Lab capture" };
        _thread.Start();
    }

    /// <summary>The exception that has ended the capture.</summary>
    internal Exception? Failure { get; private set; }

    internal long Missed => _socket.Statistics.Missed;

    /// <summary>Takes what has come in so far, and ends.</summary>
    public void Dispose()
    {
        lock (_ending)
        {
            // A thread that has ended by itself has disposed of the poller.
            if (!_isEnding)
            {
                _isEnding = true;
                _poller.Wake();
            }
        }

        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        PacketSocket?[] ready = new PacketSocket?[1];
        try
        {
            while (!_isEnding)
            {
                _poller.Wait(ready, Timeout.InfiniteTimeSpan);
                _socket.Receive(_handler);
            }

            _socket.Receive(_handler);
        }
#pragma warning disable CA1031 // The handler is the caller's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e;
        }
        finally
        {
            _ = _socket.Statistics;
            lock (_ending)
            {
                _isEnding = true;
                _socket.Dispose();
                _poller.Dispose();
            }
        }
    }
}
