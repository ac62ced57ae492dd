using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>A report of a child: a <see cref="ReportTag"/> or the number of the step that failed, and a value.</summary>
internal static unsafe class ReportRecord
{
    internal const int Size = 2 * sizeof(long);

    /// <summary>Reads a record that has been written; null if there is none.</summary>
    internal static (long Tag, long Value)? TryRead(SafeFileHandle report)
    {
        using DescriptorLease lease = new(report);
        pollfd ready = new() { fd = lease.Descriptor, events = Linux.POLLIN };
        return Libc.poll(&ready, 1, 0) > 0 ? Read(report) : null;
    }

    // Waits for a record; null at the end of the pipe.
    private static (long Tag, long Value)? Read(SafeFileHandle report)
    {
        long* record = stackalloc long[2];
        nint read;
        do
        {
            read = Libc.read(report, record, Size);
        }
        while (SystemCalls.Interrupted(read));
        SystemCalls.Check(read, "read the report of a process");
        return read == Size ? (record[0], record[1]) : null;
    }
}
