namespace LinuxNamespaces.Network;

/// <summary>The numbers of the attributes that tunnels have in common. Each family of kinds numbers them differently.</summary>
internal sealed record TunnelLayout(ushort Link, ushort Local, ushort Remote, ushort FirewallMark)
{
    /// <summary>A virtual link that an external control plane drives (collect metadata). 0 if the kind has none.</summary>
    internal ushort CollectMetadata { get; init; }

    internal ushort TimeToLive { get; init; }

    internal ushort TypeOfService { get; init; }

    internal ushort PathMtuDiscovery { get; init; }

    internal ushort EncapsulationLimit { get; init; }

    internal ushort FlowInfo { get; init; }

    internal ushort Flags { get; init; }

    /// <summary>The first of four: type, flags, source port and destination port of the encapsulation in UDP.</summary>
    internal ushort Encapsulation { get; init; }
}
