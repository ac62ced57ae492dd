namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/if_link.h, linux/if.h, linux/veth.h, linux/if_arp.h.</summary>
internal static partial class Linux
{
    internal const int IFNAMSIZ = 16;

    internal const int ALTIFNAMSIZ = 128;

    internal const int IFALIASZ = 256;

    internal const uint IFF_UP = 0x1;
    internal const int SIOCSIFFLAGS = 0x8914;
    internal const uint IFF_BROADCAST = 0x2;
    internal const uint IFF_LOOPBACK = 0x8;
    internal const uint IFF_POINTOPOINT = 0x10;
    internal const uint IFF_RUNNING = 0x40;
    internal const uint IFF_NOARP = 0x80;
    internal const uint IFF_PROMISC = 0x100;
    internal const uint IFF_ALLMULTI = 0x200;
    internal const uint IFF_MASTER = 0x400;
    internal const uint IFF_SLAVE = 0x800;
    internal const uint IFF_MULTICAST = 0x1000;
    internal const uint IFF_DYNAMIC = 0x8000;
    internal const uint IFF_LOWER_UP = 0x10000;
    internal const uint IFF_DORMANT = 0x20000;

    internal const int ARPHRD_ETHER = 1;
    internal const int ARPHRD_LOOPBACK = 772;

    internal const ushort IFLA_UNSPEC = 0;
    internal const ushort IFLA_ADDRESS = 1;
    internal const ushort IFLA_BROADCAST = 2;
    internal const ushort IFLA_IFNAME = 3;
    internal const ushort IFLA_MTU = 4;
    internal const ushort IFLA_LINK = 5;
    internal const ushort IFLA_QDISC = 6;
    internal const ushort IFLA_STATS = 7;
    internal const ushort IFLA_COST = 8;
    internal const ushort IFLA_PRIORITY = 9;
    internal const ushort IFLA_MASTER = 10;
    internal const ushort IFLA_WIRELESS = 11;
    internal const ushort IFLA_PROTINFO = 12;
    internal const ushort IFLA_TXQLEN = 13;
    internal const ushort IFLA_MAP = 14;
    internal const ushort IFLA_WEIGHT = 15;
    internal const ushort IFLA_OPERSTATE = 16;
    internal const ushort IFLA_LINKMODE = 17;
    internal const ushort IFLA_LINKINFO = 18;
    internal const ushort IFLA_NET_NS_PID = 19;
    internal const ushort IFLA_IFALIAS = 20;
    internal const ushort IFLA_NUM_VF = 21;
    internal const ushort IFLA_VFINFO_LIST = 22;
    internal const ushort IFLA_STATS64 = 23;
    internal const ushort IFLA_VF_PORTS = 24;
    internal const ushort IFLA_PORT_SELF = 25;
    internal const ushort IFLA_AF_SPEC = 26;
    internal const ushort IFLA_GROUP = 27;
    internal const ushort IFLA_NET_NS_FD = 28;
    internal const ushort IFLA_EXT_MASK = 29;
    internal const ushort IFLA_PROMISCUITY = 30;
    internal const ushort IFLA_NUM_TX_QUEUES = 31;
    internal const ushort IFLA_NUM_RX_QUEUES = 32;
    internal const ushort IFLA_CARRIER = 33;
    internal const ushort IFLA_PHYS_PORT_ID = 34;
    internal const ushort IFLA_CARRIER_CHANGES = 35;
    internal const ushort IFLA_PHYS_SWITCH_ID = 36;
    internal const ushort IFLA_LINK_NETNSID = 37;
    internal const ushort IFLA_PHYS_PORT_NAME = 38;
    internal const ushort IFLA_PROTO_DOWN = 39;
    internal const ushort IFLA_GSO_MAX_SEGS = 40;
    internal const ushort IFLA_GSO_MAX_SIZE = 41;
    internal const ushort IFLA_PAD = 42;
    internal const ushort IFLA_XDP = 43;
    internal const ushort IFLA_EVENT = 44;
    internal const ushort IFLA_NEW_NETNSID = 45;
    internal const ushort IFLA_IF_NETNSID = 46;
    internal const ushort IFLA_TARGET_NETNSID = 46;
    internal const ushort IFLA_CARRIER_UP_COUNT = 47;
    internal const ushort IFLA_CARRIER_DOWN_COUNT = 48;
    internal const ushort IFLA_NEW_IFINDEX = 49;
    internal const ushort IFLA_MIN_MTU = 50;
    internal const ushort IFLA_MAX_MTU = 51;
    internal const ushort IFLA_PROP_LIST = 52;
    internal const ushort IFLA_ALT_IFNAME = 53;
    internal const ushort IFLA_PERM_ADDRESS = 54;
    internal const ushort IFLA_PROTO_DOWN_REASON = 55;
    internal const ushort IFLA_PROTO_DOWN_REASON_VALUE = 2;
    internal const ushort IFLA_PARENT_DEV_NAME = 56;
    internal const ushort IFLA_PARENT_DEV_BUS_NAME = 57;
    internal const ushort IFLA_GRO_MAX_SIZE = 58;
    internal const ushort IFLA_TSO_MAX_SIZE = 59;
    internal const ushort IFLA_TSO_MAX_SEGS = 60;
    internal const ushort IFLA_ALLMULTI = 61;
    internal const ushort IFLA_GSO_IPV4_MAX_SIZE = 63;
    internal const ushort IFLA_GRO_IPV4_MAX_SIZE = 64;
    internal const ushort IFLA_NETNS_IMMUTABLE = 67;
    internal const ushort IFLA_INET6_TOKEN = 7;
    internal const ushort IFLA_INET6_ADDR_GEN_MODE = 8;
    internal const ushort IFLA_INFO_UNSPEC = 0;
    internal const ushort IFLA_INFO_KIND = 1;
    internal const ushort IFLA_INFO_DATA = 2;
    internal const ushort IFLA_INFO_XSTATS = 3;
    internal const ushort IFLA_INFO_SLAVE_KIND = 4;
    internal const ushort IFLA_INFO_SLAVE_DATA = 5;

    internal const int IN6_ADDR_GEN_MODE_EUI64 = 0;
    internal const int IN6_ADDR_GEN_MODE_NONE = 1;
    internal const int IN6_ADDR_GEN_MODE_STABLE_PRIVACY = 2;
    internal const int IN6_ADDR_GEN_MODE_RANDOM = 3;

    internal const int IF_OPER_UNKNOWN = 0;
    internal const int IF_OPER_NOTPRESENT = 1;
    internal const int IF_OPER_DOWN = 2;
    internal const int IF_OPER_LOWERLAYERDOWN = 3;
    internal const int IF_OPER_TESTING = 4;
    internal const int IF_OPER_DORMANT = 5;
    internal const int IF_OPER_UP = 6;

    internal const int BR_STATE_DISABLED = 0;
    internal const int BR_STATE_LISTENING = 1;
    internal const int BR_STATE_LEARNING = 2;
    internal const int BR_STATE_FORWARDING = 3;
    internal const int BR_STATE_BLOCKING = 4;
}
