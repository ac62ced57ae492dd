namespace LinuxNamespaces.Interop;

/// <summary>Constants of sys/socket.h, netinet/in.h, linux/icmp.h, poll.h.</summary>
internal static partial class Linux
{
    internal const int AF_UNSPEC = 0;
    internal const int AF_UNIX = 1;
    internal const int AF_INET = 2;
    internal const int AF_INET6 = 10;
    internal const int AF_NETLINK = 16;
    internal const int AF_PACKET = 17;
    internal const int AF_BRIDGE = 7;
    internal const int AF_VSOCK = 40;

    internal const int SOCK_STREAM = 1;
    internal const int SOCK_DGRAM = 2;
    internal const int SOCK_RAW = 3;
    internal const int SOCK_SEQPACKET = 5;
    internal const int SOCK_CLOEXEC = 0x80000;
    internal const int SOCK_NONBLOCK = 0x800;

    internal const int SOL_SOCKET = 1;

    internal const int SO_RCVBUF = 8;
    internal const int SO_SNDBUFFORCE = 32;
    internal const int SO_RCVBUFFORCE = 33;
    internal const int SO_PASSCRED = 16;
    internal const int SO_ATTACH_FILTER = 26;
    internal const int SO_SNDBUF = 7;
    internal const int SO_NETNS_COOKIE = 71;
    internal const int SO_TIMESTAMPNS_OLD = 35;

    internal const int IPPROTO_IP = 0;
    internal const int IPPROTO_ICMP = 1;
    internal const int IPPROTO_IPV6 = 41;
    internal const int IPPROTO_HOPOPTS = 0;
    internal const int IPPROTO_ROUTING = 43;
    internal const int IPPROTO_FRAGMENT = 44;
    internal const int IPPROTO_ICMPV6 = 58;
    internal const int IPPROTO_DSTOPTS = 60;
    internal const int IPPROTO_RAW = 255;

    internal const int SOL_RAW = 255;

    internal const int IP_TTL = 2;
    internal const int IP_RECVERR = 11;
    internal const int IP_RECVTTL = 12;
    internal const int IPV6_RECVERR = 25;
    internal const int MSG_ERRQUEUE = 0x2000;
    internal const byte SO_EE_ORIGIN_ICMP = 2;
    internal const byte SO_EE_ORIGIN_ICMP6 = 3;

    internal const ushort BPF_LD = 0x00;
    internal const ushort BPF_W = 0x00;
    internal const ushort BPF_H = 0x08;
    internal const ushort BPF_B = 0x10;
    internal const ushort BPF_ABS = 0x20;
    internal const ushort BPF_JMP = 0x05;
    internal const ushort BPF_JEQ = 0x10;
    internal const ushort BPF_K = 0x00;
    internal const ushort BPF_RET = 0x06;

    internal const int IPV6_UNICAST_HOPS = 16;
    internal const int IPV6_RECVHOPLIMIT = 51;
    internal const int IPV6_HOPLIMIT = 52;

    internal const int ICMP_FILTER = 1;

    internal const int ICMP6_FILTER = 1;

    internal const byte ICMP_ECHO = 8;
    internal const byte ICMP_ECHOREPLY = 0;
    internal const byte ICMP_DEST_UNREACH = 3;
    internal const byte ICMP_TIME_EXCEEDED = 11;
    internal const byte ICMP_FRAG_NEEDED = 4;

    internal const byte ICMP6_ECHO_REQUEST = 128;
    internal const byte ICMP6_ECHO_REPLY = 129;
    internal const byte ICMP6_DST_UNREACH = 1;
    internal const byte ICMP6_PACKET_TOO_BIG = 2;
    internal const byte ICMP6_TIME_EXCEEDED = 3;
    internal const byte ICMP6_PARAM_PROB = 4;

    internal const int POLLIN = 1;

    internal const int MSG_TRUNC = 0x20;
    internal const int MSG_DONTWAIT = 0x40;
    internal const int MSG_PEEK = 0x2;
    internal const int MSG_CTRUNC = 0x8;
    internal const int MSG_NOSIGNAL = 0x4000;
    internal const int MSG_CMSG_CLOEXEC = 0x40000000;

    internal const int SCM_RIGHTS = 1;
    internal const int SCM_CREDENTIALS = 2;
}
