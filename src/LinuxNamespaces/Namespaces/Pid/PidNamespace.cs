using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A PID namespace: process ids of its own. It lives as long as its first process does.</summary>
/// <remarks>
/// One is created with its first process: <see cref="Processes.NamespaceProcess"/> does that. See pid_namespaces(7).
/// </remarks>
public sealed class PidNamespace : Namespace
{
    internal PidNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>The processes that live in it, and not in one below: their ids in the caller's PID namespace, in ascending order.</summary>
    /// <remarks>
    /// Found under <c>/proc</c>. Processes of other users are among them only for who has CAP_SYS_PTRACE over them.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public IReadOnlyList<int> Processes
    {
        get
        {
            ThrowIfDisposed();
            return [.. PidTables.Processes().Where(id => PidTables.NamespaceOf(id) == KernelName)];
        }
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

    /// <summary>Opens the PID namespace that this one was created in.</summary>
    /// <returns>The parent.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_PARENT.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The parent is above the PID namespace of the caller, or there is none (EPERM).</exception>
    public PidNamespace OpenParent() => new(OpenParentHandle());

    /// <summary>Tells which id a process has inside.</summary>
    /// <param name="outside">Its id in the caller's PID namespace.</param>
    /// <returns>Its id in this one; null when there is no such process, or it is not in this one nor in one below.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_PID_IN_PIDNS (kernel 6.11); before that <c>/proc</c> is searched.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The id is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public int? ProcessInside(int outside) => Translate(Linux.NS_GET_PID_IN_PIDNS, outside, PidTables.FindInside);

    /// <summary>Tells which id a process that is inside has outside.</summary>
    /// <param name="inside">Its id in this PID namespace.</param>
    /// <returns>Its id in that of the caller; null when there is no such process, or the caller's does not have it.</returns>
    /// <remarks>See ioctl_nsfs(2), NS_GET_PID_FROM_PIDNS (kernel 6.11); before that <c>/proc</c> is searched.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The id is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    public int? ProcessOutside(int inside) => Translate(Linux.NS_GET_PID_FROM_PIDNS, inside, PidTables.FindOutside);

    private int? Translate(uint request, int id, Func<NamespaceHandle, int, int?> search)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(id);
        ThrowIfDisposed();
        return NamespaceCalls.TryTranslate(Handle, request, id, out int? translated) ? translated : search(Handle, id);
    }
}
