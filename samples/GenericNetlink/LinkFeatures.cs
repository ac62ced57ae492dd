using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Samples;

/// <summary>The features of a link, as <c>ethtool -k</c> shows them. See linux/ethtool_netlink.h.</summary>
internal sealed record LinkFeatures(IReadOnlyList<string> Active)
{
    private const byte ETHTOOL_MSG_FEATURES_GET = 11;
    private const int ETHTOOL_A_FEATURES_HEADER = 1;
    private const int ETHTOOL_A_FEATURES_ACTIVE = 4;
    private const int ETHTOOL_A_HEADER_DEV_NAME = 2;
    private const int ETHTOOL_A_BITSET_BITS = 3;
    private const int ETHTOOL_A_BITSET_BIT_NAME = 2;

    // Only for errors: the kernel points to an attribute, and the exception names it.
    private static readonly NetlinkAttributeSet s_attributes = new(
        new NetlinkAttributeSchema(ETHTOOL_A_FEATURES_HEADER, nameof(ETHTOOL_A_FEATURES_HEADER))
        {
            Nested = new NetlinkAttributeSet(new NetlinkAttributeSchema(ETHTOOL_A_HEADER_DEV_NAME, nameof(ETHTOOL_A_HEADER_DEV_NAME))),
        });

    public static LinkFeatures Get(GenericNetlinkConnection connection, GenericNetlinkFamily ethtool, string link)
    {
        connection.Describe(ethtool, s_attributes, ETHTOOL_MSG_FEATURES_GET);
        NetlinkMessageWriter request = ethtool.StartMessage(stackalloc byte[128], ETHTOOL_MSG_FEATURES_GET);
        NestedAttribute header = request.BeginNested(ETHTOOL_A_FEATURES_HEADER);
        request.WriteString(ETHTOOL_A_HEADER_DEV_NAME, link);
        request.EndNested(header);
        return connection.Get(request, new NetlinkOperation("get the features of link", link), (in message) => Parse(ethtool, message));
    }

    private static LinkFeatures Parse(GenericNetlinkFamily ethtool, in NetlinkMessage message)
    {
        List<string> active = [];
        foreach (NetlinkAttribute attribute in ethtool.AttributesOf(message))
        {
            if (attribute.Type != ETHTOOL_A_FEATURES_ACTIVE)
            {
                continue;
            }

            foreach (NetlinkAttribute part in attribute.Nested)
            {
                if (part.Type == ETHTOOL_A_BITSET_BITS)
                {
                    ReadNames(part, active);
                }
            }
        }

        return new LinkFeatures(active);
    }

    private static void ReadNames(NetlinkAttribute bits, List<string> names)
    {
        foreach (NetlinkAttribute bit in bits.Nested)
        {
            foreach (NetlinkAttribute attribute in bit.Nested)
            {
                if (attribute.Type == ETHTOOL_A_BITSET_BIT_NAME)
                {
                    names.Add(attribute.ReadString());
                }
            }
        }
    }
}
