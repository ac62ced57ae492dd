using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The messages of the generic netlink family of WireGuard (linux/wireguard.h).</summary>
internal static class WireGuardSchema
{
    /// <summary>WG_GENL_NAME.</summary>
    internal const string FamilyName = "wireguard";
    internal const int WG_KEY_LEN = 32;
    internal const byte WG_CMD_GET_DEVICE = 0;
    internal const byte WG_CMD_SET_DEVICE = 1;
    internal const uint WGDEVICE_F_REPLACE_PEERS = 1;
    internal const ushort WGDEVICE_A_IFINDEX = 1;
    internal const ushort WGDEVICE_A_IFNAME = 2;
    internal const ushort WGDEVICE_A_PRIVATE_KEY = 3;
    internal const ushort WGDEVICE_A_PUBLIC_KEY = 4;
    internal const ushort WGDEVICE_A_FLAGS = 5;
    internal const ushort WGDEVICE_A_LISTEN_PORT = 6;
    internal const ushort WGDEVICE_A_FWMARK = 7;
    internal const ushort WGDEVICE_A_PEERS = 8;
    internal const uint WGPEER_F_REMOVE_ME = 1;
    internal const uint WGPEER_F_REPLACE_ALLOWEDIPS = 2;
    internal const uint WGPEER_F_UPDATE_ONLY = 4;
    internal const ushort WGPEER_A_PUBLIC_KEY = 1;
    internal const ushort WGPEER_A_PRESHARED_KEY = 2;
    internal const ushort WGPEER_A_FLAGS = 3;
    internal const ushort WGPEER_A_ENDPOINT = 4;
    internal const ushort WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL = 5;
    internal const ushort WGPEER_A_LAST_HANDSHAKE_TIME = 6;
    internal const ushort WGPEER_A_RX_BYTES = 7;
    internal const ushort WGPEER_A_TX_BYTES = 8;
    internal const ushort WGPEER_A_ALLOWEDIPS = 9;
    internal const ushort WGPEER_A_PROTOCOL_VERSION = 10;
    internal const ushort WGALLOWEDIP_A_FAMILY = 1;
    internal const ushort WGALLOWEDIP_A_IPADDR = 2;
    internal const ushort WGALLOWEDIP_A_CIDR_MASK = 3;

    private static readonly NetlinkAttributeSet s_allowedIp = new(
        new(WGALLOWEDIP_A_FAMILY, nameof(WGALLOWEDIP_A_FAMILY)),
        new(WGALLOWEDIP_A_IPADDR, nameof(WGALLOWEDIP_A_IPADDR)),
        new(WGALLOWEDIP_A_CIDR_MASK, nameof(WGALLOWEDIP_A_CIDR_MASK)));

    private static readonly NetlinkAttributeSet s_peer = new(
        new(WGPEER_A_PUBLIC_KEY, nameof(WGPEER_A_PUBLIC_KEY)),
        new(WGPEER_A_PRESHARED_KEY, nameof(WGPEER_A_PRESHARED_KEY)),
        new(WGPEER_A_FLAGS, nameof(WGPEER_A_FLAGS)),
        new(WGPEER_A_ENDPOINT, nameof(WGPEER_A_ENDPOINT)),
        new(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, nameof(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL)),
        new(WGPEER_A_LAST_HANDSHAKE_TIME, nameof(WGPEER_A_LAST_HANDSHAKE_TIME)),
        new(WGPEER_A_RX_BYTES, nameof(WGPEER_A_RX_BYTES)),
        new(WGPEER_A_TX_BYTES, nameof(WGPEER_A_TX_BYTES)),
        new(WGPEER_A_ALLOWEDIPS, nameof(WGPEER_A_ALLOWEDIPS)) { Nested = s_allowedIp, IsArray = true },
        new(WGPEER_A_PROTOCOL_VERSION, nameof(WGPEER_A_PROTOCOL_VERSION)));

    internal static NetlinkAttributeSet Device { get; } = new(
        new(WGDEVICE_A_IFINDEX, nameof(WGDEVICE_A_IFINDEX)),
        new(WGDEVICE_A_IFNAME, nameof(WGDEVICE_A_IFNAME)),
        new(WGDEVICE_A_PRIVATE_KEY, nameof(WGDEVICE_A_PRIVATE_KEY)),
        new(WGDEVICE_A_PUBLIC_KEY, nameof(WGDEVICE_A_PUBLIC_KEY)),
        new(WGDEVICE_A_FLAGS, nameof(WGDEVICE_A_FLAGS)),
        new(WGDEVICE_A_LISTEN_PORT, nameof(WGDEVICE_A_LISTEN_PORT)),
        new(WGDEVICE_A_FWMARK, nameof(WGDEVICE_A_FWMARK)),
        new(WGDEVICE_A_PEERS, nameof(WGDEVICE_A_PEERS)) { Nested = s_peer, IsArray = true });
}
