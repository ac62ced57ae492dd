namespace LinuxNamespaces.Network;

/// <summary>What a packet must be for a statement: of a protocol of the network layer, or of the transport layer.</summary>
/// <param name="IsTransport">Whether the number is a transport protocol; otherwise it is 2 for IPv4 or 10 for IPv6.</param>
internal readonly record struct NftRequirement(bool IsTransport, byte Number)
{
    internal const byte NFPROTO_IPV4 = 2;
    internal const byte NFPROTO_IPV6 = 10;

    internal static NftRequirement IPv4 { get; } = new(false, NFPROTO_IPV4);

    internal static NftRequirement IPv6 { get; } = new(false, NFPROTO_IPV6);

    internal static NftRequirement Transport(byte protocol) => new(true, protocol);

    /// <summary>The test of it, in the way of nft(8).</summary>
    internal IReadOnlyList<NftExpression> Expressions(NftFamily family)
    {
        if (IsTransport)
        {
            return family == NftFamily.Arp ? throw Unfit(family) : Test(NftMetaKey.TransportProtocol, new NftValue(Number));
        }

        return family switch
        {
            NftFamily.Inet => Test(NftMetaKey.NetworkFamily, new NftValue(Number)),
            NftFamily.IPv4 or NftFamily.IPv6 => (byte)family == Number ? [] : throw Unfit(family),
            NftFamily.Bridge or NftFamily.NetDevice => Test(NftMetaKey.Protocol, Number == NFPROTO_IPV4 ? new NftValue(0x08, 0x00) : new NftValue(0x86, 0xdd)),
            _ => throw Unfit(family),
        };
    }

    private static NftExpression[] Test(NftMetaKey key, NftValue value) =>
    [
        new NftMetaExpression { Key = key, DestinationRegister = NftRegister.NFT_REG_1 },
        new NftCompareExpression { SourceRegister = NftRegister.NFT_REG_1, Value = value },
    ];

    private ArgumentException Unfit(NftFamily family) =>
        new($"A rule of the family {NftText.Of(family)} cannot match {(IsTransport ? "a transport protocol" : Number == NFPROTO_IPV4 ? "IPv4" : "IPv6")}.");
}
