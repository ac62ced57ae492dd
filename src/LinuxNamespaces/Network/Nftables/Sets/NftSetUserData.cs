namespace LinuxNamespaces.Network;

/// <summary>What nft(8) stores beside a set, so that it shows the values in their byte order.</summary>
internal static class NftSetUserData
{
    internal const byte NFTNL_UDATA_SET_KEYBYTEORDER = 0;
    internal const byte NFTNL_UDATA_SET_DATABYTEORDER = 1;
    internal const byte NFTNL_UDATA_SET_COMMENT = 7;

    // enum byteorder of nft(8), in host byte order.
    private const uint HostEndian = 1;
    private const uint BigEndian = 2;

    internal static ValueList<byte> Of(NftSet set, string? comment)
    {
        List<byte> data = [];
        Add(data, NFTNL_UDATA_SET_KEYBYTEORDER, Order(set.KeyType));
        if (set.ValueType is { Length: > 0 } value)
        {
            Add(data, NFTNL_UDATA_SET_DATABYTEORDER, Order(value));
        }

        if (comment is not null)
        {
            byte[] text = new byte[LinuxText.CountBytes(comment) + 1];
            LinuxText.Encode(comment, text);
            data.AddRange([NFTNL_UDATA_SET_COMMENT, (byte)text.Length, .. text]);
        }

        return new ValueList<byte>(data);
    }

    // A concatenation has none.
    private static uint Order(NftDataType type) => type.PartLengths.Count > 1 ? 0 : type.IsHostOrder ? HostEndian : BigEndian;

    private static void Add(List<byte> data, byte type, uint value)
    {
        byte[] bytes = BitConverter.GetBytes(value);
        data.AddRange([type, (byte)bytes.Length, .. bytes]);
    }
}
