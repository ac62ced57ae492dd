using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Captures the frames of a link of any host, without tcpdump.</summary>
/// <remarks>
/// A capture has what the link sends and what it receives. Checksums that the kernel leaves to the device are completed, so that readers of the file find no errors. It needs CAP_NET_RAW
/// over the namespace of the link.
/// </remarks>
/// <example>
/// <code>
/// using (LinkCapture.Start(wire.First, "red.pcapng", frame => frame.Tcp is { DestinationPort: 80 } or { SourcePort: 80 }))
/// {
///     await http.GetStringAsync(address);
/// }
/// </code>
/// </example>
public sealed class LinkCapture : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly PcapngWriter _writer;
    private readonly CaptureFilter? _filter;
    private readonly CaptureLoop _loop;
    private readonly long[] _numbers = new long[2];
    private long _frames;
    private bool _isDisposed;

    private LinkCapture(Link link, Stream stream, bool ownsStream, CaptureFilter? filter)
    {
        (_stream, _ownsStream, _filter) = (stream, ownsStream, filter);
        _writer = new PcapngWriter(stream, link.Name);
        _loop = new CaptureLoop(link, Take);
    }

    /// <summary>Gets how many frames were captured so far.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Gets how many frames are missing, as the capture was too slow.</summary>
    public long Missed => _loop.Missed;

    /// <summary>Gets the exception of the filter or of the stream that has ended the capture; <see langword="null"/> if there was none.</summary>
    public Exception? Failure => _loop.Failure;

    /// <summary>Captures to a pcapng file until the object is disposed.</summary>
    /// <param name="link">The link.</param>
    /// <param name="path">The path of the file, which is overwritten.</param>
    /// <param name="filter">Selects frames; all if <see langword="null"/>.</param>
    /// <returns>The capture, which has frames from now on.</returns>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="LinuxException">The link is gone (ENODEV), or CAP_NET_RAW is missing over its namespace (EPERM).</exception>
    public static LinkCapture Start(Link link, string path, CaptureFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        FileStream file = File.Create(path);
        try
        {
            return new LinkCapture(link, file, ownsStream: true, filter);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Captures to a stream in the pcapng format until the object is disposed.</summary>
    /// <param name="link">The link.</param>
    /// <param name="stream">The stream, which stays open. It is written to by a thread of the capture.</param>
    /// <param name="filter">Selects frames; all if <see langword="null"/>.</param>
    /// <returns>The capture, which has frames from now on.</returns>
    /// <exception cref="LinuxException">The link is gone (ENODEV), or CAP_NET_RAW is missing over its namespace (EPERM).</exception>
    public static LinkCapture StartTo(Link link, Stream stream, CaptureFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(stream);
        return new LinkCapture(link, stream, ownsStream: false, filter);
    }

    /// <summary>Captures frames as they come.</summary>
    /// <param name="link">The link.</param>
    /// <param name="filter">Selects frames; all if <see langword="null"/>. It runs on a thread of the capture.</param>
    /// <param name="cancellationToken">Ends the capture.</param>
    /// <returns>The frames, without end. The capture begins with the first call for one.</returns>
    /// <exception cref="LinuxException">The link is gone (ENODEV), or CAP_NET_RAW is missing over its namespace (EPERM).</exception>
    /// <exception cref="OperationCanceledException">The capture was ended.</exception>
    public static async IAsyncEnumerable<CapturedFrame> ReadAsync(Link link, CaptureFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(link);
        Channel<CapturedFrame> frames = Channel.CreateUnbounded<CapturedFrame>(new() { SingleReader = true, SingleWriter = true });
        long[] numbers = new long[2];
        using CaptureLoop loop = new(link, frame =>
        {
            try
            {
                long number = numbers[frame.IsOutgoing ? 1 : 0]++;
                frame.Offload.CompleteChecksum(frame.Bytes);
                if (IsWanted(filter, frame, number))
                {
                    frames.Writer.TryWrite(new CapturedFrame { Time = frame.Time, IsOutgoing = frame.IsOutgoing, Number = number, Bytes = frame.Bytes.ToArray() });
                }
            }
            catch (Exception e)
            {
                frames.Writer.TryComplete(e);
                throw;
            }
        });
        await foreach (CapturedFrame frame in frames.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return frame;
        }
    }

    /// <summary>Ends the capture. Frames that the link has sent or received before are in it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _loop.Dispose();
        if (_ownsStream)
        {
            _stream.Dispose();
        }
        else if (Failure is null)
        {
            _stream.Flush();
        }
    }

    private void Take(scoped PacketFrame frame)
    {
        long number = _numbers[frame.IsOutgoing ? 1 : 0]++;
        frame.Offload.CompleteChecksum(frame.Bytes);
        if (IsWanted(_filter, frame, number))
        {
            _writer.Write(frame.Bytes, frame.Bytes.Length + frame.Missing, frame.Time, frame.IsOutgoing);
            Interlocked.Increment(ref _frames);
        }
    }

    private static bool IsWanted(CaptureFilter? filter, scoped PacketFrame frame, long number) =>
        filter is null || filter(new WireFrame(frame.IsOutgoing ? WireDirection.Forward : WireDirection.Backward, number, frame.Bytes));
}
