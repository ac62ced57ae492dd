using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>Files in memory; memfd_create(2).</summary>
internal static unsafe class ChildFile
{
    /// <summary>Creates a file in memory. The handle is invalid on failure.</summary>
    internal static SafeFileHandle Create(string name, bool executed)
    {
        // Kernels before 6.3 do not know the flag; with vm.memfd_noexec=1 a file without it cannot be executed.
        int file = Libc.memfd_create(name, Linux.MFD_CLOEXEC | (executed ? Linux.MFD_EXEC : 0));
        if (file == -1 && executed)
        {
            file = Libc.memfd_create(name, Linux.MFD_CLOEXEC);
        }

        return new SafeFileHandle(file, ownsHandle: true);
    }

    internal static bool Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            for (int done = 0; done < bytes.Length;)
            {
                nint written = Libc.pwrite(file, start + done, (nuint)(bytes.Length - done), offset + done);
                if (SystemCalls.Interrupted(written))
                {
                    continue;
                }

                if (written <= 0)
                {
                    return false;
                }

                done += (int)written;
            }
        }

        return true;
    }
}
