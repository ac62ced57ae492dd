namespace LinuxNamespaces.Netlink;

/// <summary>Takes a message that the kernel returns for a request of a batch, besides success or failure.</summary>
/// <param name="index">The position of the request in the batch, from 0.</param>
/// <param name="message">The message, which is valid until the method returns.</param>
public delegate void NetlinkBatchReply(int index, in NetlinkMessage message);
