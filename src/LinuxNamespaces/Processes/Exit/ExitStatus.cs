using System.Globalization;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Processes;

/// <summary>Describes how a process ended.</summary>
/// <remarks>See wait(2).</remarks>
public sealed record ExitStatus
{
    private ExitStatus(int? exitCode, int? signal, bool coreDumped, ResourceUsage? usage)
    {
        ExitCode = exitCode;
        SignalNumber = signal;
        CoreDumped = coreDumped;
        Usage = usage;
    }

    /// <summary>Gets the status of a process that another process has reaped on a kernel before 6.15, which then does not say how it ended.</summary>
    public static ExitStatus Unknown { get; } = new(null, null, false, null);

    /// <summary>Gets the exit code, 0 to 255, or <c>null</c> if a signal ended the process or its end is unknown.</summary>
    public int? ExitCode { get; }

    /// <summary>
    /// Gets the signal that ended the process, or <c>null</c> if it exited or its end is unknown. A signal that <see cref="PosixSignal"/> has no name for,
    /// such as SIGKILL, is its number: <c>(PosixSignal)9</c>.
    /// </summary>
    public PosixSignal? Signal => SignalNumber is { } number ? SignalNumbers.FromNumber(number) : null;

    /// <summary>Gets the number of the signal that ended the process, or <c>null</c> if it exited or its end is unknown. See signal(7).</summary>
    public int? SignalNumber { get; }

    /// <summary>Gets whether the process left a core dump.</summary>
    public bool CoreDumped { get; }

    /// <summary>Gets the resources that the process used, or <c>null</c> if another waiter reaped it.</summary>
    public ResourceUsage? Usage { get; }

    /// <summary>Gets whether the process exited with code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Returns a description such as <c>exit code 0</c> or <c>signal 9</c>.</summary>
    /// <returns>The description.</returns>
    public override string ToString() => ExitCode is { } code
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}")
        : SignalNumber is null ? "unknown"
        : string.Create(CultureInfo.InvariantCulture, $"signal {SignalNumber}{(CoreDumped ? " (core dumped)" : string.Empty)}");

    /// <summary>Reads a status as wait(2) gives it.</summary>
    internal static ExitStatus FromWaitStatus(int status, ResourceUsage? usage)
    {
        int signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xff, null, false, usage) : new ExitStatus(null, signal, (status & 0x80) != 0, usage);
    }
}
