using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <content>Waiting as a shell waits for what runs in the foreground.</content>
public sealed partial class NamespaceProcess
{
    /// <summary>
    /// Waits for the process to end, and meanwhile has this program ignore signals: what a terminal sends to all that run in the foreground, as SIGINT
    /// for Ctrl-C, is then the business of the process.
    /// </summary>
    /// <param name="signals">The signals: names, or numbers from 1 to 64.</param>
    /// <returns>How it ended.</returns>
    /// <remarks>
    /// What is done about these signals is a matter of the whole program: handlers, <see cref="PosixSignalRegistration"/> among them, are not called until this
    /// returns, and programs that are started meanwhile ignore them too. It needs no thread, which a handler of .NET does. See sigaction(2).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such signal.</exception>
    /// <exception cref="LinuxException">One of them cannot be ignored: SIGKILL, SIGSTOP (EINVAL).</exception>
    public ExitStatus WaitForExitIgnoring(params ReadOnlySpan<PosixSignal> signals)
    {
        int[] numbers = new int[signals.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = SignalNumbers.ToNumber(signals[i]);
        }

        using IgnoredSignals ignored = new(numbers);
        return WaitForExit();
    }

    /// <summary>Waits for the process to be stopped by a signal, as SIGSTOP or SIGTSTP, or to end.</summary>
    /// <returns>True when it was stopped, which is told once for every stop; false when it has ended, or is no child of this program.</returns>
    /// <remarks>It does not bury the process: <see cref="WaitForExit"/> tells how it ended. See waitid(2), WSTOPPED.</remarks>
    public bool WaitForStop() => IsChild && !_exit.IsOver && PidFile.AwaitStop(_process);
}
