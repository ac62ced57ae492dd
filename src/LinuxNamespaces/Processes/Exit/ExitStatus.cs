using System.Globalization;

namespace LinuxNamespaces.Processes;

/// <summary>How a process ended.</summary>
/// <remarks>See wait(2).</remarks>
public sealed record ExitStatus
{
    private ExitStatus(int? exitCode, int? signal, bool coreDumped, ResourceUsage? usage)
    {
        ExitCode = exitCode;
        Signal = signal;
        CoreDumped = coreDumped;
        Usage = usage;
    }

    /// <summary>
    /// The process has ended, and the kernel does not say how: another process has waited for it, and the kernel is older than 6.15.
    /// </summary>
    public static ExitStatus Unknown { get; } = new(null, null, false, null);

    /// <summary>What it passed to exit, 0 to 255; null when a signal ended it, or it is unknown.</summary>
    public int? ExitCode { get; }

    /// <summary>The number of the signal that ended it; null when it exited by itself, or it is unknown.</summary>
    public int? Signal { get; }

    /// <summary>Whether it left a core dump.</summary>
    public bool CoreDumped { get; }

    /// <summary>What it used; null when somebody else has waited for it, who was told.</summary>
    public ResourceUsage? Usage { get; }

    /// <summary>True when it exited with 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>As in <c>exit code 0</c> or <c>signal 9</c>.</summary>
    public override string ToString() => ExitCode is { } code
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}")
        : Signal is null ? "unknown"
        : string.Create(CultureInfo.InvariantCulture, $"signal {Signal}{(CoreDumped ? " (core dumped)" : string.Empty)}");

    /// <summary>Reads a status as wait(2) gives it.</summary>
    internal static ExitStatus FromWaitStatus(int status, ResourceUsage? usage)
    {
        int signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xff, null, false, usage) : new ExitStatus(null, signal, (status & 0x80) != 0, usage);
    }
}
