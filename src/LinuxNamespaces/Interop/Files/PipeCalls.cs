using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>Queries pipes. See ioctl_pipe(2), pipe(7).</summary>
internal static unsafe class PipeCalls
{
    /// <summary>Gets the number of bytes that can be read from a pipe now; 0 if it is not known.</summary>
    internal static int CountUnread(SafeHandle reader)
    {
        int count = 0;
        return Libc.ioctl(reader, Linux.FIONREAD, &count) == 0 ? count : 0;
    }
}
