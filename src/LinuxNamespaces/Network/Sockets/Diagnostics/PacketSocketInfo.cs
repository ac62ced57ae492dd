using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.SocketDiagSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes a packet socket in a network namespace, such as that of a program that captures packets, as <c>ss -0a</c> shows it.</summary>
/// <remarks>See packet(7) and sock_diag(7).</remarks>
public sealed record PacketSocketInfo
{
    private PacketSocketInfo()
    {
    }

    /// <summary>Gets the type: <see cref="SocketType.Raw"/> with link-layer headers, <see cref="SocketType.Dgram"/> without them.</summary>
    public SocketType Type { get; private init; }

    /// <summary>Gets the EtherType of the packets that are received: 3 (ETH_P_ALL) for all, 0 for none. Linux/if_ether.h has the numbers.</summary>
    public int Protocol { get; private init; }

    /// <summary>Gets the index of the link that the socket is bound to; <see langword="null"/> for all links.</summary>
    public int? LinkIndex { get; private init; }

    /// <summary>Gets the version of the ring headers: 1 to 3 (PACKET_VERSION).</summary>
    public int Version { get; private init; }

    /// <summary>Gets the options.</summary>
    public PacketSocketFlags Flags { get; private init; }

    /// <summary>Gets the number of the group whose sockets share the packets (PACKET_FANOUT); <see langword="null"/> for none.</summary>
    public int? FanoutGroup { get; private init; }

    /// <summary>Gets the ring of received packets; <see langword="null"/> for none.</summary>
    public PacketSocketRing? ReceiveRing { get; private init; }

    /// <summary>Gets the ring of packets to send; <see langword="null"/> for none.</summary>
    public PacketSocketRing? SendRing { get; private init; }

    /// <summary>Gets the memory that the socket uses; <see langword="null"/> if the kernel does not report it.</summary>
    public SocketMemory? Memory { get; private init; }

    /// <summary>Gets the user ID of the socket's owner; <see langword="null"/> if the kernel does not report it.</summary>
    public uint? User { get; private init; }

    /// <summary>Gets the inode number, as in <c>socket:[4711]</c> under <c>/proc/PID/fd</c>.</summary>
    public ulong Inode { get; private init; }

    /// <summary>Gets the kernel's number of the socket, which is not reused.</summary>
    public ulong Cookie { get; private init; }

    internal static IReadOnlyList<PacketSocketInfo> List(NetNamespace netNamespace) =>
        SocketDiag.List(netNamespace, "list packet sockets", SocketDiag.PacketFeature, WriteList(stackalloc byte[SocketDiag.BufferSize]), Parse);

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer)
    {
        NetlinkMessageWriter request = new(buffer, SOCK_DIAG_BY_FAMILY);
        ref packet_diag_req header = ref request.WriteStruct<packet_diag_req>();
        header.sdiag_family = Linux.AF_PACKET;
        // The user is reported with PACKET_SHOW_INFO.
        header.pdiag_show = PACKET_SHOW_INFO | PACKET_SHOW_RING_CFG | PACKET_SHOW_FANOUT | PACKET_SHOW_MEMINFO;
        return request;
    }

    internal static PacketSocketInfo? Parse(in NetlinkMessage message)
    {
        if (message.Type != SOCK_DIAG_BY_FAMILY)
        {
            return null;
        }

        if (message.Payload.Length < Unsafe.SizeOf<packet_diag_msg>())
        {
            throw new InvalidDataException($"The kernel describes a packet socket in {message.Payload.Length} bytes.");
        }

        packet_diag_msg header = message.ReadStruct<packet_diag_msg>();
        if (header.pdiag_family != Linux.AF_PACKET)
        {
            return null;
        }

        PacketSocketInfo socket = new()
        {
            Type = (SocketType)header.pdiag_type,
            Protocol = header.pdiag_num,
            Inode = header.pdiag_ino,
            Cookie = header.pdiag_cookie.Value,
        };
        foreach (NetlinkAttribute attribute in message.AttributesAfter<packet_diag_msg>())
        {
            socket = socket.With(attribute);
        }

        return socket;
    }

    private PacketSocketInfo With(NetlinkAttribute attribute) => attribute.Type switch
    {
        PACKET_DIAG_INFO when attribute.ReadStruct<packet_diag_info>() is var info => this with
        {
            LinkIndex = info.pdi_index == 0 ? null : unchecked((int)info.pdi_index),
            Version = unchecked((int)info.pdi_version + 1),
            Flags = unchecked((PacketSocketFlags)info.pdi_flags),
        },
        PACKET_DIAG_RX_RING => this with { ReceiveRing = PacketSocketRing.Read(attribute) },
        PACKET_DIAG_TX_RING => this with { SendRing = PacketSocketRing.Read(attribute) },
        // The mode is in the upper half.
        PACKET_DIAG_FANOUT => this with { FanoutGroup = (ushort)attribute.ReadUInt32() },
        PACKET_DIAG_UID => this with { User = attribute.ReadUInt32() },
        PACKET_DIAG_MEMINFO => this with { Memory = SocketMemory.Read(attribute.Payload) },
        _ => this,
    };
}
