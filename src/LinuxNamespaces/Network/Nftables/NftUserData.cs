namespace LinuxNamespaces.Network;

/// <summary>What nft(8) stores beside an object: a list of type, length and value, in which the comment is.</summary>
internal static class NftUserData
{
    internal const byte NFTNL_UDATA_COMMENT = 0;

    // As in nft(8).
    internal const int MaxComment = 128;

    /// <summary>Makes the data for a comment; null for none.</summary>
    internal static ValueList<byte>? OfComment(string? comment, string parameter)
    {
        if (comment is null)
        {
            return null;
        }

        int length = LinuxText.CountBytes(NftName.RequireText(comment, MaxComment, parameter));
        byte[] data = new byte[2 + length + 1];
        (data[0], data[1]) = (NFTNL_UDATA_COMMENT, (byte)(length + 1));
        LinuxText.Encode(comment, data.AsSpan(2));
        return new ValueList<byte>(data);
    }

    /// <summary>Finds the comment.</summary>
    /// <param name="type">The type of the comment, which is not 0 for sets.</param>
    internal static string? ReadComment(ValueList<byte>? data, byte type = NFTNL_UDATA_COMMENT) =>
        data is not null && Find(data.Span, type) is { Length: > 0 } text ? LinuxText.Decode(text[^1] == 0 ? text[..^1] : text) : null;

    /// <summary>Finds an entry; empty if there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> data, byte type)
    {
        while (data.Length >= 2 && data[1] <= data.Length - 2)
        {
            if (data[0] == type)
            {
                return data.Slice(2, data[1]);
            }

            data = data[(2 + data[1])..];
        }

        return [];
    }
}
