using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>
/// A set of kinds of Linux namespaces. The values are those of the <c>CLONE_NEW*</c> flags of clone(2). Other flags of clone(2)
/// are not supported.
/// </summary>
/// <remarks>See namespaces(7) and linux/sched.h.</remarks>
[Flags]
public enum NamespaceTypes
{
    /// <summary>No namespace.</summary>
    None = 0,

    /// <summary>Monotonic and boot-time clocks (<c>CLONE_NEWTIME</c>, kernel 5.6). See time_namespaces(7).</summary>
    Time = (int)Linux.CLONE_NEWTIME,

    /// <summary>Mount points (<c>CLONE_NEWNS</c>). See mount_namespaces(7).</summary>
    Mount = (int)Linux.CLONE_NEWNS,

    /// <summary>The root of the cgroup hierarchy (<c>CLONE_NEWCGROUP</c>, kernel 4.6). See cgroup_namespaces(7).</summary>
    Cgroup = (int)Linux.CLONE_NEWCGROUP,

    /// <summary>Host name and NIS domain name (<c>CLONE_NEWUTS</c>). See uts_namespaces(7).</summary>
    Uts = (int)Linux.CLONE_NEWUTS,

    /// <summary>System V IPC objects and POSIX message queues (<c>CLONE_NEWIPC</c>). See ipc_namespaces(7).</summary>
    Ipc = (int)Linux.CLONE_NEWIPC,

    /// <summary>User and group ids, capabilities (<c>CLONE_NEWUSER</c>, kernel 3.8). See user_namespaces(7).</summary>
    User = (int)Linux.CLONE_NEWUSER,

    /// <summary>Process ids (<c>CLONE_NEWPID</c>). See pid_namespaces(7).</summary>
    Pid = (int)Linux.CLONE_NEWPID,

    /// <summary>Network devices, addresses, routes, ports (<c>CLONE_NEWNET</c>). See network_namespaces(7).</summary>
    Network = (int)Linux.CLONE_NEWNET,
}
