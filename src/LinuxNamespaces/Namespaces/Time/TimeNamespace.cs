using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces;

/// <summary>A time namespace: a monotonic and a boot-time clock of its own.</summary>
/// <remarks>
/// No thread of the program enters it: what is done inside is done by a process that lives for that only, and takes about a millisecond. See time_namespaces(7).
/// </remarks>
public sealed class TimeNamespace : Namespace
{
    // Two lines of a name and two numbers.
    private const int TableLength = 256;

    internal TimeNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>How its clocks differ from those of the machine, which are those of the first time namespace.</summary>
    /// <remarks>As <c>/proc/PID/timens_offsets</c> shows it. They are fixed when the namespace is created.</remarks>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN).</exception>
    public TimeOffsets Offsets
    {
        get
        {
            NamespaceProgram program = Inside("read the offsets of");
            StepArgument table = program.ReadFile("/proc/self/timens_offsets", TableLength);
            using NamespaceProgramResult result = program.Run();
            return TimeOffsets.Parse(result.Text(table));
        }
    }

    /// <summary>Creates a namespace.</summary>
    /// <param name="offsets">How its clocks differ from those of the machine, for good.</param>
    /// <returns>The namespace, which nobody is in; it lives as long as something holds it.</returns>
    /// <remarks>Without CAP_SYS_ADMIN and CAP_SYS_TIME it belongs to a user namespace of the program. See time_namespaces(7); kernel 5.6.</remarks>
    /// <exception cref="LinuxException">
    /// User namespaces are forbidden to the caller (EPERM), a limit of namespaces is reached (ENOSPC), the kernel has no such namespaces (EINVAL), or
    /// a clock would be negative or beyond 146 years (ERANGE).
    /// </exception>
    public static TimeNamespace Create(TimeOffsets offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        return new TimeNamespace(NamespaceCreation.Create(NamespaceTypes.Time, writeFirst: ("/proc/self/timens_offsets", offsets.Format())));
    }

    /// <summary>Opens the time namespace of a file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or one that such a file is bind-mounted on.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not that of a time namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new TimeNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Time));

    /// <summary>Opens the time namespace of a process.</summary>
    /// <param name="processId">The process id, as seen in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="LinuxException">
    /// There is no such process (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static TimeNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Time));

    /// <summary>Opens the time namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel has no such namespaces, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static TimeNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Time));
}
