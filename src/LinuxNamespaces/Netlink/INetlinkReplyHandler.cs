namespace LinuxNamespaces.Netlink;

/// <summary>Takes the messages that answer a request, in the buffer they were received in.</summary>
internal interface INetlinkReplyHandler
{
    /// <summary>Forgets what it was given so far: the request is made again.</summary>
    void Restart();

    /// <summary>Takes one message.</summary>
    void OnMessage(in NetlinkMessage message);
}
