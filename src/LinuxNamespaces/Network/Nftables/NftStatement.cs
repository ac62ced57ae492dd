namespace LinuxNamespaces.Network;

/// <summary>A part of a rule in the words of nft(8): what it matches, or what it does.</summary>
/// <remarks><see cref="NftMatch"/> and <see cref="NftAction"/> create statements. A statement becomes one or more expressions, depending on the family of the chain.</remarks>
public sealed class NftStatement
{
    private readonly Func<NftFamily, IReadOnlyList<NftExpression>> _expressions;

    internal NftStatement(params NftExpression[] expressions)
        : this(_ => expressions)
    {
    }

    /// <param name="requirements">What the packet must be for the expressions to make sense, such as TCP.</param>
    internal NftStatement(Func<NftFamily, IReadOnlyList<NftExpression>> expressions, params NftRequirement[] requirements)
    {
        _expressions = expressions;
        Requirements = requirements;
    }

    internal IReadOnlyList<NftRequirement> Requirements { get; private init; } = [];

    /// <summary>Makes a statement of an expression.</summary>
    /// <param name="expression">The expression.</param>
    public static implicit operator NftStatement(NftExpression expression) => FromExpression(expression);

    /// <summary>Makes a statement of a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    public static implicit operator NftStatement(NftVerdict verdict) => FromVerdict(verdict);

    /// <summary>Makes a statement of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <returns>The statement.</returns>
    public static NftStatement FromExpression(NftExpression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new NftStatement(expression);
    }

    /// <summary>Makes a statement of a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>The statement.</returns>
    public static NftStatement FromVerdict(NftVerdict verdict) => new(new NftImmediateExpression(verdict));

    /// <summary>Makes the expressions of a rule. What several statements require is tested once, as nft(8) does it.</summary>
    internal static List<NftExpression> Expand(NftFamily family, NftStatement[] statements)
    {
        ArgumentNullException.ThrowIfNull(statements);
        List<NftExpression> expressions = [];
        List<NftRequirement> met = [];
        foreach (NftStatement statement in statements)
        {
            ArgumentNullException.ThrowIfNull(statement, nameof(statements));
            foreach (NftRequirement requirement in statement.Requirements)
            {
                if (!met.Contains(requirement))
                {
                    expressions.AddRange(requirement.Expressions(family));
                    met.Add(requirement);
                }
            }

            expressions.AddRange(statement._expressions(family));
        }

        return expressions;
    }
}
