namespace LinuxNamespaces.Processes;

/// <summary>What a step of starting a process is for.</summary>
public enum ProcessStage
{
    /// <summary>Creating the process, with those of its namespaces that can be made at once; clone3(2).</summary>
    CreateProcess,

    /// <summary>Getting ready: closing what is not for the process.</summary>
    Prepare,

    /// <summary>Entering namespaces that exist; setns(2).</summary>
    JoinNamespaces,

    /// <summary>Creating namespaces after the process; unshare(2).</summary>
    CreateNamespaces,

    /// <summary>Writing the id maps of a new user namespace; user_namespaces(7).</summary>
    MapIds,

    /// <summary>Writing the offsets of a new time namespace; time_namespaces(7).</summary>
    TimeOffsets,

    /// <summary>Being born in the PID namespace; pid_namespaces(7).</summary>
    EnterPidNamespace,

    /// <summary>Mounting, and changing the root directory; mount(2), pivot_root(2), chroot(2).</summary>
    Mount,

    /// <summary>Setting host name and domain name; sethostname(2).</summary>
    HostName,

    /// <summary>Session, process group, terminal; setsid(2).</summary>
    Session,

    /// <summary>Arranging standard streams and further descriptors; dup3(2).</summary>
    Descriptors,

    /// <summary>Setting limits, priority, processors; prlimit(2), sched_setaffinity(2).</summary>
    Limits,

    /// <summary>Setting user, groups and capabilities; setresuid(2), capabilities(7).</summary>
    Credentials,

    /// <summary>Giving up rights for good; prctl(2), seccomp(2), landlock(7).</summary>
    Hardening,

    /// <summary>Becoming the first process of the PID namespace, with the program as its child.</summary>
    Init,

    /// <summary>Executing the program; execve(2).</summary>
    Execute,
}
