using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The result of <see cref="NamespaceProcess.RunAsync"/>: how the process ended, why, and what it wrote.</summary>
public sealed class ProcessResult
{
    // The kernel counts ticks for the limit, and measures for the usage.
    private static readonly TimeSpan s_cpuTolerance = TimeSpan.FromSeconds(0.5);

    internal ProcessResult(ExitStatus status, CapturedOutput output, CapturedOutput error)
    {
        Status = status;
        StandardOutput = output;
        StandardError = error;
    }

    /// <summary>Gets how the process ended.</summary>
    public ExitStatus Status { get; }

    /// <summary>Gets what the process wrote to its standard output.</summary>
    public CapturedOutput StandardOutput { get; }

    /// <summary>Gets what the process wrote to its standard error.</summary>
    public CapturedOutput StandardError { get; }

    /// <summary>Gets the time from the start of the process to its end.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Gets whether the process was ended because <see cref="ProcessRunOptions.Timeout"/> was over.</summary>
    public bool TimedOut { get; internal init; }

    /// <summary>
    /// Gets whether the kernel killed a process in the cgroup during the run because memory ran out. <c>null</c> if that is not known.
    /// </summary>
    /// <remarks>
    /// The source is the counter <c>oom_kill</c> in the file <c>memory.events</c> of <see cref="NamespaceProcessStartInfo.CgroupDirectory"/>, before and
    /// after the run. The counter includes the cgroups below, and the other processes in the cgroup, so each run needs a cgroup of its own. It is not known
    /// without a cgroup, and in a cgroup without the memory controller. A process that fails since an allocation was refused, as with
    /// <see cref="ResourceLimit.AddressSpace"/>, is not counted. See cgroups(7).
    /// </remarks>
    public bool? OutOfMemory { get; internal init; }

    /// <summary>Gets whether the process was ended because its processor time was used up.</summary>
    /// <remarks>
    /// That is so if SIGXCPU ended the process, which the kernel sends at the soft limit of <see cref="ResourceLimit.CpuTime"/>. At the hard limit it sends
    /// SIGKILL, which other processes may send too: it counts if the start info sets that limit, and the process used about as much time. A process that
    /// handles SIGXCPU and exits by itself is not recognized, nor is one that the process started, unless it is the program below
    /// <see cref="ProcessInit.BuiltIn"/>. See getrlimit(2).
    /// </remarks>
    public bool OutOfCpuTime { get; internal init; }

    /// <summary>Gets whether the process exited with code 0.</summary>
    public bool Succeeded => Status.Succeeded;

    /// <summary>Gets what the process used, with the children that it waited for. <c>null</c> if it is not known.</summary>
    public ResourceUsage? Usage => Status.Usage;

    /// <summary>Describes how the process ended, as in <c>exit code 0</c> or <c>signal 9, timed out</c>.</summary>
    /// <returns>The description.</returns>
    public override string ToString() => string.Join(", ", [
        Status.ToString(),
        .. TimedOut ? ["timed out"] : (string[])[],
        .. OutOfMemory == true ? ["out of memory"] : (string[])[],
        .. OutOfCpuTime ? ["out of processor time"] : (string[])[],
    ]);

    /// <summary>Whether a process that this program has not ended was ended by its limit of processor time.</summary>
    internal static bool UsedUpCpuTime(ExitStatus status, NamespaceProcessStartInfo info) => status.SignalNumber switch
    {
        Linux.SIGXCPU => true,
        Linux.SIGKILL => info.Limits.TryGetValue(ResourceLimit.CpuTime, out ResourceLimitValue limit) && limit.Hard is { } seconds
            && status.Usage is { } usage && usage.UserTime + usage.SystemTime + s_cpuTolerance >= TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)),
        _ => false,
    };
}
