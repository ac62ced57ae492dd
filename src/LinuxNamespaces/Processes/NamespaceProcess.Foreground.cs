using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>Waits as a shell waits for a program in the foreground.</content>
public sealed partial class NamespaceProcess
{
    /// <summary>
    /// Waits for the process to end, and has the calling program ignore signals meanwhile. A signal that a terminal sends to all processes in the foreground, such as
    /// SIGINT for Ctrl-C, is then handled by the process only.
    /// </summary>
    /// <param name="signals">The signals: names, or numbers from 1 to 64.</param>
    /// <returns>How the process ended.</returns>
    /// <remarks>
    /// Signal handling belongs to the whole program: handlers, including <see cref="PosixSignalRegistration"/>, are not called until this method
    /// returns, and programs that are started meanwhile ignore the signals too. It needs no thread, unlike a handler of .NET. See sigaction(2).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A signal does not exist.</exception>
    /// <exception cref="LinuxException">A signal cannot be ignored: SIGKILL, SIGSTOP (EINVAL).</exception>
    public ExitStatus WaitForExitIgnoring(params PosixSignal[] signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        using IgnoredSignals ignored = new(Array.ConvertAll(signals, SignalNumbers.ToNumber));
        return WaitForExit();
    }

    /// <summary>Waits for the process to be stopped by a signal such as SIGSTOP or SIGTSTP, or to end.</summary>
    /// <returns><c>true</c> once for every stop. <c>false</c> if the process has ended, or is not a child of this program.</returns>
    /// <remarks>Does not reap the process: <see cref="WaitForExit"/> returns how it ended. See waitid(2), WSTOPPED.</remarks>
    public bool WaitForStop() => IsChild && !_exit.IsOver && PidFile.AwaitStop(_process);
}
