using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>
/// A directory of a proc file system, usually that of a process. After the process has ended, all reads fail, even if its ID has been
/// reused. Failures leave the error in <see cref="SystemCalls.LastError"/>.
/// </summary>
internal sealed unsafe class ProcDirectory : IDisposable
{
    private readonly SafeFileHandle _handle;

    private ProcDirectory(SafeFileHandle handle) => _handle = handle;

    /// <summary>Gets the owner of the directory: the effective user of the process, or root if the process is not dumpable.</summary>
    internal uint? User => TryStat(string.Empty, Linux.AT_EMPTY_PATH) is { } found ? found.stx_uid : null;

    public void Dispose() => _handle.Dispose();

    internal static ProcDirectory? TryOpen(string path)
    {
        SafeFileHandle handle = SystemCalls.TryOpen(path, Linux.O_RDONLY);
        return handle.IsInvalid ? null : new ProcDirectory(handle);
    }

    /// <summary>Opens a directory for lookups, which need fewer rights than listing it.</summary>
    internal ProcDirectory? TryOpenDirectory(string name)
    {
        SafeFileHandle handle = TryOpenFile(name, Linux.O_PATH);
        return handle.IsInvalid ? null : new ProcDirectory(handle);
    }

    /// <summary>Reads the target of a link, which is truncated if it does not fit.</summary>
    /// <returns>The number of bytes; -1 if the link cannot be read.</returns>
    internal int ReadLink(string name, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return (int)Libc.readlinkat(_handle, name, start, (nuint)buffer.Length);
        }
    }

    /// <summary>Reads a file, or the beginning of it.</summary>
    /// <returns>Null if it cannot be read.</returns>
    internal byte[]? TryRead(string name, int atMost)
    {
        using SafeFileHandle file = TryOpenFile(name, Linux.O_RDONLY);
        if (file.IsInvalid)
        {
            return null;
        }

        byte[] content = new byte[Math.Min(atMost, 4096)];
        int length = 0;
        while (true)
        {
            nint count;
            fixed (byte* start = content)
            {
                count = Libc.read(file, start + length, (nuint)(content.Length - length));
            }

            if (SystemCalls.Interrupted(count))
            {
                continue;
            }

            if (count == -1)
            {
                return null;
            }

            length += (int)count;
            if (count == 0 || length == atMost)
            {
                Array.Resize(ref content, length);
                return content;
            }

            if (length == content.Length)
            {
                Array.Resize(ref content, Math.Min(atMost, content.Length * 2));
            }
        }
    }

    /// <summary>Lists the numeric entries of a directory, such as processes, threads and descriptors, in the order of the kernel.</summary>
    /// <param name="name">The directory; "." for this one.</param>
    /// <returns>Null if it cannot be read.</returns>
    [SkipLocalsInit]
    internal List<int>? TryList(string name)
    {
        using SafeFileHandle directory = TryOpenFile(name, Linux.O_RDONLY);
        if (directory.IsInvalid)
        {
            return null;
        }

        List<int> numbers = [];
        Span<byte> buffer = stackalloc byte[8 * 1024];
        using DescriptorLease lease = new(directory);
        while (true)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = Libc.syscall(SystemCall.getdents64.Number, lease.Descriptor, (nint)start, buffer.Length, 0, 0);
            }

            if (count <= 0)
            {
                return count == 0 ? numbers : null;
            }

            ReadOnlySpan<byte> entries = buffer[..(int)count];
            while (DirectoryEntries.TryTake(ref entries, out ReadOnlySpan<byte> number, out _))
            {
                if (Utf8Parser.TryParse(number, out int value, out int used) && used == number.Length && value >= 0)
                {
                    numbers.Add(value);
                }
            }
        }
    }

    /// <summary>Examines the file that a link leads to, without waiting for a file system that does not answer.</summary>
    internal statx? TryExamine(string name) => TryStat(name, Linux.AT_STATX_DONT_SYNC | Linux.AT_NO_AUTOMOUNT);

    /// <summary>Opens a namespace; null if it cannot be opened, or is not a namespace.</summary>
    internal SafeFileHandle? TryOpenNamespace(string name)
    {
        using SafeFileHandle file = TryOpenFile(name, Linux.O_PATH);
        return Reopen(file);
    }

    /// <summary>
    /// Opens a namespace that is mounted on a path, as the process of this directory sees it. No symbolic link is followed and no file system is
    /// queried, since the process might serve it.
    /// </summary>
    /// <param name="path">The path, as it is in that mount namespace.</param>
    internal SafeFileHandle? TryOpenMounted(ReadOnlySpan<byte> path)
    {
        using SafeFileHandle root = TryOpenFile("root", Linux.O_PATH);
        if (root.IsInvalid)
        {
            return null;
        }

        open_how how = new()
        {
            flags = Linux.O_PATH | Linux.O_CLOEXEC,
            resolve = Linux.RESOLVE_IN_ROOT | Linux.RESOLVE_CACHED | Linux.RESOLVE_NO_SYMLINKS | Linux.RESOLVE_NO_MAGICLINKS,
        };
        fixed (byte* name = (byte[])[.. path, 0])
        {
            using DescriptorLease lease = new(root);
            using SafeFileHandle file = new(Libc.syscall(SystemCall.openat2.Number, lease.Descriptor, (nint)name, (nint)(&how), sizeof(open_how), 0), ownsHandle: true);
            return Reopen(file);
        }
    }

    private static SafeFileHandle? Reopen(SafeFileHandle file)
    {
        if (file.IsInvalid || !SystemCalls.IsNsfs(file))
        {
            return null;
        }

        SafeFileHandle opened = SystemCalls.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}"), Linux.O_RDONLY);
        return opened.IsInvalid ? null : opened;
    }

    private SafeFileHandle TryOpenFile(string name, int flags)
    {
        int fd;
        do
        {
            fd = Libc.openat(_handle, name, flags | Linux.O_CLOEXEC, 0);
        }
        while (SystemCalls.Interrupted(fd));
        return new SafeFileHandle(fd, ownsHandle: true);
    }

    private statx? TryStat(string name, int flags)
    {
        statx buffer;
        return Libc.statx(_handle, name, flags, Linux.STATX_BASIC_STATS, &buffer) == 0 ? buffer : null;
    }
}
