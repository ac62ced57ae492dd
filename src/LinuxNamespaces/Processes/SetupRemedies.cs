using System.Globalization;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// Why a step of a start has failed, found out from the step, from what was asked for and from the system. What cannot be told from other causes
/// of the same error is not said.
/// </summary>
internal static class SetupRemedies
{
    internal static string? For(ProcessStage stage, SystemCall call, IReadOnlyList<StepArgument> arguments, Errno errno, NamespaceProcessStartInfo info, NamespaceTypes created) => stage switch
    {
        ProcessStage.CreateNamespaces when call == SystemCall.unshare => ForNamespaces(errno, (NamespaceTypes)arguments[0].Value, info),
        ProcessStage.CreateProcess => ForCgroup(errno, info.CgroupDirectory),
        ProcessStage.JoinNamespaces when call == SystemCall.setns => ForJoin(errno, (NamespaceTypes)arguments[1].Value),
        ProcessStage.MapIds when info.IdMap is { } map => IdMapRemedy.ForMap(errno, "uid_map", map.Users),
        ProcessStage.Mount => MountRemedies.For(call, arguments, errno, info),
        ProcessStage.Execute when call == SystemCall.execve || call == SystemCall.execveat => ExecutionRemedy.For(errno, info),
        ProcessStage.Credentials => ForCredentials(call, errno, info),
        ProcessStage.Hardening when call == SystemCall.seccomp && errno == Errno.EACCES && !info.NoNewPrivileges => "Without CAP_SYS_ADMIN a filter needs NoNewPrivileges.",
        ProcessStage.Limits => ForLimits(call, errno, info),
        ProcessStage.TimeOffsets when errno == Errno.ERANGE => "No clock may become negative, or larger than the kernel can count.",
        ProcessStage.Session when call == SystemCall.ioctl && errno == Errno.ENOTTY => "Standard input is not a terminal.",
        _ => null,
    };

    /// <summary>Why the process itself could not be created, with namespaces or without.</summary>
    internal static string? ForCreation(Errno errno, NamespaceProcessStartInfo info, NamespaceTypes created) =>
        ForCgroup(errno, info.CgroupDirectory)
        ?? (errno == Errno.EAGAIN ? ForProcesses()
            : created != NamespaceTypes.None ? ForNamespaces(errno, created, info)
            : null);

    internal static string? ForOomScore(Errno errno) => errno == Errno.EACCES
        ? "An OomScoreAdjustment below the lowest one that a process with the right has set for the caller needs CAP_SYS_RESOURCE in the first user namespace."
        : null;

    // With a user namespace, new or joined, it is that one which gives the rights.
    private static string? ForNamespaces(Errno errno, NamespaceTypes created, NamespaceProcessStartInfo info) =>
        errno == Errno.EPERM && !created.HasFlag(NamespaceTypes.User) && ((info.NewNamespaces | info.JoinNamespaces.Types) & NamespaceTypes.User) != 0
            ? CreationRemedy.ForRootOfUserNamespace(errno, created, SystemFacts.Current)
            : CreationRemedy.For(errno, created);

    private static string? ForProcesses()
    {
        string? limit = ProcSelf.TryRead("/proc/thread-self/limits")?.Split('\n').FirstOrDefault(line => line.StartsWith("Max processes", StringComparison.Ordinal));
        string most = limit?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2] ?? "unknown";
        return $"A limit of processes is reached: RLIMIT_NPROC of the user ({most}), pids.max of a cgroup, or the sysctls kernel.threads-max and kernel.pid_max.";
    }

    private static string? ForCgroup(Errno errno, string? directory)
    {
        if (directory is null)
        {
            return null;
        }

        string? Read(string file) => ProcSelf.TryRead(Path.Combine(directory, file))?.Trim();
        return errno == Errno.EBADF && !File.Exists(Path.Combine(directory, "cgroup.procs")) ? "CgroupDirectory is not the directory of a cgroup of version 2."
            : errno == Errno.EACCES || errno == Errno.EPERM ? "It needs the right to write cgroup.procs in CgroupDirectory, and in the nearest cgroup above both it and that of the caller."
            : errno == Errno.EBUSY && Read("cgroup.subtree_control") is { Length: > 0 } controllers ? $"The cgroup has handed down controllers ({controllers}, in cgroup.subtree_control), so it takes no processes itself."
            : errno == Errno.EOPNOTSUPP && Read("cgroup.type") is { } type && type != "domain" ? $"The type of the cgroup is '{type}'; it has to be 'domain'."
            : errno == Errno.EAGAIN && Read("pids.max") is { } most && most == Read("pids.current") ? $"The cgroup has as many processes as its pids.max allows, {most}."
            : null;
    }

    private static string? ForJoin(Errno errno, NamespaceTypes type) =>
        errno == Errno.EPERM && type == NamespaceTypes.Mount && !RightsOver.Has(Linux.CAP_SYS_CHROOT) ? "Entering a mount namespace needs CAP_SYS_CHROOT besides CAP_SYS_ADMIN."
        : errno == Errno.EPERM && !RightsOver.Has(Linux.CAP_SYS_ADMIN) ? "It needs CAP_SYS_ADMIN in the caller's user namespace, and in the one that owns the namespace."
        : errno == Errno.EINVAL && type is NamespaceTypes.User or NamespaceTypes.Pid ? $"A {type} namespace can only be joined by a process in a namespace above it."
        : null;

    private static string? ForCredentials(SystemCall call, Errno errno, NamespaceProcessStartInfo info)
    {
        if (errno == Errno.EINVAL)
        {
            return call == SystemCall.setresuid ? "The user is not mapped in the user namespace of the process; see IdMap.Users."
                : call == SystemCall.setresgid || call == SystemCall.setgroups ? "A group is not mapped in the user namespace of the process; see IdMap.Groups."
                : null;
        }

        return errno != Errno.EPERM ? null
            : call == SystemCall.setgroups && info.IdMap is { AllowSetGroups: false } ? "The user namespace of the process denies setgroups (IdMap.AllowSetGroups)."
            : call == SystemCall.setgroups && info.NewNamespaces.HasFlag(NamespaceTypes.User) && info.IdMap is { } map && ProcessSetup.WritesOwnMap(map)
                ? "A user namespace whose only id is that of the caller denies setgroups."
            : (info.NewNamespaces | info.JoinNamespaces.Types).HasFlag(NamespaceTypes.User) ? null
            : call == SystemCall.setresuid && !Capabilities.Has(Capability.Setuid) ? "It needs CAP_SETUID."
            : (call == SystemCall.setresgid || call == SystemCall.setgroups) && !Capabilities.Has(Capability.Setgid) ? "It needs CAP_SETGID."
            : call == SystemCall.prctl && !Capabilities.Has(Capability.Setpcap) ? "It needs CAP_SETPCAP."
            : null;
    }

    private static string? ForLimits(SystemCall call, Errno errno, NamespaceProcessStartInfo info)
    {
        bool denied = errno == Errno.EPERM || errno == Errno.EACCES;
        bool changesUser = (info.NewNamespaces | info.JoinNamespaces.Types).HasFlag(NamespaceTypes.User);
        if (call == SystemCall.prlimit64)
        {
            return !denied || (Capabilities.Has(Capability.SysResource) && !changesUser) ? null : "Raising a hard limit needs CAP_SYS_RESOURCE in the first user namespace.";
        }

        if (denied)
        {
            bool mayNot = !Capabilities.Has(Capability.SysNice) || changesUser;
            return call == SystemCall.setpriority && mayNot ? "A lower nice value needs CAP_SYS_NICE in the first user namespace, or the limit RLIMIT_NICE."
                : call == SystemCall.sched_setscheduler && mayNot ? "The scheduling policy needs CAP_SYS_NICE in the first user namespace, or the limit RLIMIT_RTPRIO."
                : call == SystemCall.ioprio_set && mayNot ? "The I/O priority needs CAP_SYS_NICE or CAP_SYS_ADMIN in the first user namespace."
                : call == SystemCall.sched_setattr && mayNot ? "A deadline needs CAP_SYS_NICE in the first user namespace."
                : call == SystemCall.sched_setattr && info.CpuAffinity is not null ? "A process with a deadline has to be allowed on all processors of its cpuset; set no CpuAffinity."
                : null;
        }

        return call != SystemCall.sched_setattr ? null
            : errno == Errno.EBUSY ? "The processors have no time left to reserve: the deadlines of all processes are over the limit (sysctl kernel.sched_rt_runtime_us)."
            : errno == Errno.EINVAL && info.Scheduling is { IsDeadline: true } deadline ? ForPeriod(deadline.Reservation.Period)
            : null;
    }

    private static string? ForPeriod(ulong nanoseconds)
    {
        static ulong? Read(string name) => ulong.TryParse(ProcSelf.ReadSysctl($"kernel/{name}"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;
        const string least = "sched_deadline_period_min_us";
        const string most = "sched_deadline_period_max_us";
        ulong microseconds = nanoseconds / 1000;
        return microseconds < Read(least) ? $"The period is below the sysctl kernel.{least}, {Read(least)}."
            : microseconds > Read(most) ? $"The period is above the sysctl kernel.{most}, {Read(most)}."
            : null;
    }
}
