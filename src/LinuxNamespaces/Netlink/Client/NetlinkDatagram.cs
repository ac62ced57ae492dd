namespace LinuxNamespaces.Netlink;

/// <summary>What a receive found.</summary>
/// <param name="Length">Bytes in the buffer.</param>
/// <param name="FullLength">Bytes of the datagram; more than <paramref name="Length"/> when the buffer was too small, and the rest is lost.</param>
internal readonly record struct NetlinkDatagram(int Length, int FullLength);
