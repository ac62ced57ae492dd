using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>By what a process that is started sends the caller's end of its terminal.</summary>
internal sealed class TerminalChannel : IDisposable
{
    private readonly PacketChannel _channel;
    private readonly SafeFileHandle _other;

    internal TerminalChannel() => _channel = PacketChannel.Create(out _other);

    /// <summary>The end for the process.</summary>
    internal SafeFileHandle Other => _other;

    /// <summary>Takes what the process has sent before it executed its program.</summary>
    /// <exception cref="LinuxException">Nothing has come, or it is no terminal.</exception>
    internal PseudoTerminal Receive(int processId)
    {
        _channel.TryReceive(processId, new byte[ReportRecord.Size], TimeSpan.Zero, out SafeFileHandle[] descriptors);
        // What is at /dev/ptmx is the file system's to say.
        if (descriptors is [{ } controller] && TerminalCalls.IsController(controller))
        {
            return PseudoTerminal.Of(controller);
        }

        Array.ForEach(descriptors, descriptor => descriptor.Dispose());
        throw new LinuxException(Errno.ENOTTY, "open a terminal for a process", "/dev/ptmx", "Under the root directory of the process it is not the multiplexer of a devpts file system.");
    }

    public void Dispose()
    {
        _other.Dispose();
        _channel.Dispose();
    }
}
