using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Looks an address of the packet up in the routes.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_fib_attributes</c>.</remarks>
public sealed record NftFibExpression : NftExpression
{
    internal const ushort NFTA_FIB_DREG = 1;
    internal const ushort NFTA_FIB_RESULT = 2;
    internal const ushort NFTA_FIB_FLAGS = 3;

    internal static NftExpressionKind Kind { get; } = new(
        "fib",
        "CONFIG_NFT_FIB",
        Parse,
        new(NFTA_FIB_DREG, nameof(NFTA_FIB_DREG)),
        new(NFTA_FIB_RESULT, nameof(NFTA_FIB_RESULT)),
        new(NFTA_FIB_FLAGS, nameof(NFTA_FIB_FLAGS)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the register that the result is written to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int DestinationRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(DestinationRegister));
    }

    /// <summary>Gets what is written to the register.</summary>
    public required NftFibResult Result { get; init; }

    /// <summary>Gets what is looked up.</summary>
    public required NftFibFlags Flags { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteUInt32BigEndian(NFTA_FIB_FLAGS, unchecked((uint)Flags));
        writer.WriteUInt32BigEndian(NFTA_FIB_RESULT, unchecked((uint)Result));
        NftRegister.Write(ref writer, NFTA_FIB_DREG, DestinationRegister);
    }

    private static NftFibExpression? Parse(NetlinkAttributeReader attributes)
    {
        int? destinationRegister = null;
        NftFibResult? result = null;
        NftFibFlags? flags = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_FIB_DREG:
                    destinationRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_FIB_RESULT:
                    result = unchecked((NftFibResult)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_FIB_FLAGS:
                    flags = unchecked((NftFibFlags)attribute.ReadUInt32BigEndian());
                    break;
                default:
                    return null;
            }
        }

        return destinationRegister is null || result is null || flags is null ? null : new NftFibExpression
        {
            DestinationRegister = destinationRegister.Value,
            Result = result.Value,
            Flags = flags.Value,
        };
    }
}

/// <summary>Specifies the result of a route lookup.</summary>
public enum NftFibResult
{
    /// <summary>The index of the output link (NFT_FIB_RESULT_OIF).</summary>
    OutputInterfaceIndex = 1,

    /// <summary>The name of the output link (NFT_FIB_RESULT_OIFNAME).</summary>
    OutputInterfaceName = 2,

    /// <summary>The type of the address, such as 2 for a local one (NFT_FIB_RESULT_ADDRTYPE).</summary>
    AddressType = 3,
}

/// <summary>Specifies what a route lookup uses.</summary>
[Flags]
public enum NftFibFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The source address (NFTA_FIB_F_SADDR).</summary>
    Source = 1,

    /// <summary>The destination address (NFTA_FIB_F_DADDR).</summary>
    Destination = 2,

    /// <summary>The mark (NFTA_FIB_F_MARK).</summary>
    Mark = 4,

    /// <summary>The input link (NFTA_FIB_F_IIF).</summary>
    InputInterface = 8,

    /// <summary>The output link (NFTA_FIB_F_OIF).</summary>
    OutputInterface = 16,

    /// <summary>Only whether there is a route (NFTA_FIB_F_PRESENT).</summary>
    Present = 32,
}
