using System.Globalization;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Processes;

/// <summary>Describes how a process ended.</summary>
/// <remarks>Two statuses are equal if the processes ended in the same way, whatever resources they used. See wait(2).</remarks>
public sealed class ExitStatus : IEquatable<ExitStatus>
{
    private ExitStatus(int? exitCode, int? signal, bool coreDumped, ResourceUsage? usage)
    {
        ExitCode = exitCode;
        SignalNumber = signal;
        CoreDumped = coreDumped;
        Usage = usage;
    }

    /// <summary>Gets the status of a process that another process has reaped on a kernel before 6.15, which does not keep it.</summary>
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

    /// <summary>Determines whether two statuses are equal.</summary>
    /// <param name="left">A status, or <see langword="null"/>.</param>
    /// <param name="right">Another status, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> if the processes ended in the same way.</returns>
    public static bool operator ==(ExitStatus? left, ExitStatus? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Determines whether two statuses differ.</summary>
    /// <param name="left">A status, or <see langword="null"/>.</param>
    /// <param name="right">Another status, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> if the processes ended in different ways.</returns>
    public static bool operator !=(ExitStatus? left, ExitStatus? right) => !(left == right);

    /// <summary>Determines whether another process ended in the same way: with the same exit code, or by the same signal.</summary>
    /// <param name="other">The status of the other process, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> if it did.</returns>
    public bool Equals(ExitStatus? other) => other is not null && ExitCode == other.ExitCode && SignalNumber == other.SignalNumber && CoreDumped == other.CoreDumped;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ExitStatus);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ExitCode, SignalNumber, CoreDumped);

    /// <summary>Returns a description such as <c>exit code 0</c> or <c>signal 9</c>.</summary>
    /// <returns>The description.</returns>
    public override string ToString() => ExitCode is { } code
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}")
        : SignalNumber is null ? "unknown"
        : string.Create(CultureInfo.InvariantCulture, $"signal {SignalNumber}{(CoreDumped ? " (core dumped)" : string.Empty)}");

    /// <summary>Parses a status as wait(2) returns it.</summary>
    internal static ExitStatus FromWaitStatus(int status, ResourceUsage? usage)
    {
        int signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xff, null, false, usage) : new ExitStatus(null, signal, (status & 0x80) != 0, usage);
    }
}
