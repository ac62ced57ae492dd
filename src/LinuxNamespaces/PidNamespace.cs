namespace LinuxNamespaces;

/// <summary>A PID namespace: process ids of its own. It lives as long as its first process does.</summary>
/// <remarks>
/// No thread of the program enters it: what is done inside is done by a process that lives for that only, and takes about a millisecond. See pid_namespaces(7).
/// </remarks>
public sealed class PidNamespace : Namespace
{
    internal PidNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Opens the PID namespace of a file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or one that such a file is bind-mounted on.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not that of a PID namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new PidNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Pid));

    /// <summary>Opens the PID namespace of a process.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">
    /// There is no such process (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static PidNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Pid));

    /// <summary>Opens the PID namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel has no such namespaces, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static PidNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Pid));
}
