using System.Runtime.InteropServices;

namespace LinuxNamespaces.Lab;

/// <summary>The last frames of a link, in a ring of bytes that grows up to a limit. One thread at a time uses it.</summary>
internal sealed class FrameHistory(int limit)
{
    private const int FirstSize = 4096;
    private static readonly int s_headerLength = Marshal.SizeOf<Header>();

    private byte[] _ring = [];
    private int _start;
    private int _used;

    internal delegate void FrameReader(ReadOnlySpan<byte> frame, int length, DateTime time, bool isOutgoing);

    /// <summary>The frames that are kept.</summary>
    internal int Count { get; private set; }

    /// <summary>The memory that is taken.</summary>
    internal int Size => _ring.Length;

    /// <summary>Adds a frame, in place of the oldest ones if there is no room. A frame longer than the limit is left out.</summary>
    /// <param name="frame">What is kept of the frame.</param>
    /// <param name="length">Its whole length.</param>
    internal void Add(ReadOnlySpan<byte> frame, int length, DateTime time, bool isOutgoing)
    {
        int size = s_headerLength + frame.Length;
        if (size > limit)
        {
            return;
        }

        Grow(_used + size);
        while (_used + size > _ring.Length)
        {
            RemoveFirst();
        }

        Header header = new() { Kept = frame.Length, Length = length, Ticks = time.Ticks, IsOutgoing = isOutgoing ? 1 : 0 };
        Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header)));
        Write(frame);
        Count++;
    }

    internal void Clear() => (_start, _used, Count) = (0, 0, 0);

    /// <summary>Reads all frames, the oldest first.</summary>
    internal void Read(FrameReader reader)
    {
        byte[] frame = [];
        for (int at = 0; at < _used;)
        {
            Header header = HeaderAt(at);
            frame = frame.Length >= header.Kept ? frame : new byte[header.Kept];
            Copy(at + s_headerLength, frame.AsSpan(0, header.Kept));
            reader(frame.AsSpan(0, header.Kept), header.Length, new DateTime(header.Ticks, DateTimeKind.Utc), header.IsOutgoing != 0);
            at += s_headerLength + header.Kept;
        }
    }

    private void RemoveFirst()
    {
        int size = s_headerLength + HeaderAt(0).Kept;
        _start = (_start + size) % _ring.Length;
        _used -= size;
        Count--;
    }

    private void Grow(int needed)
    {
        if (needed <= _ring.Length || _ring.Length == limit)
        {
            return;
        }

        byte[] larger = new byte[(int)Math.Min(limit, Math.Max(FirstSize, Math.Max(needed, 2L * _ring.Length)))];
        Copy(0, larger.AsSpan(0, _used));
        (_ring, _start) = (larger, 0);
    }

    private Header HeaderAt(int at)
    {
        Header header = default;
        Copy(at, MemoryMarshal.AsBytes(new Span<Header>(ref header)));
        return header;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        int at = (_start + _used) % _ring.Length;
        int first = Math.Min(bytes.Length, _ring.Length - at);
        bytes[..first].CopyTo(_ring.AsSpan(at));
        bytes[first..].CopyTo(_ring);
        _used += bytes.Length;
    }

    private void Copy(int at, Span<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        at = (_start + at) % _ring.Length;
        int first = Math.Min(bytes.Length, _ring.Length - at);
        _ring.AsSpan(at, first).CopyTo(bytes);
        _ring.AsSpan(0, bytes.Length - first).CopyTo(bytes[first..]);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        internal long Ticks;
        internal int Kept;
        internal int Length;
        internal int IsOutgoing;
    }
}
