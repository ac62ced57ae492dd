using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Samples.NsTools;

/// <summary>A standard stream that is written to: looked at when the tool starts, and opened when there is something to write.</summary>
internal sealed class StandardStream
{
    private readonly Func<Stream> _open;
    private Stream? _stream;
    private TextWriter? _writer;

    /// <param name="descriptor">Its number.</param>
    /// <param name="usual">How Console opens it.</param>
    internal StandardStream(int descriptor, Func<Stream> usual)
    {
        SafeFileHandle handle = new(descriptor, ownsHandle: false);
        try
        {
            // What Console opens first sends a terminal codes that change its keys.
            TerminalSize = PseudoTerminal.SizeOf(handle);
            _open = TerminalSize is null ? usual : () => new FileStream(handle, FileAccess.Write, bufferSize: 0);
        }
        catch (UnauthorizedAccessException)
        {
            IsClosed = true;
            _open = () => Stream.Null;
        }
    }

    /// <summary>Gets whether the stream was closed when the tool was started.</summary>
    internal bool IsClosed { get; }

    /// <summary>The size of the terminal that it is; null when it is none.</summary>
    internal (ushort Columns, ushort Rows)? TerminalSize { get; }

    /// <summary>For what is no text.</summary>
    internal Stream Stream => _stream ??= _open();

    internal TextWriter Writer => _writer ??= new LinuxTextWriter(Stream);
}
