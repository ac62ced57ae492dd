namespace LinuxNamespaces;

/// <summary>An IPC namespace, which has its own System V IPC objects and POSIX message queues.</summary>
/// <remarks>
/// No thread of the program enters the namespace. A short-lived helper process does the work inside, which takes about a millisecond. See ipc_namespaces(7).
/// </remarks>
public sealed partial class IpcNamespace : Namespace
{
    internal IpcNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Creates an IPC namespace without objects and with the default limits of the kernel.</summary>
    /// <returns>The namespace. No process is in it, and it lives as long as a handle or a path keeps it.</returns>
    /// <remarks>If the caller lacks CAP_SYS_ADMIN, the namespace belongs to the private user namespace of this process. See unshare(2), CLONE_NEWIPC.</remarks>
    /// <exception cref="LinuxException">
    /// The caller may not create user namespaces (EPERM), a limit of namespaces is reached (ENOSPC), or the kernel does not support the kind (EINVAL).
    /// </exception>
    public static IpcNamespace Create() => new(NamespaceCreation.Create(NamespaceTypes.Ipc));

    /// <summary>Opens an IPC namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not an IPC namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new IpcNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Ipc));

    /// <summary>Opens the IPC namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static IpcNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Ipc));

    /// <summary>Opens the IPC namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel does not support the kind, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static IpcNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Ipc));
}
