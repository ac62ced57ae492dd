using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Flags of an address of a link, with the values of the kernel's <c>IFA_F_*</c>.</summary>
/// <remarks>See ip-address(8) and linux/if_addr.h.</remarks>
[Flags]
public enum AddressFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>IPv4: not the first address of its subnet on the link. IPv6: a temporary address.</summary>
    Secondary = (int)Linux.IFA_F_SECONDARY,

    /// <summary>IPv6: usable at once, without a look whether a neighbour has it.</summary>
    NoDuplicateAddressDetection = (int)Linux.IFA_F_NODAD,

    /// <summary>IPv6: usable while neighbours are being asked.</summary>
    Optimistic = (int)Linux.IFA_F_OPTIMISTIC,

    /// <summary>IPv6: a neighbour has it, so it is not usable.</summary>
    DuplicateAddressDetectionFailed = (int)Linux.IFA_F_DADFAILED,

    /// <summary>IPv6: the home address of a mobile node.</summary>
    HomeAddress = (int)Linux.IFA_F_HOMEADDRESS,

    /// <summary>Its preferred life time is over: it is not chosen for new connections.</summary>
    Deprecated = (int)Linux.IFA_F_DEPRECATED,

    /// <summary>IPv6: neighbours are being asked whether one has it; not usable yet.</summary>
    Tentative = (int)Linux.IFA_F_TENTATIVE,

    /// <summary>Its life time does not end.</summary>
    Permanent = (int)Linux.IFA_F_PERMANENT,

    /// <summary>IPv6: the kernel makes temporary addresses of this one's prefix.</summary>
    ManageTemporaryAddress = (int)Linux.IFA_F_MANAGETEMPADDR,

    /// <summary>No route to the subnet comes with it.</summary>
    NoPrefixRoute = (int)Linux.IFA_F_NOPREFIXROUTE,

    /// <summary>A multicast address to join.</summary>
    MulticastAutoJoin = (int)Linux.IFA_F_MCAUTOJOIN,

    /// <summary>IPv6: made by RFC 7217.</summary>
    StablePrivacy = (int)Linux.IFA_F_STABLE_PRIVACY,
}
