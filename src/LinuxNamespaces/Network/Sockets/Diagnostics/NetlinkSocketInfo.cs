using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.SocketDiagSchema;

namespace LinuxNamespaces.Network;

/// <summary>Describes a netlink socket in a network namespace, as <c>ss -A netlink -a</c> shows it.</summary>
/// <remarks>See netlink(7) and sock_diag(7).</remarks>
public sealed record NetlinkSocketInfo
{
    // enum of net/netlink/af_netlink.h
    private const byte Connected = 1;

    private NetlinkSocketInfo()
    {
    }

    /// <summary>Gets the number of the netlink family, such as 0 for NETLINK_ROUTE.</summary>
    public int Protocol { get; private init; }

    /// <summary>Gets the type of the socket.</summary>
    public SocketType Type { get; private init; }

    /// <summary>Gets whether the socket has a destination for messages that name none.</summary>
    public bool IsConnected { get; private init; }

    /// <summary>Gets the address of the socket; 0 for a socket of the kernel. It is often, but not always, a process ID.</summary>
    public uint PortId { get; private init; }

    /// <summary>Gets the address that the socket is connected to; 0 for the kernel.</summary>
    public uint DestinationPortId { get; private init; }

    /// <summary>Gets the numbers of the multicast groups that the socket has joined, such as 1 for RTNLGRP_LINK.</summary>
    public IReadOnlyList<int> Groups { get; private init; } = ValueList<int>.Empty;

    /// <summary>Gets the options; <see langword="null"/> before kernel 4.7.</summary>
    public NetlinkSocketFlags? Flags { get; private init; }

    /// <summary>Gets the memory that the socket uses; <see langword="null"/> if the kernel does not report it.</summary>
    public SocketMemory? Memory { get; private init; }

    /// <summary>Gets the inode number, as in <c>socket:[4711]</c> under <c>/proc/PID/fd</c>; 0 for a socket of the kernel.</summary>
    public ulong Inode { get; private init; }

    /// <summary>Gets the kernel's number of the socket, which is not reused.</summary>
    public ulong Cookie { get; private init; }

    internal static IReadOnlyList<NetlinkSocketInfo> List(NetNamespace netNamespace, int? protocol)
    {
        NetlinkMessageWriter request = WriteList(stackalloc byte[SocketDiag.BufferSize], protocol);
        // The kernel lists a socket that has joined a group twice.
        return [.. SocketDiag.List(netNamespace, "list netlink sockets", SocketDiag.NetlinkFeature, request, Parse).DistinctBy(socket => socket.Cookie)];
    }

    internal static NetlinkMessageWriter WriteList(Span<byte> buffer, int? protocol)
    {
        NetlinkMessageWriter request = new(buffer, SOCK_DIAG_BY_FAMILY);
        ref netlink_diag_req header = ref request.WriteStruct<netlink_diag_req>();
        header.sdiag_family = Linux.AF_NETLINK;
        header.sdiag_protocol = (byte?)protocol ?? NDIAG_PROTO_ALL;
        header.ndiag_show = NDIAG_SHOW_MEMINFO | NDIAG_SHOW_GROUPS | NDIAG_SHOW_FLAGS;
        return request;
    }

    internal static NetlinkSocketInfo? Parse(in NetlinkMessage message)
    {
        if (message.Type != SOCK_DIAG_BY_FAMILY)
        {
            return null;
        }

        if (message.Payload.Length < Unsafe.SizeOf<netlink_diag_msg>())
        {
            throw new InvalidDataException($"The kernel describes a netlink socket in {message.Payload.Length} bytes.");
        }

        netlink_diag_msg header = message.ReadStruct<netlink_diag_msg>();
        if (header.ndiag_family != Linux.AF_NETLINK)
        {
            return null;
        }

        (ValueList<int> groups, NetlinkSocketFlags? flags, SocketMemory? memory) = (ValueList<int>.Empty, null, null);
        foreach (NetlinkAttribute attribute in message.AttributesAfter<netlink_diag_msg>())
        {
            switch (attribute.Type)
            {
                case NETLINK_DIAG_GROUPS:
                    groups = ReadGroups(attribute.Payload);
                    break;
                case NETLINK_DIAG_FLAGS:
                    flags = unchecked((NetlinkSocketFlags)attribute.ReadUInt32());
                    break;
                case NETLINK_DIAG_MEMINFO:
                    memory = SocketMemory.Read(attribute.Payload);
                    break;
            }
        }

        return new NetlinkSocketInfo
        {
            Protocol = header.ndiag_protocol,
            Type = (SocketType)header.ndiag_type,
            IsConnected = header.ndiag_state == Connected,
            PortId = header.ndiag_portid,
            DestinationPortId = header.ndiag_dst_portid,
            Groups = groups,
            Flags = flags,
            Memory = memory,
            Inode = header.ndiag_ino,
            Cookie = header.ndiag_cookie.Value,
        };
    }

    /// <summary>Reads a bit for each group, from group 1, in words of the machine.</summary>
    private static ValueList<int> ReadGroups(ReadOnlySpan<byte> payload)
    {
        List<int> groups = [];
        for (int bit = 0; bit < payload.Length * 8; bit++)
        {
            int index = BitConverter.IsLittleEndian ? bit / 8 : (bit / 8) ^ (nint.Size - 1);
            if ((payload[index] & (1 << (bit % 8))) != 0)
            {
                groups.Add(bit + 1);
            }
        }

        return new ValueList<int>(groups);
    }
}
