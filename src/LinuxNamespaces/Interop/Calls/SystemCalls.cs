using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>
/// System calls for the rest of the library: interrupted calls are repeated, descriptors are close-on-exec and in handles, and failures
/// are exceptions. This is the only file that reads <c>errno</c>.
/// </summary>
internal static unsafe class SystemCalls
{
    internal const string PathWithNul = "The path contains a NUL character.";

    /// <summary>Gets the error of the last call on this thread. It must be read in the next statement.</summary>
    internal static Errno LastError => new(Marshal.GetLastPInvokeError());

    /// <summary>Determines whether a call was interrupted by a signal and has to be repeated.</summary>
    internal static bool Interrupted(nint result) => result == -1 && LastError == Errno.EINTR;

    /// <summary>Throws an exception for <c>errno</c> if a call failed.</summary>
    /// <param name="remedy">Finds a remedy after the call has failed; null if none is known.</param>
    internal static void Check(nint result, string operation, string? target = null, Func<Errno, string?>? remedy = null)
    {
        if (result == -1)
        {
            throw Failure(LastError, operation, target, remedy);
        }
    }

    internal static LinuxException Failure(Errno errno, string operation, string? target = null, Func<Errno, string?>? remedy = null) =>
        new(errno, operation, target, remedy?.Invoke(errno));

    /// <summary>Opens a file. On failure, the handle is invalid and the error is in <see cref="LastError"/>.</summary>
    internal static SafeFileHandle TryOpen(string path, int flags, uint mode = 0)
    {
        int fd;
        do
        {
            fd = Libc.open(path, flags | Linux.O_CLOEXEC, mode);
        }
        while (Interrupted(fd));
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    internal static void Flock(SafeFileHandle file, int operation, string target)
    {
        int result;
        do
        {
            result = Libc.flock(file, operation);
        }
        while (Interrupted(result));
        Check(result, "lock", target);
    }

    internal static bool IsNsfs(SafeHandle file)
    {
        statfs buffer;
        Check(Libc.fstatfs(file, &buffer), "examine the file system of a namespace file");
        return buffer.f_type == Linux.NSFS_MAGIC;
    }

    internal static bool IsRegularFile(SafeHandle file) => (Examine(file, "examine a file").stx_mode & Linux.S_IFMT) == Linux.S_IFREG;

    internal static bool IsDirectory(SafeHandle file) => (Examine(file, "examine a file").stx_mode & Linux.S_IFMT) == Linux.S_IFDIR;

    /// <summary>Gets the metadata of an open file.</summary>
    internal static statx Examine(SafeHandle file, string operation)
    {
        statx buffer;
        Check(Libc.statx(file, string.Empty, Linux.AT_EMPTY_PATH, Linux.STATX_BASIC_STATS, &buffer), operation);
        return buffer;
    }

    /// <summary>Combines the two parts of a device number.</summary>
    internal static ulong DeviceOf(uint major, uint minor) => ((ulong)major << 20) | minor;

    internal static void SetSocketOption(SafeHandle socket, int level, int name, int value, string operation) =>
        Check(Libc.setsockopt(socket, level, name, &value, sizeof(int)), operation);

    /// <summary>Reads a file of the kernel from its start to its end.</summary>
    internal static byte[] ReadAll(SafeHandle file, string operation, string target)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (true)
        {
            nint read;
            fixed (byte* start = buffer)
            {
                read = Libc.read(file, start + length, (nuint)(buffer.Length - length));
            }

            if (Interrupted(read))
            {
                continue;
            }

            Check(read, operation, target);
            length += (int)read;
            if (read == 0)
            {
                return buffer[..length];
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * length);
            }
        }
    }

    /// <summary>Writes a file of the kernel with a single call, as the kernel requires.</summary>
    internal static void WriteOnce(SafeHandle file, ReadOnlySpan<byte> bytes, string operation, string? target, Func<Errno, string?>? remedy = null)
    {
        nint written;
        fixed (byte* start = bytes)
        {
            do
            {
                written = Libc.write(file, start, (nuint)bytes.Length);
            }
            while (Interrupted(written));
        }

        Check(written, operation, target, remedy);
    }
}
