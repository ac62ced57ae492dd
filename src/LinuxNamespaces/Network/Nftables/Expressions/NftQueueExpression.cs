using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Hands a packet to a program that reads a queue of NFQUEUE. It ends the rule.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_queue_attributes</c>.</remarks>
public sealed record NftQueueExpression : NftExpression
{
    internal const ushort NFTA_QUEUE_NUM = 1;
    internal const ushort NFTA_QUEUE_TOTAL = 2;
    internal const ushort NFTA_QUEUE_FLAGS = 3;
    internal const ushort NFTA_QUEUE_SREG_QNUM = 4;

    internal static NftExpressionKind Kind { get; } = new(
        "queue",
        "CONFIG_NFT_QUEUE",
        Parse,
        new(NFTA_QUEUE_NUM, nameof(NFTA_QUEUE_NUM)),
        new(NFTA_QUEUE_TOTAL, nameof(NFTA_QUEUE_TOTAL)),
        new(NFTA_QUEUE_FLAGS, nameof(NFTA_QUEUE_FLAGS)),
        new(NFTA_QUEUE_SREG_QNUM, nameof(NFTA_QUEUE_SREG_QNUM)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the number of the queue, or of the first one; <see langword="null"/> if a register has it.</summary>
    public ushort? Number { get; init; }

    /// <summary>Gets how many queues share the packets; <see langword="null"/> for one.</summary>
    public ushort? Total { get; init; }

    /// <summary>Gets the flags; 1 to accept packets that no program waits for (NFT_QUEUE_FLAG_BYPASS).</summary>
    public ushort? Flags { get; init; }

    /// <summary>Gets the register with the number of the queue; <see langword="null"/> without one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? SourceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(SourceRegister)) : null;
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        if (Number is { } number)
        {
            writer.WriteUInt16BigEndian(NFTA_QUEUE_NUM, number);
        }

        if (Total is { } total)
        {
            writer.WriteUInt16BigEndian(NFTA_QUEUE_TOTAL, total);
        }

        if (Flags is { } flags)
        {
            writer.WriteUInt16BigEndian(NFTA_QUEUE_FLAGS, flags);
        }

        NftRegister.Write(ref writer, NFTA_QUEUE_SREG_QNUM, SourceRegister);
    }

    private static NftQueueExpression? Parse(NetlinkAttributeReader attributes)
    {
        ushort? number = null;
        ushort? total = null;
        ushort? flags = null;
        int? sourceRegister = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_QUEUE_NUM:
                    number = attribute.ReadUInt16BigEndian();
                    break;
                case NFTA_QUEUE_TOTAL:
                    total = attribute.ReadUInt16BigEndian();
                    break;
                case NFTA_QUEUE_FLAGS:
                    flags = attribute.ReadUInt16BigEndian();
                    break;
                case NFTA_QUEUE_SREG_QNUM:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                default:
                    return null;
            }
        }

        return new NftQueueExpression
        {
            Number = number,
            Total = total,
            Flags = flags,
            SourceRegister = sourceRegister,
        };
    }
}
