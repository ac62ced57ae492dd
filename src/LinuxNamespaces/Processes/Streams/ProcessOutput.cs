using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LinuxNamespaces.Processes;

/// <summary>What a process writes to a pipe. It is read in one of the ways here, not in two at once.</summary>
public sealed class ProcessOutput : IDisposable
{
    private readonly Stream _stream;
    private readonly Lazy<PipeReader> _reader;

    internal ProcessOutput(Stream stream)
    {
        _stream = stream;
        _reader = new Lazy<PipeReader>(() => PipeReader.Create(_stream));
    }

    /// <summary>The bytes, as a pipe.</summary>
    public PipeReader Reader => _reader.Value;

    /// <summary>The bytes, as a stream.</summary>
    /// <returns>The stream, which belongs to this object.</returns>
    public Stream AsStream() => _stream;

    /// <summary>Reads text until all who can write have closed the pipe.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The text, taken as UTF-8.</returns>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken = default)
    {
        using StreamReader reader = new(_stream, leaveOpen: true);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads text, a line at a time, until all who can write have closed the pipe.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The lines, taken as UTF-8, without their ends.</returns>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using StreamReader reader = new(_stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Closes the pipe; the process gets an error, or SIGPIPE, when it writes.</summary>
    public void Dispose() => _stream.Dispose();
}
