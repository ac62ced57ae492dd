using System.Runtime.InteropServices;

namespace LinuxNamespaces.Tests.Netlink;

/// <summary>A page of memory with one behind it that nothing may touch: the process dies of the first byte that is read or written there.</summary>
internal sealed unsafe partial class GuardedPage : IDisposable
{
    private const int PROT_NONE = 0;
    private const int PROT_READ = 1;
    private const int PROT_WRITE = 2;
    private const int MAP_PRIVATE = 2;
    private const int MAP_ANONYMOUS = 0x20;

    private readonly byte* _start;

    internal GuardedPage()
    {
        _start = (byte*)mmap(null, (nuint)Size * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if ((nint)_start == -1 || mprotect(_start + Size, (nuint)Size, PROT_NONE) != 0)
        {
            throw new InvalidOperationException("There is no memory.");
        }
    }

    internal static int Size => Environment.SystemPageSize;

    public void Dispose() => _ = munmap(_start, (nuint)Size * 2);

    /// <summary>The last bytes before the guard.</summary>
    internal Span<byte> Last(int length) => new(_start + Size - length, length);

    /// <summary>Puts bytes right before the guard.</summary>
    internal ReadOnlySpan<byte> Place(ReadOnlySpan<byte> bytes)
    {
        Span<byte> last = Last(bytes.Length);
        bytes.CopyTo(last);
        return last;
    }

    [LibraryImport("libc")]
    private static partial void* mmap(void* addr, nuint length, int prot, int flags, int fd, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(void* addr, nuint len, int prot);

    [LibraryImport("libc")]
    private static partial int munmap(void* addr, nuint length);
}
