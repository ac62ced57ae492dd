namespace LinuxNamespaces.Network;

/// <summary>A set of values that rules look up, or a map from values to values or verdicts.</summary>
/// <remarks>See nft(8), "SETS" and "MAPS".</remarks>
/// <example>
/// <code>
/// NftSet blocked = new(table, "blocked", NftDataType.IPv4Address) { Flags = NftSetFlags.Interval };
/// change.Add(blocked);
/// change.AddElements(blocked, new NftSetElement(IPNetwork.Parse("10.0.0.0/8")));
/// change.Add(new NftRule(input, NftMatch.SourceIn(blocked), NftAction.Drop));
/// </code>
/// </example>
public sealed record NftSet
{
    // NFTNL_UDATA_SET_COMMENT
    private const byte CommentType = 7;

    private readonly ValueList<NftExpression> _expressions = ValueList<NftExpression>.Empty;
    private readonly Uncompared<long?> _handle;
    private readonly string? _comment;

    /// <summary>Creates a set.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The name; at most 255 bytes.</param>
    /// <param name="keyType">The type of the keys.</param>
    /// <exception cref="ArgumentException">The name is not valid, or the type is that of verdicts.</exception>
    public NftSet(NftTable table, string name, NftDataType keyType)
        : this((table ?? throw new ArgumentNullException(nameof(table))).Family, table.Name, name, keyType)
    {
    }

    /// <summary>Creates a set.</summary>
    /// <param name="family">The family of the table.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="name">The name; at most 255 bytes.</param>
    /// <param name="keyType">The type of the keys.</param>
    /// <exception cref="ArgumentException">A name is not valid, or the type is that of verdicts.</exception>
    public NftSet(NftFamily family, string table, string name, NftDataType keyType)
    {
        ArgumentNullException.ThrowIfNull(keyType);
        Family = family;
        Table = NftName.Require(table, nameof(table));
        Name = NftName.Require(name, nameof(name));
        KeyType = keyType.Length > 0 ? keyType : throw new ArgumentException("Keys cannot be verdicts.", nameof(keyType));
    }

    /// <summary>Gets the family of the table.</summary>
    public NftFamily Family { get; }

    /// <summary>Gets the name of the table.</summary>
    public string Table { get; }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the type of the keys.</summary>
    public NftDataType KeyType { get; }

    /// <summary>Gets the type of the values of a map; <see langword="null"/> for a set.</summary>
    public NftDataType? ValueType { get; init; }

    /// <summary>Gets the type of the named objects that a map leads to, such as 1 for counters; <see langword="null"/> for another map or a set.</summary>
    public uint? ObjectType { get; init; }

    /// <summary>Gets the flags. Defaults to none.</summary>
    public NftSetFlags Flags { get; init; }

    /// <summary>Gets how long elements stay that have no timeout of their own, in steps of a millisecond; <see langword="null"/> if they stay. Needs <see cref="NftSetFlags.Timeout"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = value is { } time ? NftTime.Require(time, nameof(Timeout)) : null;
    }

    /// <summary>Gets how often expired elements are removed, in steps of a millisecond; <see langword="null"/> for the default of the kernel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan? GarbageCollectionInterval
    {
        get;
        init => field = value is { } time ? NftTime.Require(time, nameof(GarbageCollectionInterval)) : null;
    }

    /// <summary>Gets the maximum number of elements; <see langword="null"/> for no limit.</summary>
    public uint? Size { get; init; }

    /// <summary>Gets whether the kernel prefers little memory over speed (NFT_SET_POL_MEMORY). Defaults to <see langword="false"/>.</summary>
    public bool PrefersMemory { get; init; }

    /// <summary>Gets the expressions that each element has, such as a counter. Defaults to none. Kernel 5.7.</summary>
    public IReadOnlyList<NftExpression> Expressions
    {
        get => _expressions;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Expressions));
            _expressions = new ValueList<NftExpression>(value);
        }
    }

    /// <summary>Gets the comment; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ArgumentException">The comment is empty, has more than 128 bytes or contains a NUL character.</exception>
    public string? Comment
    {
        get => _comment ?? NftUserData.ReadComment(UserData, CommentType);
        init => _comment = value is null ? null : NftName.RequireText(value, NftUserData.MaxComment, nameof(Comment));
    }

    /// <summary>Gets the number of the set; <see langword="null"/> if the kernel did not report the set. It is neither sent nor compared.</summary>
    public long? Handle => _handle.Value;

    internal bool IsMap => ValueType is not null;

    /// <summary>Whether elements are pairs of a first key and the key after the last.</summary>
    internal bool HasEnds => (Flags & NftSetFlags.Interval) != 0 && KeyType.PartLengths.Count == 1;

    internal ReadOnlySpan<NftExpression> ExpressionSpan => _expressions.Span;

    /// <summary>What nft(8) stores beside the set, as the kernel reported it. For a new set it is made of types and comment.</summary>
    internal ValueList<byte>? UserData
    {
        get => field ?? NftSetUserData.Of(this, _comment);
        init;
    }

    internal long? ReportedHandle
    {
        init => _handle = new(value);
    }

    /// <summary>Returns whether another set has the same name, types and settings. Handles, and what nft(8) stores besides the comment, are not compared.</summary>
    /// <param name="other">The other set.</param>
    /// <returns><see langword="true"/> if the sets are equal.</returns>
    public bool Equals(NftSet? other) =>
        other is not null && Family == other.Family && Table == other.Table && Name == other.Name && KeyType == other.KeyType && ValueType == other.ValueType && ObjectType == other.ObjectType
        && Flags == other.Flags && Timeout == other.Timeout && GarbageCollectionInterval == other.GarbageCollectionInterval && Size == other.Size && PrefersMemory == other.PrefersMemory
        && _expressions.Equals(other._expressions) && Comment == other.Comment;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Family, Table, Name);

    /// <summary>Returns the set as in <c>inet filter blocked</c>.</summary>
    public override string ToString() => $"{NftText.Of(Family)} {Table} {Name}";
}
