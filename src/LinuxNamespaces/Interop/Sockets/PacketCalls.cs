using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Interop;

/// <summary>The options of a packet socket; packet(7).</summary>
internal static unsafe class PacketCalls
{
    /// <summary>From now on the socket receives the frames of a link.</summary>
    internal static void Bind(SafeHandle socket, int link, string target)
    {
        sockaddr_ll address = new() { sll_family = Linux.AF_PACKET, sll_protocol = BinaryPrimitives.ReverseEndianness(Linux.ETH_P_ALL), sll_ifindex = link };
        SystemCalls.Check(Libc.bind(socket, &address, (uint)sizeof(sockaddr_ll)), "bind a packet socket to link", target);
    }

    /// <summary>The link receives frames that are not addressed to it, as long as the socket is open.</summary>
    internal static void AddPromiscuous(SafeHandle socket, int link, string target)
    {
        packet_mreq request = new() { mr_ifindex = link, mr_type = Linux.PACKET_MR_PROMISC };
        SystemCalls.Check(
            Libc.setsockopt(socket, Linux.SOL_PACKET, Linux.PACKET_ADD_MEMBERSHIP, &request, (uint)sizeof(packet_mreq)), "receive every frame of link", target);
    }

    /// <summary>Leaves out what the link itself sends. Kernels before 4.20 cannot; such frames have a mark.</summary>
    internal static void IgnoreOutgoing(SafeHandle socket)
    {
        int on = 1;
        _ = Libc.setsockopt(socket, Linux.SOL_PACKET, Linux.PACKET_IGNORE_OUTGOING, &on, sizeof(int));
    }

    /// <summary>From now on frames go to the device without the qdiscs of the link.</summary>
    internal static void BypassQdisc(SafeHandle socket) =>
        SystemCalls.SetSocketOption(socket, Linux.SOL_PACKET, Linux.PACKET_QDISC_BYPASS, 1, "let a packet socket send without qdiscs");

    /// <summary>How many frames the kernel had no room for since the last call.</summary>
    internal static uint TakeDrops(SafeHandle socket)
    {
        tpacket_stats statistics;
        uint length = (uint)sizeof(tpacket_stats);
        return Libc.getsockopt(socket, Linux.SOL_PACKET, Linux.PACKET_STATISTICS, &statistics, &length) == 0 ? statistics.tp_drops : 0;
    }

    /// <summary>Reads the error of a socket, which makes it ready until it is read.</summary>
    internal static void ClearError(SafeHandle socket)
    {
        int error;
        uint length = sizeof(int);
        _ = Libc.getsockopt(socket, Linux.SOL_SOCKET, Linux.SO_ERROR, &error, &length);
    }
}
