using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>A ring of slots that the kernel writes frames into, and this process reads them from without a system call. See packet(7), PACKET_RX_RING.</summary>
internal sealed unsafe class PacketRing : SafeHandle
{
    // What a slot has before the frame: both headers, that of virtio, and what aligns them.
    internal const int Overhead = 96;

    private const int TagLength = 4;
    private const int MinBlockSize = 65_536;

    private readonly int _slotSize;
    private readonly int _slots;
    private readonly int _length;
    private int _next;

    private PacketRing(void* memory, int slotSize, int slots)
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)memory);
        (_slotSize, _slots, _length) = (slotSize, slots, slotSize * slots);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Creates the ring of a socket that is not bound yet.</summary>
    /// <param name="slotSize">A power of two.</param>
    /// <param name="slots">A power of two.</param>
    internal static PacketRing Create(SafeHandle socket, int slotSize, int slots, string target)
    {
        const string operation = "create the ring of a packet socket";
        int total = slotSize * slots;
        int blockSize = Math.Min(total, Math.Max(MinBlockSize, slotSize));
        tpacket_req request = new() { tp_block_size = (uint)blockSize, tp_block_nr = (uint)(total / blockSize), tp_frame_size = (uint)slotSize, tp_frame_nr = (uint)slots };
        SystemCalls.SetSocketOption(socket, Linux.SOL_PACKET, Linux.PACKET_VERSION, Linux.TPACKET_V2, operation);
        SystemCalls.SetSocketOption(socket, Linux.SOL_PACKET, Linux.PACKET_VNET_HDR, 1, operation);
        SystemCalls.Check(Libc.setsockopt(socket, Linux.SOL_PACKET, Linux.PACKET_RX_RING, &request, (uint)sizeof(tpacket_req)), operation, target);
        void* memory = Libc.mmap(null, (nuint)total, Linux.PROT_READ | Linux.PROT_WRITE, Linux.MAP_SHARED, socket, 0);
        SystemCalls.Check((nint)memory, operation, target);
        return new PacketRing(memory, slotSize, slots);
    }

    /// <summary>Gets the oldest frame. The caller holds a reference to this handle until it has released the frame.</summary>
    internal bool TryRead(out RingFrame frame)
    {
        byte* slot = (byte*)handle + ((long)_next * _slotSize);
        tpacket2_hdr* header = (tpacket2_hdr*)slot;
        uint status = Volatile.Read(ref header->tp_status);
        if ((status & Linux.TP_STATUS_USER) == 0)
        {
            frame = default;
            return false;
        }

        byte* start = slot + header->tp_mac;
        int length = (int)header->tp_snaplen;
        int missing = (int)header->tp_len - length;
        virtio_net_hdr offload = *(virtio_net_hdr*)(start - sizeof(virtio_net_hdr));
        if ((status & Linux.TP_STATUS_VLAN_VALID) != 0 && length >= Linux.ETH_HLEN)
        {
            start = InsertTag(start, (status & Linux.TP_STATUS_VLAN_TPID_VALID) != 0 ? header->tp_vlan_tpid : Linux.ETH_P_8021Q, header->tp_vlan_tci, ref offload);
            length += TagLength;
        }

        frame = new RingFrame(new Span<byte>(start, length), missing, offload, ((sockaddr_ll*)(slot + tpacket2_hdr.Size))->sll_pkttype == Linux.PACKET_OUTGOING, header->tp_sec, header->tp_nsec);
        return true;
    }

    /// <summary>Gives the slot of the oldest frame back to the kernel.</summary>
    internal void Release()
    {
        Volatile.Write(ref ((tpacket2_hdr*)((byte*)handle + ((long)_next * _slotSize)))->tp_status, Linux.TP_STATUS_KERNEL);
        _next = (_next + 1) & (_slots - 1);
    }

    protected override bool ReleaseHandle() => Libc.munmap((void*)handle, (nuint)_length) == 0;

    // The kernel takes the tag out of the frame. It goes back behind the addresses, which move into the space of the header of virtio.
    private static byte* InsertTag(byte* start, ushort protocol, ushort tag, ref virtio_net_hdr offload)
    {
        const int addresses = 2 * Linux.ETH_ALEN;
        byte* moved = start - TagLength;
        new ReadOnlySpan<byte>(start, addresses).CopyTo(new Span<byte>(moved, addresses));
        moved[addresses] = (byte)(protocol >> 8);
        moved[addresses + 1] = (byte)(protocol & 0xff);
        moved[addresses + 2] = (byte)(tag >> 8);
        moved[addresses + 3] = (byte)(tag & 0xff);
        if ((offload.flags & Linux.VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0)
        {
            offload.csum_start += TagLength;
        }

        if (offload.hdr_len > 0)
        {
            offload.hdr_len += TagLength;
        }

        return moved;
    }
}
