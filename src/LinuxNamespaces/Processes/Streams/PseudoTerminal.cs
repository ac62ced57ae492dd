using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>Represents a pseudo terminal for a process: the terminal, and the caller's end of it.</summary>
/// <remarks>
/// The process gets <see cref="Stream"/> as its standard streams; with <see cref="NamespaceProcessStartInfo.NewSession"/> and
/// <see cref="NamespaceProcessStartInfo.ControllingTerminal"/> job control and keys such as Ctrl-C work. Needs kernel 4.13. See pty(7), ioctl_tty(2).
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

    /// <summary>Gets the terminal, for the standard streams of a process.</summary>
    /// <exception cref="InvalidOperationException">A process has opened the terminal itself (<see cref="ProcessStream.Terminal"/>).</exception>
    public ProcessStream Stream => _terminal is null
        ? throw new InvalidOperationException("The process has opened this terminal itself. PseudoTerminal.Open makes one for several processes.")
        : ProcessStream.Handle(_terminal);

    /// <summary>
    /// Gets the caller's end: input for the process is written to it, and output of the process is read from it. Reading blocks its thread. The stream ends when the last
    /// process that has the terminal has ended, provided that the caller has called <see cref="CloseTerminal"/>; otherwise it never ends.
    /// </summary>
    public Stream Controller { get; }

    /// <summary>Opens a new terminal.</summary>
    /// <returns>The terminal.</returns>
    /// <exception cref="LinuxException">The limit of terminals is reached (ENOSPC), or <c>/dev/ptmx</c> does not exist (ENOENT).</exception>
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

    /// <summary>Gets the size of a terminal, such as a standard stream of the calling process; ioctl_tty(2), TIOCGWINSZ.</summary>
    /// <param name="terminal">The open terminal.</param>
    /// <returns>The numbers of columns and rows, 0 if they have not been set. <c>null</c> if the file is not a terminal.</returns>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public static (ushort Columns, ushort Rows)? SizeOf(SafeFileHandle terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        return TerminalCalls.TryGetSize(terminal);
    }

    /// <summary>Sets the size that programs see. They get SIGWINCH.</summary>
    /// <param name="columns">The number of columns.</param>
    /// <param name="rows">The number of rows.</param>
    public void Resize(ushort columns, ushort rows) => TerminalCalls.SetSize(_master, columns, rows);

    /// <summary>Closes the caller's copy of the terminal. Call this method when the processes on the terminal are started, so that the stream ends with them.</summary>
    public void CloseTerminal() => _terminal?.Dispose();

    /// <summary>Closes both ends. Processes on the terminal get SIGHUP.</summary>
    public void Dispose()
    {
        _terminal?.Dispose();
        Controller.Dispose();
    }

    /// <summary>The terminal whose controlling end a process has opened.</summary>
    internal static PseudoTerminal Of(SafeFileHandle controller) => new(controller, terminal: null);
}
