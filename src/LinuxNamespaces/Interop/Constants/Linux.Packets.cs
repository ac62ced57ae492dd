namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/if_packet.h, linux/if_ether.h, linux/virtio_net.h, sys/eventfd.h.</summary>
internal static partial class Linux
{
    internal const int SOL_PACKET = 263;
    internal const int PACKET_ADD_MEMBERSHIP = 1;
    internal const int PACKET_RX_RING = 5;
    internal const int PACKET_STATISTICS = 6;
    internal const int PACKET_VERSION = 10;
    internal const int PACKET_VNET_HDR = 15;
    internal const int PACKET_QDISC_BYPASS = 20;
    internal const int PACKET_IGNORE_OUTGOING = 23;
    internal const ushort PACKET_MR_PROMISC = 1;
    internal const byte PACKET_OUTGOING = 4;
    internal const int TPACKET_V2 = 1;
    internal const int TPACKET_ALIGNMENT = 16;

    internal const uint TP_STATUS_KERNEL = 0;
    internal const uint TP_STATUS_USER = 1;
    internal const uint TP_STATUS_VLAN_VALID = 0x10;
    internal const uint TP_STATUS_VLAN_TPID_VALID = 0x40;

    internal const ushort ETH_P_ALL = 3;
    internal const ushort ETH_P_8021Q = 0x8100;
    internal const int ETH_HLEN = 14;
    internal const int ETH_ALEN = 6;

    internal const byte VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;
    internal const byte VIRTIO_NET_HDR_GSO_NONE = 0;

    internal const int SO_ERROR = 4;

    internal const int EFD_CLOEXEC = 0x80000;
    internal const int EFD_NONBLOCK = 0x800;

    internal const int PROT_WRITE = 2;
    internal const int MAP_SHARED = 1;
}
