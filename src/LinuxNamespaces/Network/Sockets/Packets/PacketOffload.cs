using System.Buffers.Binary;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>What the sender of a frame has left for the device to do, as <c>struct virtio_net_hdr</c> has it: the checksum, and cutting a long packet into segments.</summary>
/// <remarks>
/// A frame from a virtual link often has no checksum yet, and can be longer than the MTU. Pass the value on with the frame, and the next link or its
/// receiver does the work. See the kernel's linux/virtio_net.h.
/// </remarks>
public readonly record struct PacketOffload
{
    private readonly byte _flags;
    private readonly byte _segmentKind;
    private readonly ushort _headerLength;
    private readonly ushort _segmentSize;
    private readonly ushort _checksumStart;
    private readonly ushort _checksumOffset;

    internal PacketOffload(in virtio_net_hdr header) =>
        (_flags, _segmentKind, _headerLength, _segmentSize, _checksumStart, _checksumOffset) =
            (header.flags, header.gso_type, header.hdr_len, header.gso_size, header.csum_start, header.csum_offset);

    /// <summary>Gets whether the checksum of the frame is incomplete.</summary>
    public bool NeedsChecksum => (_flags & Linux.VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0;

    /// <summary>Gets whether the frame is to be cut into segments.</summary>
    public bool NeedsSegmentation => _segmentKind != Linux.VIRTIO_NET_HDR_GSO_NONE;

    /// <summary>Gets the payload of a segment, in bytes; 0 without segmentation.</summary>
    public int SegmentSize => _segmentSize;

    internal virtio_net_hdr Header => new()
    {
        flags = _flags, gso_type = _segmentKind, hdr_len = _headerLength, gso_size = _segmentSize, csum_start = _checksumStart, csum_offset = _checksumOffset,
    };

    /// <summary>Completes the checksum of a frame, if it is incomplete. Does nothing to a frame that is to be cut into segments, or that is too short.</summary>
    /// <param name="frame">The frame.</param>
    /// <returns>What is left to do.</returns>
    public PacketOffload CompleteChecksum(Span<byte> frame)
    {
        int place = _checksumStart + _checksumOffset;
        if (!NeedsChecksum || NeedsSegmentation || place + sizeof(ushort) > frame.Length)
        {
            return this;
        }

        // The place of the checksum has the sum of the pseudo header.
        ushort checksum = (ushort)(Sum(frame[_checksumStart..]) ^ ushort.MaxValue);
        // UDP has another meaning for 0, and both are the same number for the others.
        BinaryPrimitives.WriteUInt16BigEndian(frame[place..], checksum == 0 ? ushort.MaxValue : checksum);
        return default;
    }

    private static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        if (bytes.Length >= sizeof(ushort))
        {
            sum += (ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 16;
            bytes = bytes[sizeof(ushort)..];
        }

        sum += bytes.IsEmpty ? 0 : (ulong)bytes[0] << 8;
        while (sum > ushort.MaxValue)
        {
            sum = (sum >> 16) + (sum & ushort.MaxValue);
        }

        return (ushort)sum;
    }
}
