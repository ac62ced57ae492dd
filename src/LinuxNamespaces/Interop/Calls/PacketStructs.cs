using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>struct tpacket_req of linux/if_packet.h: the size of a ring.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tpacket_req
{
    internal uint tp_block_size;
    internal uint tp_block_nr;
    internal uint tp_frame_size;
    internal uint tp_frame_nr;
}

/// <summary>struct tpacket2_hdr of linux/if_packet.h: what a slot of a ring begins with. A sockaddr_ll follows.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct tpacket2_hdr
{
    internal const int Size = 32;

    [FieldOffset(0)] internal uint tp_status;
    [FieldOffset(4)] internal uint tp_len;
    [FieldOffset(8)] internal uint tp_snaplen;
    [FieldOffset(12)] internal ushort tp_mac;
    [FieldOffset(14)] internal ushort tp_net;
    [FieldOffset(16)] internal uint tp_sec;
    [FieldOffset(20)] internal uint tp_nsec;
    [FieldOffset(24)] internal ushort tp_vlan_tci;
    [FieldOffset(26)] internal ushort tp_vlan_tpid;
}

/// <summary>struct tpacket_stats of linux/if_packet.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tpacket_stats
{
    internal uint tp_packets;
    internal uint tp_drops;
}

/// <summary>struct sockaddr_ll of linux/if_packet.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 20)]
internal struct sockaddr_ll
{
    [FieldOffset(0)] internal ushort sll_family;
    [FieldOffset(2)] internal ushort sll_protocol;
    [FieldOffset(4)] internal int sll_ifindex;
    [FieldOffset(8)] internal ushort sll_hatype;
    [FieldOffset(10)] internal byte sll_pkttype;
    [FieldOffset(11)] internal byte sll_halen;
}

/// <summary>struct packet_mreq of linux/if_packet.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct packet_mreq
{
    [FieldOffset(0)] internal int mr_ifindex;
    [FieldOffset(4)] internal ushort mr_type;
    [FieldOffset(6)] internal ushort mr_alen;
}

/// <summary>struct virtio_net_hdr of linux/virtio_net.h: what is left for the receiver of a frame to do.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct virtio_net_hdr
{
    internal byte flags;
    internal byte gso_type;
    internal ushort hdr_len;
    internal ushort gso_size;
    internal ushort csum_start;
    internal ushort csum_offset;
}

/// <summary>struct mmsghdr of sys/socket.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct mmsghdr
{
    internal msghdr msg_hdr;
    internal uint msg_len;
}
