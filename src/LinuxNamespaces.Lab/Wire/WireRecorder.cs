using System.Buffers.Text;

namespace LinuxNamespaces.Lab;

/// <summary>Writes what a wire does as JSON lines: one object a frame, times in ticks of 100 nanoseconds. <see cref="WireRecording"/> reads them.</summary>
internal sealed class WireRecorder
{
    private const int BufferSize = 65_536;
    private const int LongestLine = 512;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _used;

    internal WireRecorder(Stream stream, ulong seed)
    {
        _stream = stream;
        Append("{\"wire\":"u8, WireRecording.Version);
        Append(",\"seed\":"u8);
        Utf8Formatter.TryFormat(seed, _buffer.AsSpan(_used), out int written);
        _used += written;
        Append("}\n"u8);
    }

    internal void Write(in WireEvent done)
    {
        if (_used > BufferSize - LongestLine)
        {
            Flush();
        }

        Append("{\"time\":"u8, done.Time.Ticks);
        Append(done.Direction == WireDirection.Forward ? ",\"direction\":\"forward\",\"number\":"u8 : ",\"direction\":\"backward\",\"number\":"u8, done.Number);
        Append(",\"length\":"u8, done.Length);
        if (done.Drop != WireDrop.None)
        {
            Append(",\"drop\":\""u8);
            Append(NameOf(done.Drop));
            Append("\"}\n"u8);
            return;
        }

        Append(",\"delay\":"u8, done.Delay.Ticks);
        if (done.DuplicateDelay is { } second)
        {
            Append(",\"duplicateDelay\":"u8, second.Ticks);
        }

        if (done.CorruptedBit is { } bit)
        {
            Append(",\"corruptedBit\":"u8, bit);
        }

        Append(done.Reordered ? ",\"reordered\":true}\n"u8 : "}\n"u8);
    }

    internal void Flush()
    {
        _stream.Write(_buffer, 0, _used);
        _stream.Flush();
        _used = 0;
    }

    private static ReadOnlySpan<byte> NameOf(WireDrop drop) => drop switch
    {
        WireDrop.Loss => "Loss"u8,
        WireDrop.Partition => "Partition"u8,
        WireDrop.Queue => "Queue"u8,
        WireDrop.Handler => "Handler"u8,
        WireDrop.Overflow => "Overflow"u8,
        _ => "Truncated"u8,
    };

    // A line is shorter than the space that is kept for one.
    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }

    private void Append(ReadOnlySpan<byte> name, long value)
    {
        Append(name);
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out int written);
        _used += written;
    }
}
