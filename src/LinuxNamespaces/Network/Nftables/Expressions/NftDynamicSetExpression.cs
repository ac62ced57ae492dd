using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Adds an element to a set, or updates or deletes it, as packets pass.</summary>
/// <remarks>The set has the flag <see cref="NftSetFlags.Dynamic"/> and usually a size. See linux/netfilter/nf_tables.h, <c>enum nft_dynset_attributes</c>.</remarks>
public sealed record NftDynamicSetExpression : NftExpression
{
    internal const ushort NFTA_DYNSET_SET_NAME = 1;
    internal const ushort NFTA_DYNSET_SET_ID = 2;
    internal const ushort NFTA_DYNSET_OP = 3;
    internal const ushort NFTA_DYNSET_SREG_KEY = 4;
    internal const ushort NFTA_DYNSET_SREG_DATA = 5;
    internal const ushort NFTA_DYNSET_TIMEOUT = 6;
    internal const ushort NFTA_DYNSET_EXPR = 7;
    internal const ushort NFTA_DYNSET_PAD = 8;
    internal const ushort NFTA_DYNSET_FLAGS = 9;
    internal const ushort NFTA_DYNSET_EXPRESSIONS = 10;

    internal const uint NFT_DYNSET_F_INV = 1 << 0;
    internal const uint NFT_DYNSET_F_EXPR = 1 << 1;

    private readonly ValueList<NftExpression> _expressions = ValueList<NftExpression>.Empty;

    internal static NftExpressionKind Kind { get; } = new(
        "dynset",
        "CONFIG_NF_TABLES",
        Parse,
        new(NFTA_DYNSET_SET_NAME, nameof(NFTA_DYNSET_SET_NAME)),
        new(NFTA_DYNSET_SET_ID, nameof(NFTA_DYNSET_SET_ID)),
        new(NFTA_DYNSET_OP, nameof(NFTA_DYNSET_OP)),
        new(NFTA_DYNSET_SREG_KEY, nameof(NFTA_DYNSET_SREG_KEY)),
        new(NFTA_DYNSET_SREG_DATA, nameof(NFTA_DYNSET_SREG_DATA)),
        new(NFTA_DYNSET_TIMEOUT, nameof(NFTA_DYNSET_TIMEOUT)),
        new(NFTA_DYNSET_EXPR, nameof(NFTA_DYNSET_EXPR)) { Selector = new(() => NftSchema.Expression) },
        new(NFTA_DYNSET_PAD, nameof(NFTA_DYNSET_PAD)),
        new(NFTA_DYNSET_FLAGS, nameof(NFTA_DYNSET_FLAGS)),
        new(NFTA_DYNSET_EXPRESSIONS, nameof(NFTA_DYNSET_EXPRESSIONS)) { Selector = new(() => NftSchema.ExpressionList) });

    /// <inheritdoc/>
    public override string Name => Kind.Name;

    /// <summary>Gets the name of the set.</summary>
    /// <exception cref="ArgumentException">The name is empty, has more than 255 bytes or contains a NUL character.</exception>
    public required string Set
    {
        get;
        init => field = NftName.RequireText(value, 255, nameof(Set));
    }

    /// <summary>Gets what is done. Defaults to <see cref="NftDynamicSetOperation.Add"/>.</summary>
    public NftDynamicSetOperation Operation { get; init; }

    /// <summary>Gets the register with the key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public required int KeyRegister
    {
        get;
        init => field = NftRegister.Require(value, nameof(KeyRegister));
    }

    /// <summary>Gets the register with the value of a map; <see langword="null"/> for a set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 23.</exception>
    public int? DataRegister
    {
        get;
        init => field = value is { } register ? NftRegister.Require(register, nameof(DataRegister)) : null;
    }

    /// <summary>Gets how long the element stays, in steps of a millisecond; <see langword="null"/> for the default of the set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = value is { } time ? NftTime.Require(time, nameof(Timeout)) : null;
    }

    /// <summary>Gets whether the rule continues only if the set is full or the expressions of the element do not match (NFT_DYNSET_F_INV).</summary>
    public bool Inverted { get; init; }

    /// <summary>Gets the expressions that each element has, such as a limit. Defaults to none; several need kernel 5.11.</summary>
    public IReadOnlyList<NftExpression> Expressions
    {
        get => _expressions;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Expressions));
            _expressions = new ValueList<NftExpression>(value);
        }
    }

    internal override void Write(ref NetlinkMessageWriter writer)
    {
        NftRegister.Write(ref writer, NFTA_DYNSET_SREG_KEY, KeyRegister);
        NftRegister.Write(ref writer, NFTA_DYNSET_SREG_DATA, DataRegister);

        writer.WriteUInt32BigEndian(NFTA_DYNSET_OP, unchecked((uint)Operation));
        if (Timeout is { } timeout)
        {
            writer.WriteUInt64BigEndian(NFTA_DYNSET_TIMEOUT, NftTime.ToMilliseconds(timeout));
        }

        writer.WriteString(NFTA_DYNSET_SET_NAME, Set);
        uint flags = (Inverted ? NFT_DYNSET_F_INV : 0) | (_expressions.Count > 1 ? NFT_DYNSET_F_EXPR : 0);
        if (flags != 0)
        {
            writer.WriteUInt32BigEndian(NFTA_DYNSET_FLAGS, flags);
        }

        if (_expressions.Count == 1)
        {
            _expressions[0].WriteNested(ref writer, NFTA_DYNSET_EXPR);
        }
        else if (_expressions.Count > 1)
        {
            NestedAttribute list = writer.BeginNested(NFTA_DYNSET_EXPRESSIONS);
            foreach (NftExpression expression in _expressions.Span)
            {
                expression.WriteNested(ref writer, NftSchema.NFTA_LIST_ELEM);
            }

            writer.EndNested(list);
        }
    }

    private static NftDynamicSetExpression? Parse(NetlinkAttributeReader attributes)
    {
        string? set = null;
        NftDynamicSetOperation operation = default;
        (int? key, int? data, TimeSpan? timeout, uint flags) = (null, null, null, 0);
        IReadOnlyList<NftExpression> expressions = [];
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case NFTA_DYNSET_SET_NAME:
                    set = attribute.ReadString();
                    break;
                case NFTA_DYNSET_OP:
                    operation = unchecked((NftDynamicSetOperation)attribute.ReadUInt32BigEndian());
                    break;
                case NFTA_DYNSET_SREG_KEY:
                    key = NftRegister.Read(attribute);
                    break;
                case NFTA_DYNSET_SREG_DATA:
                    data = NftRegister.Read(attribute);
                    break;
                case NFTA_DYNSET_TIMEOUT:
                    timeout = attribute.ReadUInt64BigEndian() is var milliseconds and not 0 ? NftTime.FromMilliseconds(milliseconds) : null;
                    break;
                case NFTA_DYNSET_EXPR:
                    expressions = [NftExpressionKind.Read(attribute)];
                    break;
                case NFTA_DYNSET_FLAGS:
                    flags = attribute.ReadUInt32BigEndian();
                    break;
                case NFTA_DYNSET_EXPRESSIONS:
                    expressions = NftExpressionKind.ReadList(attribute);
                    break;
                case NFTA_DYNSET_PAD:
                    break;
                default:
                    return null;
            }
        }

        return set is null || key is null || (flags & ~(NFT_DYNSET_F_INV | NFT_DYNSET_F_EXPR)) != 0 ? null : new NftDynamicSetExpression
        {
            Set = set,
            Operation = operation,
            KeyRegister = key.Value,
            DataRegister = data,
            Timeout = timeout,
            Inverted = (flags & NFT_DYNSET_F_INV) != 0,
            Expressions = expressions,
        };
    }
}

/// <summary>Specifies what is done with an element of a set.</summary>
public enum NftDynamicSetOperation
{
    /// <summary>The element is added if it is not there (NFT_DYNSET_OP_ADD).</summary>
    Add = 0,

    /// <summary>The element is added, or its timeout starts again (NFT_DYNSET_OP_UPDATE).</summary>
    Update = 1,

    /// <summary>The element is deleted (NFT_DYNSET_OP_DELETE). Kernel 5.4.</summary>
    Delete = 2,
}
