namespace LinuxNamespaces.Interop;

/// <summary>Constants of linux/if_tun.h.</summary>
internal static partial class Linux
{
    internal const int IFF_TUN = 0x0001;
    internal const int IFF_TAP = 0x0002;
    internal const int IFF_MULTI_QUEUE = 0x0100;
    internal const int IFF_NO_PI = 0x1000;
    internal const int IFF_VNET_HDR = 0x4000;
    internal const int IFF_TUN_EXCL = 0x8000;
}
