using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Uses a named object, such as a counter.</summary>
/// <remarks>See linux/netfilter/nf_tables.h, <c>enum nft_objref_attributes</c>.</remarks>
public sealed record NftObjectReferenceExpression : NftExpression
{
    internal const ushort NFTA_OBJREF_IMM_TYPE = 1;
    internal const ushort NFTA_OBJREF_IMM_NAME = 2;
    internal const ushort NFTA_OBJREF_SET_SREG = 3;
    internal const ushort NFTA_OBJREF_SET_NAME = 4;
    internal const ushort NFTA_OBJREF_SET_ID = 5;

    internal static NftExpressionKind Kind { get; } = new(
        "objref",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_OBJREF_IMM_TYPE, nameof(NFTA_OBJREF_IMM_TYPE)),
        new(NFTA_OBJREF_IMM_NAME, nameof(NFTA_OBJREF_IMM_NAME)),
        new(NFTA_OBJREF_SET_SREG, nameof(NFTA_OBJREF_SET_SREG)),
        new(NFTA_OBJREF_SET_NAME, nameof(NFTA_OBJREF_SET_NAME)),
        new(NFTA_OBJREF_SET_ID, nameof(NFTA_OBJREF_SET_ID)));

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the type of the object, such as 1 for a counter (NFT_OBJECT_COUNTER); <see langword="null"/> if a map chooses the object.</summary>
    public uint? Type { get; init; }

    /// <summary>Gets the name of the object; <see langword="null"/> if a map chooses the object.</summary>
    /// <exception cref="ArgumentException">The text is empty, has more than 255 bytes or contains a NUL character.</exception>
    public string? ObjectName
    {
        get;
        init => field = value is null ? null : NftName.RequireText(value, 255, nameof(ObjectName));
    }

    /// <summary>Gets the register with the key in the map; <see langword="null"/> without a map.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? SourceRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(SourceRegister)) : null;
    }

    /// <summary>Gets the name of the map; <see langword="null"/> without a map.</summary>
    /// <exception cref="ArgumentException">The text is empty, has more than 255 bytes or contains a NUL character.</exception>
    public string? SetName
    {
        get;
        init => field = value is null ? null : NftName.RequireText(value, 255, nameof(SetName));
    }

    /// <summary>Gets the number of a map of the same transaction. It is not reported.</summary>
    public uint? SetId { get; init; }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        if (Type is { } type)
        {
            writer.WriteUInt32BigEndian(NFTA_OBJREF_IMM_TYPE, type);
        }

        if (ObjectName is { } objectName)
        {
            writer.WriteString(NFTA_OBJREF_IMM_NAME, objectName);
        }

        NftRegister.Write(ref writer, NFTA_OBJREF_SET_SREG, SourceRegister);

        if (SetName is { } setName)
        {
            writer.WriteString(NFTA_OBJREF_SET_NAME, setName);
        }

        if (SetId is { } setId)
        {
            writer.WriteUInt32BigEndian(NFTA_OBJREF_SET_ID, setId);
        }
    }

    private static NftObjectReferenceExpression? Parse(NetlinkAttributeReader attributes)
    {
        uint? type = null;
        string? objectName = null;
        int? sourceRegister = null;
        string? setName = null;
        uint? setId = null;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_OBJREF_IMM_TYPE:
                    type = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_OBJREF_IMM_NAME:
                    objectName = attribute.ReadString();
                    break;
                case NFTA_OBJREF_SET_SREG:
                    sourceRegister = NftRegister.Read(attribute);
                    break;
                case NFTA_OBJREF_SET_NAME:
                    setName = attribute.ReadString();
                    break;
                case NFTA_OBJREF_SET_ID:
                    setId = attribute.ReadUInt32BigEndian();
                    break;
                default:
                    return null;
            }
        }

        return new NftObjectReferenceExpression
        {
            Type = type,
            ObjectName = objectName,
            SourceRegister = sourceRegister,
            SetName = setName,
            SetId = setId,
        };
    }
}
