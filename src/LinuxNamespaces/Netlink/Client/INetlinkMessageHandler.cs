namespace LinuxNamespaces.Netlink;

/// <summary>Takes the messages that answer a request, in the buffer that they were received in.</summary>
/// <remarks>
/// Implement it in a structure to read answers as values: nothing is allocated then. A handler must not make a request on the same
/// connection.
/// </remarks>
/// <example>
/// <code>
/// struct Counter : INetlinkMessageHandler
/// {
///     public int Count;
///     public void Restart() =&gt; Count = 0;
///     public void OnMessage(in NetlinkMessage message) =&gt; Count++;
/// }
/// </code>
/// </example>
public interface INetlinkMessageHandler
{
    /// <summary>Discards what was received so far. The request is made again, for example because the table changed while it was dumped.</summary>
    void Restart();

    /// <summary>Takes one message.</summary>
    /// <param name="message">The message, which is valid until the method returns.</param>
    void OnMessage(in NetlinkMessage message);
}
