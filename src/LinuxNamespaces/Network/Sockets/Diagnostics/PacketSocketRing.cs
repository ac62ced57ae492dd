using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes a ring of packets that a packet socket shares with its process (PACKET_RX_RING, PACKET_TX_RING); packet(7).</summary>
public sealed record PacketSocketRing
{
    private PacketSocketRing()
    {
    }

    /// <summary>Gets the length of a block in bytes.</summary>
    public long BlockSize { get; private init; }

    /// <summary>Gets the number of blocks.</summary>
    public long BlockCount { get; private init; }

    /// <summary>Gets the length of a frame in bytes.</summary>
    public long FrameSize { get; private init; }

    /// <summary>Gets the number of frames.</summary>
    public long FrameCount { get; private init; }

    internal static PacketSocketRing Read(NetlinkAttribute attribute)
    {
        packet_diag_ring ring = attribute.ReadStruct<packet_diag_ring>();
        return new PacketSocketRing { BlockSize = ring.pdr_block_size, BlockCount = ring.pdr_block_nr, FrameSize = ring.pdr_frame_size, FrameCount = ring.pdr_frame_nr };
    }
}
