namespace LinuxNamespaces.Inspection;

/// <summary>What is needed of <c>/proc/PID/stat</c>.</summary>
/// <param name="Name">The name of the process, made printable.</param>
/// <param name="Parent">The id of its parent; 0 for none.</param>
/// <param name="Threads">How many threads it has.</param>
/// <param name="HasEnded">Whether it is on its way out, or only its parent has still to be told; threads may live on.</param>
/// <param name="IsKernel">Whether it is a thread of the kernel.</param>
internal readonly record struct ProcessState(string Name, int Parent, int Threads, bool HasEnded, bool IsKernel);
