using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies how the kernel makes the interface identifier of IPv6 addresses.</summary>
/// <remarks>See ip-link(8), "addrgenmode".</remarks>
public enum IPv6AddressGenerationMode
{
    /// <summary>From the link-layer address (RFC 4291).</summary>
    Eui64 = Linux.IN6_ADDR_GEN_MODE_EUI64,

    /// <summary>The kernel makes no link-local address.</summary>
    None = Linux.IN6_ADDR_GEN_MODE_NONE,

    /// <summary>From a secret, so that it is stable in one network and differs between networks (RFC 7217). The setting <c>stable_secret</c> has to be set.</summary>
    StablePrivacy = Linux.IN6_ADDR_GEN_MODE_STABLE_PRIVACY,

    /// <summary>As <see cref="StablePrivacy"/>, with a secret that the kernel chooses.</summary>
    Random = Linux.IN6_ADDR_GEN_MODE_RANDOM,
}
