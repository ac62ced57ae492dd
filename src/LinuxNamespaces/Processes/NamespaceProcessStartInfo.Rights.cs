using System.Runtime.InteropServices;

namespace LinuxNamespaces.Processes;

/// <content>User, limits and rights.</content>
public sealed partial class NamespaceProcessStartInfo
{
    private readonly int? _oomScoreAdjustment;
    private readonly int? _nice;

    /// <summary>
    /// The user, as an id of the process's user namespace. Null leaves it, but for 0 in a namespace that is joined, or that is new
    /// and does not map the caller.
    /// </summary>
    public uint? UserId { get; init; }

    /// <summary>The group; as <see cref="UserId"/>.</summary>
    public uint? GroupId { get; init; }

    /// <summary>Whether user and groups that are not given stay as they are in namespaces that are joined or new, too.</summary>
    public bool PreserveCredentials { get; init; }

    /// <summary>The supplementary groups; null leaves them, or is none when the user changes.</summary>
    public IReadOnlyList<uint>? SupplementaryGroups { get; init; }

    /// <summary>Whether the process begins a session of its own, without a terminal; setsid(2).</summary>
    public bool NewSession { get; init; }

    /// <summary>Whether standard input, a terminal, becomes the controlling terminal of the new session; ioctl_tty(2).</summary>
    public bool ControllingTerminal { get; init; }

    /// <summary>Whether the process begins a process group of its own; setpgid(2).</summary>
    public bool NewProcessGroup { get; init; }

    /// <summary>The permissions that files it creates do not get; umask(2).</summary>
    public UnixFileMode? Umask { get; init; }

    /// <summary>Resource limits; getrlimit(2).</summary>
    public IDictionary<ResourceLimit, ResourceLimitValue> Limits { get; } = new Dictionary<ResourceLimit, ResourceLimitValue>();

    /// <summary>How willingly the kernel kills the process when memory runs out, from -1000 (never) to 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public int? OomScoreAdjustment
    {
        get => _oomScoreAdjustment;
        init => _oomScoreAdjustment = InRange(value, -1000, 1000, nameof(OomScoreAdjustment));
    }

    /// <summary>The nice value, from -20 (most time) to 19.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public int? Nice
    {
        get => _nice;
        init => _nice = InRange(value, -20, 19, nameof(Nice));
    }

    /// <summary>How it gets processor time; null leaves it.</summary>
    public Scheduling? Scheduling { get; init; }

    /// <summary>How disks serve it; null leaves it.</summary>
    public IoPriority? IoPriority { get; init; }

    /// <summary>The processors that the process may run on, by number; null leaves it.</summary>
    public IReadOnlyCollection<int>? CpuAffinity { get; init; }

    /// <summary>The directory of a cgroup (version 2) that the process is born in; kernel 5.7.</summary>
    public string? CgroupDirectory { get; init; }

    /// <summary>Capabilities; null leaves them.</summary>
    public CapabilitySets? Capabilities { get; init; }

    /// <summary>Whether the process and its descendants can get no rights from set-user-id programs; PR_SET_NO_NEW_PRIVS(2const).</summary>
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

    /// <summary>What of the file system and of TCP the process may use; null restricts nothing. See landlock(7).</summary>
    public LandlockRules? Landlock { get; init; }

    /// <summary>
    /// The signal that the process gets when the caller's process ends, in whatever way; null for none. See PR_SET_PDEATHSIG(2const);
    /// unlike there, the end of the thread that starts the process is no matter.
    /// </summary>
    public PosixSignal? ParentDeathSignal { get; init; }

    private static int? InRange(int? value, int least, int most, string name) =>
        value is null || (value >= least && value <= most) ? value : throw new ArgumentOutOfRangeException(name, value, $"It is {least} to {most}.");
}
