namespace LinuxNamespaces.Network;

/// <summary>What a veth pair can be created with.</summary>
public sealed record VethPairOptions
{
    internal static VethPairOptions Default { get; } = new();

    /// <summary>How the first end is to be.</summary>
    public LinkOptions First { get; init; } = new();

    /// <summary>How the second end is to be.</summary>
    public LinkOptions Second { get; init; } = new();

    /// <summary>The pair as options of its first end.</summary>
    internal VethOptions ToEnd(string secondName, NetNamespace? second = null) => new(secondName, second)
    {
        Mtu = First.Mtu,
        Address = First.Address,
        TransmitQueueLength = First.TransmitQueueLength,
        TransmitQueueCount = First.TransmitQueueCount,
        ReceiveQueueCount = First.ReceiveQueueCount,
        Group = First.Group,
        Peer = Second,
    };
}
