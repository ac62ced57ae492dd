using System.Runtime.InteropServices;

namespace LinuxNamespaces.Processes;

/// <content>User, limits and rights.</content>
public sealed partial class NamespaceProcessStartInfo
{
    private readonly int? _oomScoreAdjustment;
    private readonly int? _nice;

    /// <summary>Gets the user of the process, as an id of its user namespace. <c>null</c> for the default.</summary>
    /// <remarks>
    /// By default the user stays the same. It becomes 0 in a user namespace that is joined, and in a new one that maps 0 but not the caller, unless
    /// <see cref="PreserveCredentials"/> is set.
    /// </remarks>
    public uint? UserId { get; init; }

    /// <summary>Gets the group of the process. <c>null</c> for the default, as with <see cref="UserId"/>.</summary>
    public uint? GroupId { get; init; }

    /// <summary>Gets whether user and groups stay the same in namespaces that are joined or new, unless they are set. Defaults to <c>false</c>.</summary>
    public bool PreserveCredentials { get; init; }

    /// <summary>Gets the supplementary groups. <c>null</c> leaves them unchanged, or removes them if the user changes.</summary>
    public IReadOnlyList<uint>? SupplementaryGroups { get; init; }

    /// <summary>Gets whether the process begins a session of its own, without a terminal; setsid(2). Defaults to <c>false</c>.</summary>
    public bool NewSession { get; init; }

    /// <summary>Gets whether standard input, a terminal, becomes the controlling terminal of the new session; ioctl_tty(2). Defaults to <c>false</c>.</summary>
    public bool ControllingTerminal { get; init; }

    /// <summary>Gets whether the process begins a process group of its own; setpgid(2). Defaults to <c>false</c>.</summary>
    public bool NewProcessGroup { get; init; }

    /// <summary>Gets the permissions that files which the process creates do not get; umask(2). <c>null</c> leaves the mask unchanged.</summary>
    public UnixFileMode? Umask { get; init; }

    /// <summary>Gets the resource limits that are set; getrlimit(2).</summary>
    public IDictionary<ResourceLimit, ResourceLimitValue> Limits { get; } = new Dictionary<ResourceLimit, ResourceLimitValue>();

    /// <summary>
    /// Gets how willingly the kernel kills the process when memory runs out, from -1000 (never) to 1000. <c>null</c> leaves it unchanged.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? OomScoreAdjustment
    {
        get => _oomScoreAdjustment;
        init => _oomScoreAdjustment = InRange(value, -1000, 1000, nameof(OomScoreAdjustment));
    }

    /// <summary>Gets the nice value, from -20 (most processor time) to 19. <c>null</c> leaves it unchanged.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Nice
    {
        get => _nice;
        init => _nice = InRange(value, -20, 19, nameof(Nice));
    }

    /// <summary>Gets how the process gets processor time. <c>null</c> leaves it unchanged.</summary>
    public Scheduling? Scheduling { get; init; }

    /// <summary>Gets the priority of the process for disks. <c>null</c> leaves it unchanged.</summary>
    public IoPriority? IoPriority { get; init; }

    /// <summary>Gets how late the kernel may wake the process from a timer, so that it can combine wake-ups. <c>null</c> leaves it unchanged, usually at 50 microseconds.</summary>
    /// <remarks>A smaller value makes timers more precise. It has no effect with real-time scheduling. See PR_SET_TIMERSLACK(2const).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan? TimerSlack
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(TimerSlack), value, "The timer slack must be positive.");
    }

    /// <summary>Gets the numbers of the processors that the process may run on. <c>null</c> leaves them unchanged.</summary>
    public IReadOnlyCollection<int>? CpuAffinity { get; init; }

    /// <summary>Gets the directory of a cgroup (version 2) that the process is created in. <c>null</c> for that of the caller. Needs kernel 5.7.</summary>
    public string? CgroupDirectory { get; init; }

    /// <summary>Gets the capabilities of the process. <c>null</c> leaves them unchanged.</summary>
    public CapabilitySets? Capabilities { get; init; }

    /// <summary>
    /// Gets whether the process and its descendants get no rights from set-user-ID programs; PR_SET_NO_NEW_PRIVS(2const). Defaults to <c>false</c>.
    /// </summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Gets the filters of system calls, in the order in which they are set. The kernel runs the last one first.</summary>
    /// <remarks>
    /// <para>
    /// A filter consists of instructions of classic BPF, 8 bytes each, as in <c>struct sock_filter</c>. Without CAP_SYS_ADMIN filters need
    /// <see cref="NoNewPrivileges"/>. They apply from then on, so they must allow execve. See seccomp(2).
    /// </para>
    /// <para>
    /// Each filter is set by seccomp(2), if all filters before it allow that call, and otherwise by prctl(2) with PR_SET_SECCOMP.
    /// </para>
    /// </remarks>
    public IList<ReadOnlyMemory<byte>> SeccompFilters { get; } = [];

    /// <summary>Gets the files and TCP ports that the process may use; landlock(7). <c>null</c> restricts nothing.</summary>
    public LandlockRules? Landlock { get; init; }

    /// <summary>Gets the signal that the process gets when the caller's process ends in any way. <c>null</c> for none.</summary>
    /// <remarks>Unlike PR_SET_PDEATHSIG(2const) the end of the thread that starts the process has no effect.</remarks>
    public PosixSignal? ParentDeathSignal { get; init; }

    private static int? InRange(int? value, int least, int most, string name) =>
        value is null || (value >= least && value <= most) ? value : throw new ArgumentOutOfRangeException(name, value, $"The value is from {least} to {most}.");
}
