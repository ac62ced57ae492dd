using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>What children write to us: a <see cref="ReportTag"/>, or the number of the step that failed, and a value.</summary>
internal static unsafe class ReportRecord
{
    internal const int Size = 2 * sizeof(long);

    /// <summary>Reads the record that has been written already; null when there is none.</summary>
    internal static (long Tag, long Value)? TryRead(SafeFileHandle report)
    {
        using DescriptorLease lease = new(report);
        pollfd ready = new() { fd = lease.Descriptor, events = Linux.POLLIN };
        return Libc.poll(&ready, 1, 0) > 0 ? Read(report) : null;
    }

    // Waits for it; null when there will be none any more.
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
