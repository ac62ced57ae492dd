using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>A pseudo terminal for a process: what it takes for a terminal, and our end of it.</summary>
/// <remarks>
/// The process gets <see cref="Stream"/> as its standard streams; with <see cref="NamespaceProcessStartInfo.NewSession"/> and
/// <see cref="NamespaceProcessStartInfo.ControllingTerminal"/> job control and keys such as Ctrl-C work. See pty(7), ioctl_tty(2); kernel 4.13.
/// </remarks>
public sealed class PseudoTerminal : IDisposable
{
    private readonly SafeFileHandle _master;
    private readonly SafeFileHandle? _terminal;

    private PseudoTerminal(SafeFileHandle master, SafeFileHandle? terminal)
    {
        _master = master;
        _terminal = terminal;
        Controller = new TerminalStream(master);
    }

    /// <summary>The terminal, for the standard streams of a process.</summary>
    /// <exception cref="InvalidOperationException">A process has opened the terminal itself (<see cref="ProcessStream.Terminal"/>), and has it already.</exception>
    public ProcessStream Stream => _terminal is null
        ? throw new InvalidOperationException("The process has opened this terminal itself. PseudoTerminal.Open makes one for several processes.")
        : ProcessStream.Handle(_terminal);

    /// <summary>
    /// Gets the end of the caller: what is written is typed, what the process prints is read. Reading blocks its thread. The stream ends when the last
    /// process that has the terminal has ended, provided that the caller has called <see cref="CloseTerminal"/>; otherwise it never ends.
    /// </summary>
    public Stream Controller { get; }

    /// <summary>Opens a new one.</summary>
    /// <returns>The terminal.</returns>
    /// <exception cref="LinuxException">There are no more terminals (ENOSPC), or no <c>/dev/ptmx</c> (ENOENT).</exception>
    public static PseudoTerminal Open()
    {
        const string operation = "open a pseudo terminal";
        SafeFileHandle master = SystemCalls.TryOpen("/dev/ptmx", Linux.O_RDWR | Linux.O_NOCTTY);
        try
        {
            if (master.IsInvalid)
            {
                throw SystemCalls.Failure(SystemCalls.LastError, operation, "/dev/ptmx");
            }

            return new PseudoTerminal(master, TerminalCalls.OpenPeer(master, operation));
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>The size of a terminal, such as the one that a standard stream of this process is; ioctl_tty(2), TIOCGWINSZ.</summary>
    /// <param name="terminal">The open terminal.</param>
    /// <returns>Characters in a line, and lines, 0 where nobody has set them. Null when the file is no terminal.</returns>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public static (ushort Columns, ushort Rows)? SizeOf(SafeFileHandle terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        return TerminalCalls.TryGetSize(terminal);
    }

    /// <summary>Sets the size that programs see, and tells them with SIGWINCH.</summary>
    /// <param name="columns">Characters in a line.</param>
    /// <param name="rows">Lines.</param>
    public void Resize(ushort columns, ushort rows) => TerminalCalls.SetSize(_master, columns, rows);

    /// <summary>Closes our copy of the terminal, which is for processes. To be done when they are started, so that their end is seen.</summary>
    public void CloseTerminal() => _terminal?.Dispose();

    /// <summary>Closes both ends; processes on the terminal get SIGHUP.</summary>
    public void Dispose()
    {
        _terminal?.Dispose();
        Controller.Dispose();
    }

    /// <summary>The terminal whose controlling end a process has opened.</summary>
    internal static PseudoTerminal Of(SafeFileHandle controller) => new(controller, terminal: null);
}
