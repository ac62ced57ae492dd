namespace LinuxNamespaces.Network;

/// <summary>
/// The events up to here describe everything that existed at one moment: after the events about existing objects, and after an overrun is repaired.
/// </summary>
public sealed class NetworkSynchronizedEvent : NetworkEvent
{
    internal NetworkSynchronizedEvent()
    {
    }

    private protected override string Text => "synchronized";
}
