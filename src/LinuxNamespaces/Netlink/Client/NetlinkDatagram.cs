namespace LinuxNamespaces.Netlink;

/// <summary>What a receive found.</summary>
/// <param name="Length">Bytes in the buffer.</param>
/// <param name="FullLength">Bytes of the datagram; more than <paramref name="Length"/> when the buffer was too small, and the rest is lost.</param>
/// <param name="NamespaceId">The ID (nsid) of the namespace that a notification is about; null for the namespace of the socket.</param>
internal readonly record struct NetlinkDatagram(int Length, int FullLength, int? NamespaceId = null)
{
    internal bool IsTruncated => FullLength > Length;
}
