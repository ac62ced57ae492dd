using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A PID namespace, which has its own process IDs. Its processes end with its first process.</summary>
/// <remarks>
/// <see cref="Processes.NamespaceProcess"/> creates a PID namespace together with its first process. See pid_namespaces(7).
/// </remarks>
public sealed class PidNamespace : Namespace
{
    internal PidNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Gets the processes in the namespace, without those in namespaces below it.</summary>
    /// <returns>The process IDs in the caller's PID namespace, in ascending order.</returns>
    /// <remarks>
    /// The processes are found under <c>/proc</c>. Processes of other users are included only if the caller has CAP_SYS_PTRACE over them.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public IReadOnlyList<int> GetProcesses()
    {
        ThrowIfDisposed();
        return [.. PidTables.Processes().Where(id => PidTables.NamespaceOf(id) == KernelName)];
    }

    /// <summary>Opens a PID namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not a PID namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new PidNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Pid));

    /// <summary>Opens the PID namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static PidNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Pid));

    /// <summary>Opens the PID namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel does not support the kind, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static PidNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Pid));

    /// <summary>Opens the PID namespace in which this one was created.</summary>
    /// <returns>The parent.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_PARENT.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The parent is above the caller's PID namespace, or there is no parent (EPERM).</exception>
    public PidNamespace OpenParent() => new(OpenParentHandle());

    /// <summary>Translates a process ID of the caller's PID namespace into this namespace.</summary>
    /// <param name="outside">The process ID in the caller's PID namespace.</param>
    /// <returns>The process ID in this namespace; <see langword="null"/> if the process does not exist or is neither in this namespace nor in one below it.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_PID_IN_PIDNS (kernel 6.11). On older kernels, <c>/proc</c> is searched.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public int? ProcessInside(int outside) => Translate(Linux.NS_GET_PID_IN_PIDNS, outside, PidTables.FindInside);

    /// <summary>Translates a process ID of this namespace into the caller's PID namespace.</summary>
    /// <param name="inside">The process ID in this namespace.</param>
    /// <returns>The process ID in the caller's PID namespace; <see langword="null"/> if the process does not exist or has no ID there.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_PID_FROM_PIDNS (kernel 6.11). On older kernels, <c>/proc</c> is searched.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public int? ProcessOutside(int inside) => Translate(Linux.NS_GET_PID_FROM_PIDNS, inside, PidTables.FindOutside);

    private int? Translate(uint request, int id, Func<NamespaceHandle, int, int?> search)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(id);
        ThrowIfDisposed();
        return NamespaceCalls.TryTranslate(Handle, request, id, out int? translated) ? translated : search(Handle, id);
    }
}
