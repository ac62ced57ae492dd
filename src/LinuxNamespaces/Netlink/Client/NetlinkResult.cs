namespace LinuxNamespaces.Netlink;

/// <summary>How the kernel answered a request.</summary>
/// <param name="Error">0 for success.</param>
/// <param name="Details">What the kernel said beside it; with a success it is a warning.</param>
/// <param name="Interrupted">A dump that the kernel says is not consistent, as the table changed in the middle of it.</param>
internal readonly record struct NetlinkResult(Errno Error, ExtendedAck? Details, bool Interrupted)
{
    internal bool Succeeded => Error.Value == 0;
}
