using System.Buffers;
using System.IO.Pipes;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Reads a pipe to its end and keeps the first bytes.</summary>
/// <param name="stream">Our end of the pipe.</param>
/// <param name="limit">How many bytes to keep.</param>
internal sealed class OutputCapture(PipeStream stream, int limit)
{
    private const int BufferSize = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _total;

    /// <summary>Starts reading.</summary>
    /// <param name="output">The output of a process; null if it is not a pipe.</param>
    /// <param name="limit">How many bytes to keep.</param>
    /// <param name="stop">Ends the reading. What is in the pipe at that moment is still read.</param>
    internal static Task<CapturedOutput> Start(ProcessOutput? output, int limit, CancellationToken stop) =>
        // A process that writes all the time would never let go of the calling thread.
        output is null ? Task.FromResult(CapturedOutput.None) : Task.Run(() => new OutputCapture((PipeStream)output.AsStream(), limit).ReadAsync(stop), CancellationToken.None);

    private async Task<CapturedOutput> ReadAsync(CancellationToken stop)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                int count = await stream.ReadAsync(buffer, stop).ConfigureAwait(false);
                if (count == 0)
                {
                    return ToOutput(isComplete: true);
                }

                Take(buffer.AsSpan(0, count));
            }
        }
        catch (OperationCanceledException)
        {
            Drain(buffer);
            return ToOutput(isComplete: false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // What a process wrote before it ended is in front of what others wrote since, so this has all of it.
    private void Drain(byte[] buffer)
    {
        int count;
        for (int left = PipeCalls.CountUnread(stream.SafePipeHandle); left > 0; left -= count)
        {
            count = stream.Read(buffer, 0, Math.Min(left, buffer.Length));
            Take(buffer.AsSpan(0, count));
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        _total += bytes.Length;
        ReadOnlySpan<byte> fitting = bytes[..Math.Min(bytes.Length, limit - _kept.WrittenCount)];
        if (!fitting.IsEmpty)
        {
            _kept.Write(fitting);
        }
    }

    private CapturedOutput ToOutput(bool isComplete) => new(_kept.WrittenMemory, _total, isComplete);
}
