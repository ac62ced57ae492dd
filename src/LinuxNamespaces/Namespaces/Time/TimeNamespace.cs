using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces;

/// <summary>A time namespace, which has its own monotonic and boot-time clocks.</summary>
/// <remarks>
/// No thread of the program enters the namespace. A short-lived helper process does the work inside, which takes about a millisecond. See time_namespaces(7).
/// </remarks>
public sealed class TimeNamespace : Namespace
{
    // Two lines, each with a name and two numbers.
    private const int TableLength = 256;

    internal TimeNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Gets the offsets of the clocks from those of the machine, which are the clocks of the first time namespace.</summary>
    /// <returns>The offsets.</returns>
    /// <remarks>The offsets are those of <c>/proc/PID/timens_offsets</c>. They are fixed when the namespace is created.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN).</exception>
    public TimeOffsets GetOffsets()
    {
        NamespaceProgram program = Inside("read the offsets of");
        StepArgument table = program.ReadFile("/proc/self/timens_offsets", TableLength);
        using NamespaceProgramResult result = program.Run();
        return TimeOffsets.Parse(result.Text(table));
    }

    /// <summary>Creates a namespace.</summary>
    /// <param name="offsets">The offsets of the clocks from those of the machine. They cannot be changed later.</param>
    /// <returns>The namespace. No process is in it, and it lives as long as a handle or a path keeps it.</returns>
    /// <remarks>
    /// If the caller lacks CAP_SYS_ADMIN or CAP_SYS_TIME, the namespace belongs to the private user namespace of this process. See time_namespaces(7); kernel 5.6.
    /// </remarks>
    /// <exception cref="LinuxException">
    /// The caller may not create user namespaces (EPERM), a limit of namespaces is reached (ENOSPC), the kernel does not support time namespaces (EINVAL),
    /// or a clock would be negative or beyond 146 years (ERANGE).
    /// </exception>
    public static TimeNamespace Create(TimeOffsets offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        return new TimeNamespace(NamespaceCreation.Create(NamespaceTypes.Time, writeFirst: ("/proc/self/timens_offsets", offsets.Format())));
    }

    /// <summary>Opens a time namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not a time namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new TimeNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Time));

    /// <summary>Opens the time namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static TimeNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Time));

    /// <summary>Opens the time namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel does not support the kind, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static TimeNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Time));
}
