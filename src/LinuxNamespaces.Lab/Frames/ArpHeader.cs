namespace LinuxNamespaces.Lab;

/// <summary>Represents an ARP message for IPv4 over Ethernet.</summary>
/// <param name="Operation">1 for a request, 2 for a reply.</param>
/// <param name="SenderAddress">The IPv4 address of the sender.</param>
/// <param name="TargetAddress">The IPv4 address that is asked for.</param>
public readonly record struct ArpHeader(int Operation, FrameAddress SenderAddress, FrameAddress TargetAddress)
{
    /// <summary>Gets whether the message is a request.</summary>
    public bool IsRequest => Operation == 1;

    /// <summary>Gets whether the message is a reply.</summary>
    public bool IsReply => Operation == 2;
}
