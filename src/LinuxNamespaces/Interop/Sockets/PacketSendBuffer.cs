using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>Frames that go out by one system call; sendmmsg(2).</summary>
internal sealed unsafe class PacketSendBuffer
{
    private const int MaxFrames = 64;
    private const int Size = 131_072;
    private const int Alignment = 16;

    // The addresses in them have to stay.
    private readonly byte[] _data = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private readonly iovec[] _vectors = GC.AllocateArray<iovec>(MaxFrames, pinned: true);
    private readonly mmsghdr[] _messages = GC.AllocateArray<mmsghdr>(MaxFrames, pinned: true);
    private int _used;

    internal PacketSendBuffer()
    {
        for (int i = 0; i < MaxFrames; i++)
        {
            _messages[i].msg_hdr = new msghdr { msg_iov = (iovec*)Unsafe.AsPointer(ref _vectors[i]), msg_iovlen = 1 };
        }
    }

    internal int Count { get; private set; }

    /// <summary>Adds a frame.</summary>
    /// <returns>False if the buffer is full.</returns>
    internal bool TryAdd(ReadOnlySpan<byte> frame, in virtio_net_hdr offload)
    {
        int length = sizeof(virtio_net_hdr) + frame.Length;
        if (Count == MaxFrames || length > Size - _used)
        {
            return false;
        }

        byte* place = (byte*)Unsafe.AsPointer(ref _data[_used]);
        *(virtio_net_hdr*)place = offload;
        frame.CopyTo(new Span<byte>(place + sizeof(virtio_net_hdr), frame.Length));
        _vectors[Count++] = new iovec { iov_base = place, iov_len = (nuint)length };
        _used = Math.Min(Size, (_used + length + Alignment - 1) & -Alignment);
        return true;
    }

    /// <summary>Sends the frames without blocking, and empties the buffer. A frame that the kernel rejects does not keep back those after it.</summary>
    /// <param name="error">The error of the last frame that was rejected.</param>
    /// <returns>The number of frames that were sent.</returns>
    internal int Send(SafeHandle socket, out Errno? error)
    {
        error = null;
        int sent = 0;
        for (int done = 0; done < Count;)
        {
            int result = Libc.sendmmsg(socket, (mmsghdr*)Unsafe.AsPointer(ref _messages[done]), (uint)(Count - done), Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL);
            if (result > 0)
            {
                done += result;
                sent += result;
            }
            else if (SystemCalls.LastError != Errno.EINTR)
            {
                error = SystemCalls.LastError;
                done++;
            }
        }

        (Count, _used) = (0, 0);
        return sent;
    }
}
