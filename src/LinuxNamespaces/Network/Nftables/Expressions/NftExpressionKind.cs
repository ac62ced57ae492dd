using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Makes an expression of the attributes in NFTA_EXPR_DATA; null if they contain something that it does not know.</summary>
internal delegate NftExpression? NftExpressionParser(NetlinkAttributeReader attributes);

/// <summary>What is known about a kind of expressions.</summary>
internal sealed class NftExpressionKind(string name, string kernelOption, NftExpressionParser parse, params NetlinkAttributeSchema[] attributes)
{
    internal string Name => name;

    /// <summary>The option of the kernel without which it does not know the kind.</summary>
    internal string KernelOption => kernelOption;

    internal NetlinkAttributeSet Attributes { get; } = new(attributes);

    internal static NftExpressionKind? Find(string? name) => NftExpressionKinds.Find(name);

    /// <summary>Reads an attribute that contains name and data of an expression.</summary>
    internal static NftExpression Read(NetlinkAttribute element)
    {
        string? name = null;
        int length = 0;
        ReadOnlySpan<byte> data = [];
        foreach (NetlinkAttribute attribute in element.Nested)
        {
            switch (attribute.Type)
            {
                case NftSchema.NFTA_EXPR_NAME:
                    name = attribute.ReadString();
                    length = attribute.ReadUtf8().Length;
                    break;
                case NftSchema.NFTA_EXPR_DATA:
                    data = attribute.Payload;
                    break;
            }
        }

        return string.IsNullOrEmpty(name) ? throw new InvalidDataException("The kernel reported an expression without a name.")
            : length > NftRawExpression.MaxName || data.Length > NftRawExpression.MaxData ? throw new InvalidDataException($"The kernel reported an expression with a name of {length} and data of {data.Length} bytes.")
            : Find(name)?.Parse(data) ?? new NftRawExpression(name, data);
    }

    /// <summary>Reads a list of expressions.</summary>
    internal static ValueList<NftExpression> ReadList(NetlinkAttribute list)
    {
        List<NftExpression> expressions = [];
        foreach (NetlinkAttribute element in list.Nested)
        {
            if (element.Type == NftSchema.NFTA_LIST_ELEM)
            {
                expressions.Add(Read(element));
            }
        }

        return new ValueList<NftExpression>(expressions);
    }

    /// <summary>What a newer kernel reports in a way that is not known here is kept as it is.</summary>
    internal NftExpression? Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            return parse(new NetlinkAttributeReader(data));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
