namespace LinuxNamespaces.Network;

/// <summary>Names of tables, chains, sets and objects.</summary>
internal static class NftName
{
    // NFT_NAME_MAXLEN with the NUL.
    internal const int MaxLength = 255;

    internal static string Require(string value, string parameter) => RequireText(value, MaxLength, parameter);

    internal static string RequireText(string value, int maxLength, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, parameter);
        string? broken =
            LinuxText.CountBytes(value) is var bytes && bytes > maxLength ? $"has {bytes} bytes, but the maximum is {maxLength}"
            : value.Contains('\0', StringComparison.Ordinal) ? "must not contain a NUL character"
            : null;
        return broken is null ? value : throw new ArgumentException($"The text {PrintableText.Quote(value)} {broken}.", parameter);
    }
}
