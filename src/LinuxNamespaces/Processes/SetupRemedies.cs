using LinuxNamespaces.Placement;

namespace LinuxNamespaces.Processes;

/// <summary>Why a step of a start may have failed, and what would help.</summary>
internal static class SetupRemedies
{
    internal static string? For(ProcessStep step, Errno errno, NamespaceProcessStartInfo info) => step.Stage switch
    {
        ProcessStage.CreateProcess or ProcessStage.CreateNamespaces => ForCreation(errno, info),
        ProcessStage.JoinNamespaces => ForJoin(errno),
        ProcessStage.MapIds => errno == Errno.EPERM ? "The caller may map only its own user and group without privilege, and root only with CAP_SETFCAP." : null,
        ProcessStage.Mount when step.Call.StartsWith("futex", StringComparison.Ordinal) => "At the path of the descriptor that is the source of a bind mount is now another file or directory.",
        ProcessStage.Mount => ForMount(step, errno, info),
        ProcessStage.Execute => ForExecution(errno, info),
        ProcessStage.Credentials when errno == Errno.EINVAL => "The id is not mapped in the user namespace of the process; see IdMap.",
        ProcessStage.Credentials when errno == Errno.EPERM => "It needs CAP_SETUID, CAP_SETGID or CAP_SETPCAP; in a user namespace that denies setgroups the groups cannot be set.",
        ProcessStage.Hardening when errno == Errno.EACCES => "Without CAP_SYS_ADMIN a filter needs NoNewPrivileges.",
        ProcessStage.Limits when errno == Errno.EACCES && step.Call.Contains("oom_score_adj", StringComparison.Ordinal) => "An OomScoreAdjustment below the lowest that somebody with the right has given the caller needs CAP_SYS_RESOURCE, in the first user namespace.",
        ProcessStage.Hardening when step.Call.StartsWith("unshare", StringComparison.Ordinal) => "The process could create a user namespace: DisableUserNamespaces prevents it.",
        ProcessStage.Limits when errno == Errno.EPERM || errno == Errno.EACCES => "Raising a limit needs CAP_SYS_RESOURCE, raising the priority CAP_SYS_NICE (or RLIMIT_NICE, RLIMIT_RTPRIO; a deadline also all processors of the cpuset), both in the first user namespace.",
        ProcessStage.Limits when errno == Errno.EBUSY => "The processors have no time left to reserve: the deadlines of all processes are over the limit (sysctl kernel.sched_rt_runtime_us).",
        ProcessStage.Limits when errno == Errno.EINVAL && step.Call.StartsWith("sched_setattr", StringComparison.Ordinal) => "The period is beyond the sysctls kernel.sched_deadline_period_min_us and kernel.sched_deadline_period_max_us.",
        ProcessStage.TimeOffsets when errno == Errno.ERANGE => "No clock may become negative, or larger than the kernel can count.",
        ProcessStage.Session when errno == Errno.ENOTTY => "Standard input is no terminal.",
        _ => null,
    };

    private static string? ForCreation(Errno errno, NamespaceProcessStartInfo info)
    {
        if (errno == Errno.EPERM && info.NewNamespaces.HasFlag(NamespaceTypes.User))
        {
            return UserNamespaceRemedy.For(errno);
        }

        if (errno == Errno.ENOSPC)
        {
            NamespaceTypes[] full = [.. NamespaceKinds.Each(info.NewNamespaces).Where(type => UserNamespaceRemedy.ReadSysctl($"user/max_{type.ProcName()}_namespaces") == "0")];
            return full.Length > 0
                ? $"The sysctl user.max_{full[0].ProcName()}_namespaces is 0: an administrator raises it."
                : "A limit of namespaces is reached: one of the sysctls user.max_*_namespaces, or 32 namespaces of a kind inside one another.";
        }

        if (info.CgroupDirectory is not null && ForCgroup(errno) is { } remedy)
        {
            return remedy;
        }

        return errno == Errno.EINVAL ? "The kernel was built without one of these kinds of namespaces."
            : errno == Errno.EAGAIN ? "The user has as many processes as the limit (RLIMIT_NPROC, pids.max of the cgroup) allows."
            : errno == Errno.EUSERS ? "32 user namespaces inside one another are the most."
            : null;
    }

    private static string? ForCgroup(Errno errno) =>
        errno == Errno.EBADF ? "CgroupDirectory is no directory of a cgroup of version 2."
        : errno == Errno.EACCES ? "It needs the right to write cgroup.procs in CgroupDirectory, and in the nearest cgroup above both it and that of the caller."
        : errno == Errno.EBUSY ? "A cgroup that has handed controllers down (cgroup.subtree_control) takes no processes itself."
        : errno == Errno.EOPNOTSUPP ? "The cgroup is a threaded one, or its type is 'domain invalid'."
        : null;

    private static string? ForJoin(Errno errno) =>
        errno == Errno.EPERM ? "It needs CAP_SYS_ADMIN in the caller's user namespace and in that which owns the namespace; for a mount namespace CAP_SYS_CHROOT too."
        : errno == Errno.EINVAL ? "A user or PID namespace can be joined only from above."
        : null;

    private static string? ForMount(ProcessStep step, Errno errno, NamespaceProcessStartInfo info)
    {
        bool proc = step.Call.StartsWith("fsopen(\"proc\"", StringComparison.Ordinal) || step.Call.StartsWith("fsconfig(proc on", StringComparison.Ordinal) || step.Call.StartsWith("fsmount(proc on", StringComparison.Ordinal);
        return errno == Errno.EPERM && proc ? "In a user namespace a new /proc needs a new PID namespace, and a /proc of the caller of which nothing is hidden by other mounts, as it is in most containers."
            : errno == Errno.EPERM ? "Mounting needs CAP_SYS_ADMIN in the user namespace that owns the mount namespace; a bind mount has to be recursive there, and properties of the caller's mount (nosuid, nodev, noexec, ro) cannot be taken off."
            : errno == Errno.ELOOP && step.Call.StartsWith("openat2", StringComparison.Ordinal) ? "The path has a link that leads to what a process has open (/proc/PID/fd, cwd, root), which is not followed, or a circle of links."
            : errno == Errno.ENOENT && (step.Call.StartsWith("chdir", StringComparison.Ordinal) || (info.WorkingDirectory is { } working && step.Call.StartsWith($"openat2(AT_FDCWD, \"{working}\"", StringComparison.Ordinal))) ? "There is no such directory under the root directory of the process."
            : errno == Errno.ENOENT ? "The source or the mount point does not exist. Mount points are created under a Root only; elsewhere by Mount.Directory."
            : errno == Errno.ENODEV ? "The kernel does not have this file system."
            : errno == Errno.EINVAL && step.Call.StartsWith("pivot_root", StringComparison.Ordinal) ? "The root of the caller is the initial ramfs, or its mount is shared; ProcessRoot.Chroot works there."
            : null;
    }

    private static string? ForExecution(Errno errno, NamespaceProcessStartInfo info) =>
        errno == Errno.ENOENT ? info.FileName.Contains('/', StringComparison.Ordinal)
            ? "The program, the interpreter of the script, or the dynamic loader does not exist under the root directory of the process."
            : $"None of the directories of PATH has '{info.FileName}' under the root directory of the process."
        : errno == Errno.EACCES ? info.FileName.Contains('/', StringComparison.Ordinal)
            ? "It is no program, or not executable for the user, or on a file system that is mounted noexec."
            : $"Where a directory of PATH has '{info.FileName}' it may not be executed, or the user may not look into a directory of PATH, and no other has it."
        : errno == Errno.ENOEXEC ? "It is neither a program for this machine nor a script that begins with '#!'."
        : errno == Errno.E2BIG ? "Arguments and environment are too long together."
        : null;
}
