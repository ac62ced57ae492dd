using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Reads what is known about the socket that receives a packet.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_socket_attributes</c>.</remarks>
public sealed record NftSocketExpression : NftExpression
{
    internal const ushort NFTA_SOCKET_KEY = 1;
    internal const ushort NFTA_SOCKET_DREG = 2;
    internal const ushort NFTA_SOCKET_LEVEL = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "socket",
        "CONFIG_NFT_SOCKET",
        Parse,
        new(NFTA_SOCKET_KEY, nameof(NFTA_SOCKET_KEY)),
        new(NFTA_SOCKET_DREG, nameof(NFTA_SOCKET_DREG)),
        new(NFTA_SOCKET_LEVEL, nameof(NFTA_SOCKET_LEVEL)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets which value is meant.</summary>
    public required NftSocketKey Key { get; init; }

    /// <summary>Gets the register that the result is written to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int DestinationRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(DestinationRegister));
    }

    /// <summary>Gets the level of the cgroup; <see langword="null"/> for other keys.</summary>
    public uint? Level { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt32BigEndian(NFTA_SOCKET_KEY, unchecked((uint)Key));
        NftRegister.Write(ref writer, NFTA_SOCKET_DREG, DestinationRegister);

        if (Level is { } level)
        {
            writer.WriteUInt32BigEndian(NFTA_SOCKET_LEVEL, level);
        }
    }

    private static NftSocketExpression? Parse(NetlinkAttributeReader attributes)
    {
        NftSocketKey? key = null;
        int? destinationRegister = null;
        uint? level = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_SOCKET_KEY:
                    key = unchecked((NftSocketKey)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_SOCKET_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_SOCKET_LEVEL:
                    level = attribute.ReadUInt32BigEndian();
                    break;
                default:
                    return null;
            }
        }

        return key is null || destinationRegister is null ? null : new NftSocketExpression
        {
            Key = key.Value,
            DestinationRegister = destinationRegister.Value,
            Level = level,
        };
    }
}

/// <summary>Specifies what is known about a socket.</summary>
public enum NftSocketKey
{
    /// <summary>Whether the socket is transparent (NFT_SOCKET_TRANSPARENT).</summary>
    Transparent = 0,

    /// <summary>The mark of the socket (NFT_SOCKET_MARK).</summary>
    Mark = 1,

    /// <summary>Whether the socket is bound to no address (NFT_SOCKET_WILDCARD). Kernel 5.10.</summary>
    Wildcard = 2,

    /// <summary>The cgroup of the socket (NFT_SOCKET_CGROUPV2). Kernel 5.13.</summary>
    Cgroup = 3,
}
