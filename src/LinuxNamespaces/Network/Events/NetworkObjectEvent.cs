namespace LinuxNamespaces.Network;

/// <summary>An event about an object: a link, an address, a route, a rule, a neighbour, a nexthop object or the ID of a namespace.</summary>
public abstract class NetworkObjectEvent : NetworkEvent
{
    private protected NetworkObjectEvent()
    {
    }

    /// <summary>Gets what happened to the object.</summary>
    public NetworkChange Change { get; internal init; }

    private protected abstract object Subject { get; }

    private protected override string Text => $"{Words(Change)} {Subject}";

    private static string Words(NetworkChange change) => change switch
    {
        NetworkChange.Existing => "existing",
        NetworkChange.Added => "added",
        NetworkChange.Changed => "changed",
        _ => "removed",
    };
}
