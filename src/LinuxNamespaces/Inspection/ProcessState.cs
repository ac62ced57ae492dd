namespace LinuxNamespaces.Inspection;

/// <summary>The relevant fields of <c>/proc/PID/stat</c>.</summary>
/// <param name="Name">The printable name of the process.</param>
/// <param name="Parent">The process ID of the parent; 0 for none.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="HasEnded">Whether the process is ending or is a zombie. Threads may still run.</param>
/// <param name="IsKernel">Whether it is a kernel thread.</param>
internal readonly record struct ProcessState(string Name, int Parent, int Threads, bool HasEnded, bool IsKernel);
