using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>One step of a rule: it reads, compares, counts or decides.</summary>
/// <remarks>
/// Expressions run one after the other and pass values in registers. An expression that does not match ends the rule. <see cref="NftMatch"/> and
/// <see cref="NftAction"/> create the usual sequences of expressions. An expression of an unknown kind is a <see cref="NftRawExpression"/>.
/// </remarks>
public abstract record NftExpression
{
    private protected NftExpression()
    {
    }

    /// <summary>Gets the name of the kind, as the kernel has it, such as "cmp".</summary>
    public abstract string Name { get; }

    /// <summary>Writes the attributes that NFTA_EXPR_DATA contains.</summary>
    internal abstract void Write(ref NetlinkMessageWriter writer);

    /// <summary>Writes the expression as an attribute that contains name and data.</summary>
    internal void WriteNested(ref NetlinkMessageWriter writer, int type)
    {
        NestedAttribute element = writer.BeginNested(type);
        writer.WriteString(NftSchema.NFTA_EXPR_NAME, Name);
        NestedAttribute data = writer.BeginNested(NftSchema.NFTA_EXPR_DATA);
        Write(ref writer);
        writer.EndNested(data);
        writer.EndNested(element);
    }
}
