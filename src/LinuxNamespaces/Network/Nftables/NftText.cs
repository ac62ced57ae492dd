namespace LinuxNamespaces.Network;

/// <summary>Words of nft(8).</summary>
internal static class NftText
{
    internal static string Of(NftFamily family) => family switch
    {
        NftFamily.Inet => "inet",
        NftFamily.IPv4 => "ip",
        NftFamily.Arp => "arp",
        NftFamily.NetDevice => "netdev",
        NftFamily.Bridge => "bridge",
        NftFamily.IPv6 => "ip6",
        _ => family.ToString("D"),
    };
}
