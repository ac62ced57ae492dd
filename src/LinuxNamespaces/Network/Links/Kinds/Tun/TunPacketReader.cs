using System.Buffers;
using System.IO.Pipelines;

namespace LinuxNamespaces.Network;

/// <summary>Reads the packets of a TUN or TAP device, one a read.</summary>
internal sealed class TunPacketReader(TunDevice device) : PipeReader
{
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];
    private readonly Lock _sync = new();
    private CancellationTokenSource? _pending;
    private bool _isCancelled;
    private bool _isCompleted;
    private int _start;
    private int _end;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (TryRead(out ReadResult result))
        {
            return result;
        }

        using CancellationTokenSource pending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_sync)
        {
            _pending = pending;
            if (_isCancelled)
            {
                pending.Cancel();
            }
        }

        try
        {
            _end = await device.ReadAsync(_buffer, pending.Token).ConfigureAwait(false);
            _start = 0;
            return Result(isCancelled: false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && TakeCancellation())
        {
            return Result(isCancelled: true);
        }
        finally
        {
            lock (_sync)
            {
                _pending = null;
            }
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The reader is completed.");
        }

        bool isCancelled = TakeCancellation();
        if (_start == _end && !isCancelled && device.TryRead(_buffer, out int length))
        {
            (_start, _end) = (0, length);
        }

        result = Result(isCancelled);
        return isCancelled || _start != _end;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        int start = consumed.GetInteger();
        int seen = examined.GetInteger();
        if (consumed.GetObject() != _buffer || examined.GetObject() != _buffer || start < _start || seen < start || seen > _end)
        {
            throw new ArgumentOutOfRangeException(nameof(consumed), "The position is not in the packet that was read last.");
        }

        // A packet does not become longer, so what is left of one that was examined whole would never be consumed.
        _start = seen == _end ? _end : start;
    }

    public override void CancelPendingRead()
    {
        lock (_sync)
        {
            _isCancelled = true;
            _pending?.Cancel();
        }
    }

    public override void Complete(Exception? exception = null) => _isCompleted = true;

    private ReadResult Result(bool isCancelled) => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), isCancelled, isCompleted: false);

    private bool TakeCancellation()
    {
        lock (_sync)
        {
            bool isCancelled = _isCancelled;
            _isCancelled = false;
            return isCancelled;
        }
    }
}
