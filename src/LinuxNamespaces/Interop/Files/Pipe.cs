using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>Both ends of a pipe.</summary>
internal readonly struct Pipe : IDisposable
{
    private Pipe(SafeFileHandle reader, SafeFileHandle writer)
    {
        Reader = reader;
        Writer = writer;
    }

    internal SafeFileHandle Reader { get; }

    internal SafeFileHandle Writer { get; }

    internal static unsafe Pipe Create()
    {
        int* ends = stackalloc int[2];
        SystemCalls.Check(Libc.pipe2(ends, Linux.O_CLOEXEC), "create a pipe");
        return new Pipe(new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
