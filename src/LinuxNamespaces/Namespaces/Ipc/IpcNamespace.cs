namespace LinuxNamespaces;

/// <summary>An IPC namespace: System V IPC objects and POSIX message queues of its own.</summary>
/// <remarks>
/// No thread of the program enters it: what is done inside is done by a process that lives for that only, and takes about a millisecond. See ipc_namespaces(7).
/// </remarks>
public sealed partial class IpcNamespace : Namespace
{
    internal IpcNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Creates a namespace without any object in it, and with the limits that the kernel starts with.</summary>
    /// <returns>The namespace, which nobody is in; it lives as long as something holds it.</returns>
    /// <remarks>Without CAP_SYS_ADMIN it belongs to a user namespace of the program. See unshare(2), CLONE_NEWIPC.</remarks>
    /// <exception cref="LinuxException">
    /// User namespaces are forbidden to the caller (EPERM), a limit of namespaces is reached (ENOSPC), or the kernel has no such namespaces (EINVAL).
    /// </exception>
    public static IpcNamespace Create() => new(NamespaceCreation.Create(NamespaceTypes.Ipc));

    /// <summary>Opens the IPC namespace of a file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or one that such a file is bind-mounted on.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not that of a IPC namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new IpcNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Ipc));

    /// <summary>Opens the IPC namespace of a process.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">
    /// There is no such process (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static IpcNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Ipc));

    /// <summary>Opens the IPC namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel has no such namespaces, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static IpcNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Ipc));
}
