using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>epoll(7), for descriptors that are reported once each time that they are armed.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Lives as long as the process.")]
internal sealed unsafe class EventPoll
{
    private readonly SafeFileHandle _poll;
    private readonly string _waitOperation;
    private readonly string _controlOperation;

    /// <param name="operation">What is waited for, for error messages, as in "await the end of a process".</param>
    internal EventPoll(string operation)
    {
        _waitOperation = $"{operation} (epoll_wait)";
        _controlOperation = $"{operation} (epoll_ctl)";
        int poll = Libc.epoll_create1(Linux.EPOLL_CLOEXEC);
        SystemCalls.Check(poll, "create an epoll instance");
        _poll = new SafeFileHandle(poll, ownsHandle: true);
    }

    // The structure is packed on x86-64 only.
    private static bool IsPacked => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <param name="onlyEnd">Whether to wait only for the other side to end (EPOLLHUP). For a process, this means that it has been reaped.</param>
    internal void Add(SafeHandle descriptor, long tag, bool onlyEnd = false) => Control(Linux.EPOLL_CTL_ADD, descriptor, tag, onlyEnd ? 0 : Linux.EPOLLIN);

    /// <param name="events">EPOLLIN, EPOLLOUT or both.</param>
    /// <param name="isAdded">Whether the descriptor was added before.</param>
    internal void Arm(SafeHandle descriptor, long tag, uint events, bool isAdded) => Control(isAdded ? Linux.EPOLL_CTL_MOD : Linux.EPOLL_CTL_ADD, descriptor, tag, events);

    internal void Remove(SafeHandle descriptor) => _ = Libc.epoll_ctl(_poll, Linux.EPOLL_CTL_DEL, descriptor, null);

    /// <summary>Waits for one of the descriptors and returns its tag.</summary>
    internal long Wait() => Wait(out _);

    /// <summary>Waits for one of the descriptors and returns its tag.</summary>
    /// <param name="events">What has happened, such as EPOLLIN.</param>
    internal long Wait(out uint events)
    {
        Span<byte> entry = stackalloc byte[16];
        int count;
        fixed (byte* data = entry)
        {
            do
            {
                count = Libc.epoll_wait(_poll, data, 1, -1);
            }
            while (SystemCalls.Interrupted(count));
        }

        SystemCalls.Check(count, _waitOperation);
        events = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        return BinaryPrimitives.ReadInt64LittleEndian(entry[(IsPacked ? 4 : 8)..]);
    }

    private void Control(int change, SafeHandle descriptor, long tag, uint events)
    {
        Span<byte> entry = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, events | Linux.EPOLLONESHOT);
        BinaryPrimitives.WriteInt64LittleEndian(entry[(IsPacked ? 4 : 8)..], tag);
        fixed (byte* data = entry)
        {
            SystemCalls.Check(Libc.epoll_ctl(_poll, change, descriptor, data), _controlOperation);
        }
    }
}
