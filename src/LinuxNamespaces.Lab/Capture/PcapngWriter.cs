using System.Buffers.Binary;
using System.Text;

namespace LinuxNamespaces.Lab;

/// <summary>Writes frames of one link in the pcapng format, which tcpdump(8) and Wireshark read. See draft-ietf-opsawg-pcapng.</summary>
internal sealed class PcapngWriter
{
    private const uint SectionHeaderBlock = 0x0a0d0d0a;
    private const uint InterfaceDescriptionBlock = 1;
    private const uint EnhancedPacketBlock = 6;
    private const uint ByteOrderMagic = 0x1a2b3c4d;
    private const ushort LinkTypeEthernet = 1;
    private const ushort OptionName = 2;
    private const ushort OptionResolution = 9;
    private const ushort OptionFlags = 2;
    private const byte TicksPerSecondExponent = 7;
    private const uint Inbound = 1;
    private const uint Outbound = 2;
    private const int Alignment = 4;
    private const int MaxBlock = 66_000;

    private readonly Stream _stream;
    private readonly byte[] _block = new byte[MaxBlock];
    private int _used;

    internal PcapngWriter(Stream stream, string link)
    {
        _stream = stream;
        Begin(SectionHeaderBlock);
        Add(ByteOrderMagic);
        Add((ushort)1);
        Add((ushort)0);
        // The length of the section is not known.
        Add(uint.MaxValue);
        Add(uint.MaxValue);
        End();
        Begin(InterfaceDescriptionBlock);
        Add(LinkTypeEthernet);
        Add((ushort)0);
        Add(0u);
        Option(OptionName, Encoding.UTF8.GetBytes(link));
        Option(OptionResolution, [TicksPerSecondExponent]);
        Add(0u);
        End();
    }

    internal void Write(ReadOnlySpan<byte> frame, int length, DateTime time, bool isOutgoing)
    {
        ulong ticks = (ulong)(time - DateTime.UnixEpoch).Ticks;
        Begin(EnhancedPacketBlock);
        Add(0u);
        Add((uint)(ticks >> 32));
        Add((uint)(ticks & uint.MaxValue));
        Add((uint)frame.Length);
        Add((uint)length);
        Add(frame);
        Span<byte> flags = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(flags, isOutgoing ? Outbound : Inbound);
        Option(OptionFlags, flags);
        Add(0u);
        End();
    }

    private void Begin(uint type)
    {
        _used = 0;
        Add(type);
        // The length comes when it is known.
        Add(0u);
    }

    private void End()
    {
        int length = _used + sizeof(uint);
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(sizeof(uint)), (uint)length);
        Add((uint)length);
        _stream.Write(_block, 0, _used);
    }

    private void Option(ushort code, ReadOnlySpan<byte> value)
    {
        Add(code);
        Add((ushort)value.Length);
        Add(value);
    }

    private void Add(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_block.AsSpan(_used), value);
        _used += sizeof(ushort);
    }

    private void Add(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(_used), value);
        _used += sizeof(uint);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_block.AsSpan(_used));
        int padded = (bytes.Length + Alignment - 1) & -Alignment;
        _block.AsSpan(_used + bytes.Length, padded - bytes.Length).Clear();
        _used += padded;
    }
}
