using System.IO.Pipelines;
using System.Text;

namespace LinuxNamespaces.Processes;

/// <summary>The pipe that a process reads as its standard input.</summary>
public sealed class ProcessInput : IDisposable
{
    private readonly Stream _stream;
    private readonly Lazy<PipeWriter> _writer;

    internal ProcessInput(Stream stream)
    {
        _stream = stream;
        _writer = new Lazy<PipeWriter>(() => PipeWriter.Create(_stream));
    }

    /// <summary>The pipe for bytes. Completing it closes it.</summary>
    public PipeWriter Writer => _writer.Value;

    /// <summary>The pipe as a stream.</summary>
    /// <returns>The stream, which belongs to this object.</returns>
    public Stream AsStream() => _stream;

    /// <summary>Writes text as UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A task that ends when the pipe has taken all of it.</returns>
    /// <exception cref="IOException">Nobody reads any more (EPIPE).</exception>
    public async Task WriteAsync(string text, CancellationToken cancellationToken = default) =>
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);

    /// <summary>Closes the pipe: the process sees the end of its input.</summary>
    public void Dispose() => _stream.Dispose();
}
