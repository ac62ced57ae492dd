using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LinuxNamespaces.Processes;

/// <summary>Represents a pipe that a process writes to. Read it in one of the ways below, not in two of them.</summary>
public sealed class ProcessOutput : IDisposable
{
    private readonly Stream _stream;
    private readonly Lazy<PipeReader> _reader;

    internal ProcessOutput(Stream stream)
    {
        _stream = stream;
        _reader = new Lazy<PipeReader>(() => PipeReader.Create(_stream));
    }

    /// <summary>Gets a reader of bytes.</summary>
    public PipeReader Reader => _reader.Value;

    /// <summary>Gets the pipe as a stream.</summary>
    /// <returns>The stream, which belongs to this object.</returns>
    public Stream AsStream() => _stream;

    /// <summary>Reads text until all writers have closed the pipe.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The text, decoded as UTF-8.</returns>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken = default)
    {
        using StreamReader reader = new(_stream, leaveOpen: true);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads text, a line at a time, until all writers have closed the pipe.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The lines, decoded as UTF-8, without line breaks.</returns>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using StreamReader reader = new(_stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Closes the pipe. A process that writes to it then gets SIGPIPE, or an error (EPIPE).</summary>
    public void Dispose() => _stream.Dispose();
}
