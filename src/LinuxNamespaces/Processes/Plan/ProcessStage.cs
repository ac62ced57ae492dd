namespace LinuxNamespaces.Processes;

/// <summary>Specifies what a step of starting a process is for.</summary>
public enum ProcessStage
{
    /// <summary>Creates the process, with those of its namespaces that can be created at once; clone3(2).</summary>
    CreateProcess,

    /// <summary>Closes descriptors that are not for the process, and opens what is needed later.</summary>
    Prepare,

    /// <summary>Enters existing namespaces; setns(2).</summary>
    JoinNamespaces,

    /// <summary>Creates namespaces after the process; unshare(2).</summary>
    CreateNamespaces,

    /// <summary>Writes the id maps of a new user namespace; user_namespaces(7).</summary>
    MapIds,

    /// <summary>Writes the offsets of a new time namespace; time_namespaces(7).</summary>
    TimeOffsets,

    /// <summary>Creates the process in the PID namespace; pid_namespaces(7).</summary>
    EnterPidNamespace,

    /// <summary>Mounts file systems and changes the root directory; mount(2), pivot_root(2), chroot(2).</summary>
    Mount,

    /// <summary>Sets host name and domain name; sethostname(2).</summary>
    HostName,

    /// <summary>Sets session, process group and terminal; setsid(2).</summary>
    Session,

    /// <summary>Arranges standard streams and further descriptors; dup3(2).</summary>
    Descriptors,

    /// <summary>Sets limits, priorities and processors; prlimit(2), sched_setaffinity(2).</summary>
    Limits,

    /// <summary>Sets user, groups and capabilities; setresuid(2), capabilities(7).</summary>
    Credentials,

    /// <summary>Gives up rights for good; prctl(2), seccomp(2), landlock(7).</summary>
    Hardening,

    /// <summary>Becomes the built-in init, with the program as its child.</summary>
    Init,

    /// <summary>Executes the program; execve(2).</summary>
    Execute,
}
