namespace LinuxNamespaces.Network;

/// <summary>The bits of <see cref="NftNatFlags"/> that follow from the registers.</summary>
internal static class NftNatFlagBits
{
    internal const uint NF_NAT_RANGE_MAP_IPS = 1 << 0;
    internal const uint NF_NAT_RANGE_PROTO_SPECIFIED = 1 << 1;

    /// <summary>What the kernel adds by itself.</summary>
    internal const NftNatFlags Derived = (NftNatFlags)(NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED);

    internal static uint ToKernel(NftNatFlags flags, int? portRegister) => unchecked((uint)flags) | (portRegister is null ? 0 : NF_NAT_RANGE_PROTO_SPECIFIED);
}
