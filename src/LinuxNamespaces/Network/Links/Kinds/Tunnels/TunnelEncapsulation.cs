using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies how the packets of a tunnel are encapsulated in UDP, as routers of flows and many firewalls need it.</summary>
/// <remarks>The other end receives them on a port that ip-fou(8) has opened. See ip-link(8), "encap".</remarks>
public sealed record TunnelEncapsulation
{
    internal const ushort TUNNEL_ENCAP_NONE = 0;
    internal const ushort TUNNEL_ENCAP_FOU = 1;
    internal const ushort TUNNEL_ENCAP_GUE = 2;
    internal const ushort TUNNEL_ENCAP_FLAG_CSUM = 1;
    internal const ushort TUNNEL_ENCAP_FLAG_CSUM6 = 2;
    internal const ushort TUNNEL_ENCAP_FLAG_REMCSUM = 4;

    private TunnelEncapsulation()
    {
    }

    /// <summary>Creates an encapsulation.</summary>
    /// <param name="type">The format.</param>
    /// <param name="destinationPort">The UDP port of the other end; from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is not a defined value, or the port is 0.</exception>
    public TunnelEncapsulation(TunnelEncapsulationType type, ushort destinationPort)
    {
        if (type is not (TunnelEncapsulationType.FooOverUdp or TunnelEncapsulationType.GenericUdp))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, $"The format of an encapsulation in UDP is {nameof(TunnelEncapsulationType.FooOverUdp)} or {nameof(TunnelEncapsulationType.GenericUdp)}.");
        }

        ArgumentOutOfRangeException.ThrowIfZero(destinationPort);
        Type = type;
        DestinationPort = destinationPort;
    }

    /// <summary>Gets the value for no encapsulation.</summary>
    public static TunnelEncapsulation None { get; } = new();

    /// <summary>Gets the format.</summary>
    public TunnelEncapsulationType Type { get; private init; }

    /// <summary>Gets the UDP port of the other end; 0 if there is no encapsulation.</summary>
    public ushort DestinationPort { get; private init; }

    /// <summary>Gets the UDP port that packets are sent from. By default the kernel chooses one for each flow.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is 0.</exception>
    public ushort? SourcePort
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfZero(value ?? 1, nameof(SourcePort));
            field = value;
        }
    }

    /// <summary>Gets whether the UDP packets have a checksum over IPv4. Defaults to <see langword="false"/>.</summary>
    public bool Checksum { get; init; }

    /// <summary>Gets whether the UDP packets have a checksum over IPv6. Defaults to <see langword="true"/> for tunnels over IPv6, as in ip(8).</summary>
    public bool? Checksum6 { get; init; }

    /// <summary>Gets whether the checksum of the packet inside is left to the receiver (<see cref="TunnelEncapsulationType.GenericUdp"/> only). Defaults to <see langword="false"/>.</summary>
    public bool RemoteChecksum { get; init; }

    internal void Write(ref NetlinkMessageWriter writer, int type, bool isIPv6)
    {
        int flags = (Checksum ? TUNNEL_ENCAP_FLAG_CSUM : 0)
            | (Checksum6 ?? (isIPv6 && Type != TunnelEncapsulationType.None) ? TUNNEL_ENCAP_FLAG_CSUM6 : 0)
            | (RemoteChecksum ? TUNNEL_ENCAP_FLAG_REMCSUM : 0);
        writer.WriteUInt16(type, (ushort)Type);
        writer.WriteUInt16(type + 1, (ushort)flags);
        writer.WriteUInt16BigEndian(type + 2, SourcePort ?? 0);
        writer.WriteUInt16BigEndian(type + 3, DestinationPort);
    }

    /// <summary>Reads one of the four attributes into the value.</summary>
    /// <param name="part">The number of the attribute, from 0.</param>
    internal TunnelEncapsulation With(int part, NetlinkAttribute attribute)
    {
        switch (part)
        {
            case 0:
                return this with { Type = (TunnelEncapsulationType)attribute.ReadUInt16() };
            case 1:
                int flags = attribute.ReadUInt16();
                return this with
                {
                    Checksum = (flags & TUNNEL_ENCAP_FLAG_CSUM) != 0,
                    Checksum6 = (flags & TUNNEL_ENCAP_FLAG_CSUM6) != 0,
                    RemoteChecksum = (flags & TUNNEL_ENCAP_FLAG_REMCSUM) != 0,
                };
            case 2:
                return this with { SourcePort = attribute.ReadUInt16BigEndian() is not 0 and ushort port ? port : null };
            default:
                return this with { DestinationPort = attribute.ReadUInt16BigEndian() };
        }
    }
}

/// <summary>Specifies the format of an encapsulation in UDP.</summary>
public enum TunnelEncapsulationType
{
    /// <summary>No encapsulation (TUNNEL_ENCAP_NONE).</summary>
    None = TunnelEncapsulation.TUNNEL_ENCAP_NONE,

    /// <summary>Foo over UDP: nothing between the UDP header and the packet (TUNNEL_ENCAP_FOU).</summary>
    FooOverUdp = TunnelEncapsulation.TUNNEL_ENCAP_FOU,

    /// <summary>Generic UDP encapsulation (TUNNEL_ENCAP_GUE).</summary>
    GenericUdp = TunnelEncapsulation.TUNNEL_ENCAP_GUE,
}
