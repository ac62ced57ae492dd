namespace LinuxNamespaces.Netlink;

internal static class NetlinkAlignment
{
    /// <summary>Rounds up to the 4 bytes that messages and attributes are aligned to.</summary>
    internal static int Align(int length) => unchecked((length + 3) & ~3);
}
