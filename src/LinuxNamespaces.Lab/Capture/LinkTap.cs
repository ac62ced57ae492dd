using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>What a <see cref="LabCapture"/> has of one link.</summary>
internal sealed class LinkTap : IDisposable
{
    // Frames wait here for microseconds, as a thread takes them as they come.
    private const int BufferSize = 1 << 17;

    private readonly Lock _sync = new();
    private readonly FrameHistory _history;
    private readonly PacketFrameHandler _take;
    private bool _isDisposed;

    internal LinkTap(LabLink link, LabCaptureOptions options)
    {
        Link = link;
        Interface = (link.First.IsHost ? link.First : link.Second).Existing!;
        _history = new FrameHistory(options.BytesPerLink);
        _take = Take;
        Socket = PacketSocket.Open(Interface, new PacketSocketOptions { IncludeOutgoing = true, MaxFrameLength = options.MaxFrameLength, BufferSize = BufferSize });
    }

    internal LabLink Link { get; }

    internal Link Interface { get; }

    internal PacketSocket Socket { get; }

    internal int Frames => Locked(history => history.Count);

    public void Dispose()
    {
        lock (_sync)
        {
            if (!_isDisposed)
            {
                Socket.Receive(_take);
                _isDisposed = true;
                Socket.Dispose();
            }
        }
    }

    /// <summary>Takes what has come in so far.</summary>
    internal void Receive() => Locked(_ => 0);

    internal void Clear() => Locked(history =>
    {
        history.Clear();
        return 0;
    });

    internal void Write(Stream stream) => Locked(history =>
    {
        PcapngWriter writer = new(stream, Interface.Name);
        history.Read(writer.Write);
        return 0;
    });

    private T Locked<T>(Func<FrameHistory, T> use)
    {
        lock (_sync)
        {
            if (!_isDisposed)
            {
                Socket.Receive(_take);
            }

            return use(_history);
        }
    }

    private void Take(scoped PacketFrame frame)
    {
        // A frame whose end is missing has no checksum that could be completed.
        if (frame.Missing == 0)
        {
            frame.Offload.CompleteChecksum(frame.Bytes);
        }

        _history.Add(frame.Bytes, frame.Bytes.Length + frame.Missing, frame.Time, frame.IsOutgoing);
    }
}
