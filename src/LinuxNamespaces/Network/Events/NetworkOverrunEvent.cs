namespace LinuxNamespaces.Network;

/// <summary>The kernel dropped notifications, because they were not received fast enough (ENOBUFS).</summary>
/// <remarks>
/// The library reads all objects again. The differences follow as events, and then a <see cref="NetworkSynchronizedEvent"/>. An object that was added
/// and removed in between is not reported. A larger <see cref="NetworkWatchOptions.ReceiveBufferSize"/> makes overruns less likely.
/// </remarks>
public sealed class NetworkOverrunEvent : NetworkEvent
{
    internal NetworkOverrunEvent()
    {
    }

    private protected override string Text => "the kernel dropped notifications";
}
