using System.Runtime.InteropServices;

namespace LinuxNamespaces.Processes;

/// <summary>Translates signals into the numbers of Linux, which the values of named <see cref="PosixSignal"/>s are not. See signal(7).</summary>
internal static class SignalNumbers
{
    private const int Max = 64;

    internal static int ToNumber(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        PosixSignal.SIGTERM => 15,
        PosixSignal.SIGCHLD => 17,
        PosixSignal.SIGCONT => 18,
        PosixSignal.SIGTSTP => 20,
        PosixSignal.SIGTTIN => 21,
        PosixSignal.SIGTTOU => 22,
        PosixSignal.SIGWINCH => 28,
        > 0 and <= (PosixSignal)Max => (int)signal,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, $"It is one of the names, or a number from 1 to {Max}."),
    };

    /// <summary>Gets the name of a signal, or the number itself for a signal without a name.</summary>
    internal static PosixSignal FromNumber(int number)
    {
        foreach (PosixSignal signal in Enum.GetValues<PosixSignal>())
        {
            if (ToNumber(signal) == number)
            {
                return signal;
            }
        }

        return (PosixSignal)number;
    }
}
