namespace LinuxNamespaces;

/// <summary>A mount namespace: a list of mounts of its own.</summary>
/// <remarks>
/// No thread of the program enters it: what is done inside is done by a process that lives for that only, and takes about a millisecond. See mount_namespaces(7).
/// </remarks>
public sealed partial class MountNamespace : Namespace
{
    internal MountNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Opens the mount namespace of a file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or one that such a file is bind-mounted on.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not that of a mount namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new MountNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Mount));

    /// <summary>Opens the mount namespace of a process.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">
    /// There is no such process (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static MountNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Mount));

    /// <summary>Opens the mount namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel has no such namespaces, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static MountNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Mount));
}
