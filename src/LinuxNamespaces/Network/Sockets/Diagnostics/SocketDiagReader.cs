using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.SocketDiagSchema;

namespace LinuxNamespaces.Network;

/// <summary>Reads the messages about TCP, UDP and raw sockets.</summary>
internal static class SocketDiagReader
{
    internal const int ReceiveShutdown = 1;
    internal const int SendShutdown = 2;

    internal static NetSocketInfo? Parse(in NetlinkMessage message, ProtocolType protocol)
    {
        if (message.Type != SOCK_DIAG_BY_FAMILY)
        {
            return null;
        }

        if (message.Payload.Length < Unsafe.SizeOf<inet_diag_msg>())
        {
            throw new InvalidDataException($"The kernel describes a socket in {message.Payload.Length} bytes.");
        }

        inet_diag_msg header = message.ReadStruct<inet_diag_msg>();
        if (header.idiag_family is not ((byte)Linux.AF_INET or (byte)Linux.AF_INET6))
        {
            return null;
        }

        bool v4 = header.idiag_family == Linux.AF_INET;
        Details details = new();
        foreach (NetlinkAttribute attribute in message.AttributesAfter<inet_diag_msg>())
        {
            details.Apply(attribute, protocol);
        }

        return new NetSocketInfo
        {
            Protocol = protocol,
            Local = EndPoint(header.id.idiag_src, header.id.idiag_sport, v4),
            Remote = EndPoint(header.id.idiag_dst, header.id.idiag_dport, v4),
            State = SocketStates.FromKernel(header.idiag_state),
            SendQueue = header.idiag_wqueue,
            ReceiveQueue = header.idiag_rqueue,
            User = header.idiag_uid,
            Inode = header.idiag_inode,
            Cookie = header.id.idiag_cookie.Value,
            LinkIndex = header.id.idiag_if is > 0 and <= int.MaxValue ? (int)header.id.idiag_if : null,
            Timer = (SocketTimer)header.idiag_timer,
            TimerExpires = header.idiag_timer == 0 ? null : TimeSpan.FromMilliseconds(header.idiag_expires),
            Retransmissions = header.idiag_retrans,
            IsIPv6Only = v4 ? null : details.IPv6Only,
            Mark = details.Mark,
            CgroupId = details.Cgroup,
            TypeOfService = v4 ? details.TypeOfService : details.TrafficClass,
            IsReceiveShutDown = details.Shutdown is { } receive ? (receive & ReceiveShutdown) != 0 : null,
            IsSendShutDown = details.Shutdown is { } send ? (send & SendShutdown) != 0 : null,
            Memory = details.Memory,
            CongestionControl = details.CongestionControl,
            Tcp = details.Tcp,
        };
    }

    private static IPEndPoint EndPoint(InetDiagAddress address, ushort port, bool v4)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<InetDiagAddress>(in address));
        return new IPEndPoint(new IPAddress(v4 ? bytes[..sizeof(uint)] : bytes), unchecked((ushort)IPAddress.NetworkToHostOrder((short)port)));
    }

    private struct Details
    {
        internal bool? IPv6Only;
        internal long? Mark;
        internal ulong? Cgroup;
        internal byte? TypeOfService;
        internal byte? TrafficClass;
        internal byte? Shutdown;
        internal SocketMemory? Memory;
        internal string? CongestionControl;
        internal TcpConnectionInfo? Tcp;

        internal void Apply(NetlinkAttribute attribute, ProtocolType protocol)
        {
            switch (attribute.Type)
            {
                case INET_DIAG_INFO when protocol == ProtocolType.Tcp:
                    Tcp = TcpConnectionInfo.Read(attribute.Payload);
                    break;
                case INET_DIAG_CONG:
                    CongestionControl = attribute.ReadString();
                    break;
                case INET_DIAG_TOS:
                    TypeOfService = attribute.ReadByte();
                    break;
                case INET_DIAG_TCLASS:
                    TrafficClass = attribute.ReadByte();
                    break;
                case INET_DIAG_SKMEMINFO:
                    Memory = SocketMemory.Read(attribute.Payload);
                    break;
                case INET_DIAG_SHUTDOWN:
                    Shutdown = attribute.ReadByte();
                    break;
                case INET_DIAG_SKV6ONLY:
                    IPv6Only = attribute.ReadByte() != 0;
                    break;
                case INET_DIAG_MARK:
                    Mark = attribute.ReadUInt32();
                    break;
                case INET_DIAG_CGROUP_ID:
                    Cgroup = attribute.ReadUInt64();
                    break;
            }
        }
    }
}
