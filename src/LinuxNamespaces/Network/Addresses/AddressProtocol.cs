using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what created an address. Any number from 0 to 255 is valid.</summary>
/// <remarks>See ip-address(8), <c>proto</c>, and linux/if_addr.h, <c>IFAPROT_*</c>.</remarks>
public enum AddressProtocol
{
    /// <summary>Not known (IFAPROT_UNSPEC).</summary>
    Unspecified = Linux.IFAPROT_UNSPEC,

    /// <summary>The kernel, for the loopback link (IFAPROT_KERNEL_LO).</summary>
    KernelLoopback = Linux.IFAPROT_KERNEL_LO,

    /// <summary>The kernel, for an IPv6 router advertisement (IFAPROT_KERNEL_RA).</summary>
    KernelRouterAdvertisement = Linux.IFAPROT_KERNEL_RA,

    /// <summary>The kernel, for the IPv6 link-local address (IFAPROT_KERNEL_LL).</summary>
    KernelLinkLocal = Linux.IFAPROT_KERNEL_LL,
}
