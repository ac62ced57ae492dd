using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>epoll(7) for descriptors that are reported as long as they are ready, with a timeout in nanoseconds, and with a way to end the wait.</summary>
internal sealed unsafe class SocketPoll : IDisposable
{
    private const int EntrySize = 16;
    private const int MaxEvents = 64;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const ulong WakeTag = ulong.MaxValue;

    private static bool s_lacksNanoseconds;

    private readonly SafeFileHandle _poll;
    private readonly SafeFileHandle _wake;

    internal SocketPoll()
    {
        int poll = Libc.epoll_create1(Linux.EPOLL_CLOEXEC);
        SystemCalls.Check(poll, "create an epoll instance");
        _poll = new SafeFileHandle(poll, ownsHandle: true);
        int wake = Libc.eventfd(0, Linux.EFD_CLOEXEC | Linux.EFD_NONBLOCK);
        _wake = new SafeFileHandle(wake, ownsHandle: true);
        try
        {
            SystemCalls.Check(wake, "create an event descriptor");
            Add(_wake, WakeTag);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    // The structure is packed on x86-64 only.
    private static bool IsPacked => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public void Dispose()
    {
        _wake.Dispose();
        _poll.Dispose();
    }

    internal void Add(SafeHandle descriptor, ulong tag)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Linux.EPOLLIN);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[(IsPacked ? 4 : 8)..], tag);
        fixed (byte* data = entry)
        {
            SystemCalls.Check(Libc.epoll_ctl(_poll, Linux.EPOLL_CTL_ADD, descriptor, data), "wait for a socket (epoll_ctl)");
        }
    }

    internal void Remove(SafeHandle descriptor) => _ = Libc.epoll_ctl(_poll, Linux.EPOLL_CTL_DEL, descriptor, null);

    /// <summary>Ends the present or the next wait.</summary>
    internal void Wake()
    {
        ulong one = 1;
        _ = Libc.write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Waits until descriptors are ready.</summary>
    /// <param name="tags">Receives the tags of those that are ready.</param>
    /// <param name="nanoseconds">How long to wait at most; null for any time.</param>
    /// <returns>The number of tags. 0 if the time is over, or the wait was ended.</returns>
    internal int Wait(Span<ulong> tags, long? nanoseconds)
    {
        byte* events = stackalloc byte[EntrySize * MaxEvents];
        int count = Wait(events, Math.Min(tags.Length, MaxEvents), nanoseconds);
        if (count == -1)
        {
            return SystemCalls.LastError == Errno.EINTR ? 0 : throw SystemCalls.Failure(SystemCalls.LastError, "wait for sockets (epoll_wait)");
        }

        int found = 0;
        (int stride, int offset) = IsPacked ? (12, 4) : (16, 8);
        for (int i = 0; i < count; i++)
        {
            ulong tag = *(ulong*)(events + (i * stride) + offset);
            if (tag != WakeTag)
            {
                tags[found++] = tag;
                continue;
            }

            ulong wakes;
            _ = Libc.read(_wake, &wakes, sizeof(ulong));
        }

        return found;
    }

    private int Wait(byte* events, int max, long? nanoseconds)
    {
        if (!s_lacksNanoseconds)
        {
            timespec time = new() { tv_sec = nanoseconds.GetValueOrDefault() / NanosecondsPerSecond, tv_nsec = nanoseconds.GetValueOrDefault() % NanosecondsPerSecond };
            int count = (int)Libc.epoll_pwait2(SystemCall.epoll_pwait2.Number, _poll, events, max, nanoseconds is null ? null : &time, 0, 0);
            // Kernel 5.11. A seccomp filter that does not know the call may answer EPERM.
            if (count != -1 || (SystemCalls.LastError != Errno.ENOSYS && SystemCalls.LastError != Errno.EPERM))
            {
                return count;
            }

            s_lacksNanoseconds = true;
        }

        // Rounded up: an earlier end would be a busy loop until the time has come.
        int milliseconds = nanoseconds is { } limit ? (int)Math.Min(int.MaxValue, (limit / NanosecondsPerMillisecond) + (limit % NanosecondsPerMillisecond > 0 ? 1 : 0)) : -1;
        return Libc.epoll_wait(_poll, events, max, milliseconds);
    }
}
