using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies flags of an address of a link.</summary>
/// <remarks>See ip-address(8), and linux/if_addr.h, <c>IFA_F_*</c>.</remarks>
[Flags]
public enum AddressFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>IPv4: the address is not the first one of its subnet on the link. IPv6: the address is temporary (IFA_F_SECONDARY).</summary>
    Secondary = (int)Linux.IFA_F_SECONDARY,

    /// <summary>IPv6: the address is usable at once, without duplicate address detection (IFA_F_NODAD).</summary>
    NoDuplicateAddressDetection = (int)Linux.IFA_F_NODAD,

    /// <summary>IPv6: the address is usable during duplicate address detection (IFA_F_OPTIMISTIC).</summary>
    Optimistic = (int)Linux.IFA_F_OPTIMISTIC,

    /// <summary>IPv6: a neighbour has the same address, so it is not usable (IFA_F_DADFAILED).</summary>
    DuplicateAddressDetectionFailed = (int)Linux.IFA_F_DADFAILED,

    /// <summary>IPv6: the home address of a mobile node (IFA_F_HOMEADDRESS).</summary>
    HomeAddress = (int)Linux.IFA_F_HOMEADDRESS,

    /// <summary>The preferred lifetime is over, so the address is not used for new connections (IFA_F_DEPRECATED).</summary>
    Deprecated = (int)Linux.IFA_F_DEPRECATED,

    /// <summary>IPv6: duplicate address detection has not ended (IFA_F_TENTATIVE).</summary>
    Tentative = (int)Linux.IFA_F_TENTATIVE,

    /// <summary>The lifetime of the address does not end (IFA_F_PERMANENT).</summary>
    Permanent = (int)Linux.IFA_F_PERMANENT,

    /// <summary>IPv6: the kernel creates temporary addresses with the prefix of this one (IFA_F_MANAGETEMPADDR).</summary>
    ManageTemporaryAddress = (int)Linux.IFA_F_MANAGETEMPADDR,

    /// <summary>The kernel creates no route to the subnet (IFA_F_NOPREFIXROUTE).</summary>
    NoPrefixRoute = (int)Linux.IFA_F_NOPREFIXROUTE,

    /// <summary>The host joins the multicast group of the address (IFA_F_MCAUTOJOIN).</summary>
    MulticastAutoJoin = (int)Linux.IFA_F_MCAUTOJOIN,

    /// <summary>IPv6: the kernel created the address as in RFC 7217 (IFA_F_STABLE_PRIVACY).</summary>
    StablePrivacy = (int)Linux.IFA_F_STABLE_PRIVACY,
}
