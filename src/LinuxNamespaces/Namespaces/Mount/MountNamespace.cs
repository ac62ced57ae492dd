namespace LinuxNamespaces;

/// <summary>A mount namespace, which has its own list of mounts.</summary>
/// <remarks>
/// No thread of the program enters the namespace. A short-lived helper process does the work inside, which takes about a millisecond. See mount_namespaces(7).
/// </remarks>
public sealed partial class MountNamespace : Namespace
{
    internal MountNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Opens a mount namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not a mount namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new MountNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Mount));

    /// <summary>Opens the mount namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static MountNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Mount));

    /// <summary>Opens the mount namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel does not support the kind, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static MountNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Mount));
}
