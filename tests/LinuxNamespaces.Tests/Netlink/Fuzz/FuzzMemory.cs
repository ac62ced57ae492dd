using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>
/// Memory for inputs, with a page behind it that nothing may touch. The memory is that of a file: when a read behind the input kills the
/// process, the input is still at the end of the file, and the seed of its round at the start.
/// </summary>
internal sealed unsafe partial class FuzzMemory : IDisposable
{
    internal const int Size = 64 * 1024;

    private const int PROT_NONE = 0;
    private const int PROT_READ = 1;
    private const int PROT_WRITE = 2;
    private const int MAP_SHARED = 1;
    private const int MAP_PRIVATE = 2;
    private const int MAP_FIXED = 0x10;
    private const int MAP_ANONYMOUS = 0x20;

    private readonly byte* _start;
    private readonly string _path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"lns-fuzz-{Environment.ProcessId}.bin"));

    internal FuzzMemory()
    {
        using SafeFileHandle file = File.OpenHandle(_path, FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, Page + Size);
        _start = (byte*)mmap(null, (nuint)(Page + Size + Page), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if ((nint)_start == -1 || (nint)mmap(_start, (nuint)(Page + Size), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, (int)file.DangerousGetHandle(), 0) == -1)
        {
            throw new InvalidOperationException("There is no memory.");
        }
    }

    private static int Page => Environment.SystemPageSize;

    public void Dispose()
    {
        _ = munmap(_start, (nuint)(Page + Size + Page));
        File.Delete(_path);
    }

    internal void Note(ulong seed) => *(ulong*)_start = seed;

    /// <summary>Puts an input right before the guard.</summary>
    internal ReadOnlySpan<byte> Place(ReadOnlySpan<byte> bytes)
    {
        Span<byte> last = new(_start + Page + Size - bytes.Length, bytes.Length);
        bytes.CopyTo(last);
        return last;
    }

    [LibraryImport("libc")]
    private static partial void* mmap(void* addr, nuint length, int prot, int flags, int fd, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* addr, nuint length);
}
