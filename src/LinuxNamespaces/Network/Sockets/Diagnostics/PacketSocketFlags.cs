namespace LinuxNamespaces.Network;

/// <summary>Specifies the options of a packet socket; linux/packet_diag.h.</summary>
[Flags]
public enum PacketSocketFlags
{
    /// <summary>No option is set.</summary>
    None = 0,

    /// <summary>The socket receives packets (PDI_RUNNING).</summary>
    Running = 0x1,

    /// <summary>The socket receives auxiliary data with each packet (PACKET_AUXDATA).</summary>
    AuxiliaryData = 0x2,

    /// <summary>The socket receives the index of the link that a packet arrived on first (PACKET_ORIGDEV).</summary>
    OriginalLink = 0x4,

    /// <summary>Packets have a virtio header (PACKET_VNET_HDR).</summary>
    VirtioHeader = 0x8,

    /// <summary>Malformed packets of the transmit ring are skipped (PACKET_LOSS).</summary>
    SkipsMalformed = 0x10,
}
