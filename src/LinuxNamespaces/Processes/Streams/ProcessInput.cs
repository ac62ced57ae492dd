using System.IO.Pipelines;
using System.Text;

namespace LinuxNamespaces.Processes;

/// <summary>Represents the pipe that a process reads its standard input from.</summary>
public sealed class ProcessInput : IDisposable
{
    private readonly Stream _stream;
    private readonly Lazy<PipeWriter> _writer;

    internal ProcessInput(Stream stream)
    {
        _stream = stream;
        _writer = new Lazy<PipeWriter>(() => PipeWriter.Create(_stream));
    }

    /// <summary>Gets a writer of bytes. Completing it closes the pipe.</summary>
    public PipeWriter Writer => _writer.Value;

    /// <summary>Gets the pipe as a stream.</summary>
    /// <returns>The stream, which belongs to this object.</returns>
    public Stream AsStream() => _stream;

    /// <summary>Writes text as UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>A task that completes when the text is in the pipe.</returns>
    /// <exception cref="IOException">All readers have closed the pipe (EPIPE).</exception>
    public async Task WriteAsync(string text, CancellationToken cancellationToken = default) =>
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);

    /// <summary>Closes the pipe. The process then reads the end of its input.</summary>
    public void Dispose() => _stream.Dispose();
}
