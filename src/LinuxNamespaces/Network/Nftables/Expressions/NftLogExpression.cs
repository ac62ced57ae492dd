using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Logs a packet to the log of the kernel, or to a program that reads a group of NFLOG.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_log_attributes</c>.</remarks>
public sealed record NftLogExpression : NftExpression
{
    internal const ushort NFTA_LOG_GROUP = 1;
    internal const ushort NFTA_LOG_PREFIX = 2;
    internal const ushort NFTA_LOG_SNAPLEN = 3;
    internal const ushort NFTA_LOG_QTHRESHOLD = 4;
    internal const ushort NFTA_LOG_LEVEL = 5;
    internal const ushort NFTA_LOG_FLAGS = 6;

    internal static NftExpressionKind Kind { get; } = new(
        "log",
        "CONFIG_NFT_LOG",
        Parse,
        new(NFTA_LOG_GROUP, nameof(NFTA_LOG_GROUP)),
        new(NFTA_LOG_PREFIX, nameof(NFTA_LOG_PREFIX)),
        new(NFTA_LOG_SNAPLEN, nameof(NFTA_LOG_SNAPLEN)),
        new(NFTA_LOG_QTHRESHOLD, nameof(NFTA_LOG_QTHRESHOLD)),
        new(NFTA_LOG_LEVEL, nameof(NFTA_LOG_LEVEL)),
        new(NFTA_LOG_FLAGS, nameof(NFTA_LOG_FLAGS)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the group of NFLOG; <see langword="null"/> for the log of the kernel.</summary>
    public ushort? Group { get; init; }

    /// <summary>Gets the text before each entry; <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentException">The text is empty, has more than 127 bytes or contains a NUL character.</exception>
    public string? Prefix
    {
        get;
        init => field = value is null ? null : NftName.RequireText(value, 127, nameof(Prefix));
    }

    /// <summary>Gets the number of bytes of a packet that a group receives; <see langword="null"/> for all.</summary>
    public uint? SnapLength { get; init; }

    /// <summary>Gets the number of packets that a group receives at once; <see langword="null"/> for the default of the kernel.</summary>
    public ushort? QueueThreshold { get; init; }

    /// <summary>Gets the level in the log of the kernel; <see langword="null"/> for the default of the kernel.</summary>
    public NftLogLevel? Level { get; init; }

    /// <summary>Gets which parts of a packet are logged (NF_LOG_*); <see langword="null"/> for the usual ones.</summary>
    public uint? Flags { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        if (Prefix is { } prefix)
        {
            writer.WriteString(NFTA_LOG_PREFIX, prefix);
        }

        if (Group is { } group)
        {
            writer.WriteUInt16BigEndian(NFTA_LOG_GROUP, group);
        }

        if (SnapLength is { } snapLength)
        {
            writer.WriteUInt32BigEndian(NFTA_LOG_SNAPLEN, snapLength);
        }

        if (QueueThreshold is { } queueThreshold)
        {
            writer.WriteUInt16BigEndian(NFTA_LOG_QTHRESHOLD, queueThreshold);
        }

        if (Level is { } level)
        {
            writer.WriteUInt32BigEndian(NFTA_LOG_LEVEL, unchecked((uint)level));
        }

        if (Flags is { } flags)
        {
            writer.WriteUInt32BigEndian(NFTA_LOG_FLAGS, flags);
        }
    }

    private static NftLogExpression? Parse(NetlinkAttributeReader attributes)
    {
        ushort? group = null;
        string? prefix = null;
        uint? snapLength = null;
        ushort? queueThreshold = null;
        NftLogLevel? level = null;
        uint? flags = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_LOG_GROUP:
                    group = attribute.ReadUInt16BigEndian();
                    break;
                case NFTA_LOG_PREFIX:
                    prefix = attribute.ReadString();
                    break;
                case NFTA_LOG_SNAPLEN:
                    snapLength = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_LOG_QTHRESHOLD:
                    queueThreshold = attribute.ReadUInt16BigEndian();
                    break;
                case NFTA_LOG_LEVEL:
                    level = unchecked((NftLogLevel)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_LOG_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
                default:
                    return null;
            }
        }

        return new NftLogExpression
        {
            Group = group,
            Prefix = prefix,
            SnapLength = snapLength,
            QueueThreshold = queueThreshold,
            Level = level,
            Flags = flags,
        };
    }
}

/// <summary>Specifies a level of the log of the kernel.</summary>
public enum NftLogLevel
{
    /// <summary>NFT_LOGLEVEL_EMERG.</summary>
    Emergency = 0,

    /// <summary>NFT_LOGLEVEL_ALERT.</summary>
    Alert = 1,

    /// <summary>NFT_LOGLEVEL_CRIT.</summary>
    Critical = 2,

    /// <summary>NFT_LOGLEVEL_ERR.</summary>
    Error = 3,

    /// <summary>NFT_LOGLEVEL_WARNING.</summary>
    Warning = 4,

    /// <summary>NFT_LOGLEVEL_NOTICE.</summary>
    Notice = 5,

    /// <summary>NFT_LOGLEVEL_INFO.</summary>
    Information = 6,

    /// <summary>NFT_LOGLEVEL_DEBUG.</summary>
    Debug = 7,

    /// <summary>NFT_LOGLEVEL_AUDIT.</summary>
    Audit = 8,
}
