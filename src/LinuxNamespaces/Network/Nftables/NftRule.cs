using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>A rule: expressions that run one after the other until one does not match.</summary>
/// <remarks>See nft(8), "RULES".</remarks>
/// <example>
/// <code>
/// NftRule rule = new(input, NftMatch.InputInterface("eth0"), NftMatch.Tcp.DestinationPort(80, 443), NftAction.Count, NftAction.Accept) { Comment = "web" };
/// </code>
/// </example>
public sealed record NftRule
{
    private readonly ValueList<NftExpression> _expressions;
    private readonly Uncompared<long?> _handle;

    /// <summary>Creates a rule at the end of a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="statements">What the rule matches, and what it does. An expression is a statement too.</param>
    /// <exception cref="ArgumentException">A statement does not fit the family of the chain.</exception>
    public NftRule(NftChain chain, params NftStatement[] statements)
        : this((chain ?? throw new ArgumentNullException(nameof(chain))).Family, chain.Table, chain.Name, NftStatement.Expand(chain.Family, statements))
    {
    }

    /// <summary>Creates a rule of expressions.</summary>
    /// <param name="family">The family of the table.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="chain">The name of the chain.</param>
    /// <param name="expressions">The expressions.</param>
    /// <exception cref="ArgumentException">A name is not valid, or there are more than 128 expressions.</exception>
    public NftRule(NftFamily family, string table, string chain, IEnumerable<NftExpression> expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        Family = family;
        Table = NftName.Require(table, nameof(table));
        Chain = NftName.Require(chain, nameof(chain));
        _expressions = new ValueList<NftExpression>(expressions);
        // NFT_RULE_MAXEXPRS
        if (_expressions.Count > 128)
        {
            throw new ArgumentException($"A rule has at most 128 expressions, not {_expressions.Count}.", nameof(expressions));
        }
    }

    /// <summary>Gets the family of the table.</summary>
    public NftFamily Family { get; }

    /// <summary>Gets the name of the table.</summary>
    public string Table { get; }

    /// <summary>Gets the name of the chain.</summary>
    public string Chain { get; }

    /// <summary>Gets the expressions.</summary>
    public IReadOnlyList<NftExpression> Expressions => _expressions;

    /// <summary>Gets the comment; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ArgumentException">The comment is empty, has more than 128 bytes or contains a NUL character.</exception>
    public string? Comment
    {
        get => NftUserData.ReadComment(UserData);
        init => UserData = NftUserData.OfComment(value, nameof(Comment));
    }

    /// <summary>
    /// Gets the number of the rule in its table, which deleting and replacing need; <see langword="null"/> if the kernel did not report the
    /// rule. It is not compared.
    /// </summary>
    public long? Handle => _handle.Value;

    internal ReadOnlySpan<NftExpression> ExpressionSpan => _expressions.Span;

    internal ValueList<byte>? UserData { get; init; }

    internal long? ReportedHandle
    {
        init => _handle = new(value);
    }

    /// <summary>Returns the place of the rule, its comment and its expressions, as in <c>inet filter input handle 4 "web": meta cmp immediate</c>.</summary>
    public override string ToString() =>
        $"{NftText.Of(Family)} {Table} {Chain}{(Handle is { } handle ? string.Create(CultureInfo.InvariantCulture, $" handle {handle}") : null)}{(Comment is { } comment ? $" \"{comment}\"" : null)}: {string.Join(' ', _expressions.Select(expression => expression.Name))}";
}
