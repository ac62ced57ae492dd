using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The attributes of virtual tunnel interfaces (linux/if_tunnel.h).</summary>
internal static class VtiSchema
{
    internal const ushort IFLA_VTI_LINK = 1;
    internal const ushort IFLA_VTI_IKEY = 2;
    internal const ushort IFLA_VTI_OKEY = 3;
    internal const ushort IFLA_VTI_LOCAL = 4;
    internal const ushort IFLA_VTI_REMOTE = 5;
    internal const ushort IFLA_VTI_FWMARK = 6;

    internal static TunnelLayout Layout { get; } = new(IFLA_VTI_LINK, IFLA_VTI_LOCAL, IFLA_VTI_REMOTE, IFLA_VTI_FWMARK);

    internal static NetlinkAttributeSet Data { get; } = new(
        new(IFLA_VTI_LINK, nameof(IFLA_VTI_LINK)),
        new(IFLA_VTI_IKEY, nameof(IFLA_VTI_IKEY)),
        new(IFLA_VTI_OKEY, nameof(IFLA_VTI_OKEY)),
        new(IFLA_VTI_LOCAL, nameof(IFLA_VTI_LOCAL)),
        new(IFLA_VTI_REMOTE, nameof(IFLA_VTI_REMOTE)),
        new(IFLA_VTI_FWMARK, nameof(IFLA_VTI_FWMARK)));
}
