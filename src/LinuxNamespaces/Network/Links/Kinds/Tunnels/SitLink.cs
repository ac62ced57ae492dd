using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A tunnel over IPv4 that carries IPv6, and also IPv4 or MPLS.</summary>
/// <remarks>See ip-link(8), "IPIP, SIT type support".</remarks>
public sealed class SitLink : Link, ILinkKind<SitLink>
{
    internal const ushort SIT_ISATAP = 1;

    private SitLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>sit</c>.</summary>
    public static LinkKind<SitLink> Kind { get; } = new("sit", link => new SitLink(link)) { Feature = "SIT links (CONFIG_IPV6_SIT)", DataAttributes = IptunSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public SitInfo Settings => SitInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a tunnel over IPv4 for IPv6 that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record SitSettings : IPv4TunnelSettings<SitLink>
{
    /// <inheritdoc/>
    public override LinkKind<SitLink> Kind => SitLink.Kind;

    /// <summary>Gets the protocol of the packets inside: <see cref="TunnelProtocol.IPv6"/>, <see cref="TunnelProtocol.IPv4"/>, <see cref="TunnelProtocol.Mpls"/> or <see cref="TunnelProtocol.Any"/>. Defaults to <see cref="TunnelProtocol.IPv6"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind does not support the protocol.</exception>
    public TunnelProtocol? Protocol
    {
        get;
        init => field = value is null or TunnelProtocol.IPv6 or TunnelProtocol.IPv4 or TunnelProtocol.Mpls or TunnelProtocol.Any
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Protocol), value, $"A tunnel of the kind '{Kind}' cannot carry this protocol.");
    }

    internal override TunnelLayout Layout => IptunSchema.Layout;

    /// <summary>Gets whether the hosts of an IPv4 network are neighbours in the tunnel, each with an IPv6 address that has its IPv4 address in it (ISATAP). Defaults to <see langword="false"/>.</summary>
    public bool? Isatap { get; init; }

    /// <summary>
    /// Gets the IPv6 prefix of hosts whose IPv6 address has their IPv4 address in it (6rd); the tunnel needs no <see cref="TunnelSettings{TLink}.Remote"/>
    /// for them. Defaults to 2002::/16, that of 6to4. This needs a kernel with CONFIG_IPV6_SIT_6RD.
    /// </summary>
    /// <exception cref="ArgumentException">The prefix is not an IPv6 prefix.</exception>
    public IPNetwork? SixRdPrefix
    {
        get;
        init => field = value is not { } prefix || prefix.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6
            ? value
            : throw new ArgumentException($"{value} is not an IPv6 prefix.", nameof(SixRdPrefix));
    }

    /// <summary>
    /// Gets the IPv4 prefix that all hosts of <see cref="SixRdPrefix"/> have in common, and which their IPv6 addresses leave out. Defaults to
    /// 0.0.0.0/0. Without the bits of this prefix, the IPv4 address and the IPv6 prefix have at most 64 bits together.
    /// </summary>
    /// <exception cref="ArgumentException">The prefix is not an IPv4 prefix.</exception>
    public IPNetwork? SixRdRelayPrefix
    {
        get;
        init => field = value is not { } prefix || prefix.BaseAddress.AddressFamily == AddressFamily.InterNetwork
            ? value
            : throw new ArgumentException($"{value} is not an IPv4 prefix.", nameof(SixRdRelayPrefix));
    }

    private protected override bool HasOptionsOfItsOwn => base.HasOptionsOfItsOwn || Isatap is not null || SixRdPrefix is not null || SixRdRelayPrefix is not null;

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        if (SixRdPrefix is { } prefix && (SixRdRelayPrefix is not null || IsForCreation) && prefix.PrefixLength + 32 - (SixRdRelayPrefix?.PrefixLength ?? 0) > 64)
        {
            throw new ArgumentException($"The prefix {prefix} and the IPv4 address without {SixRdRelayPrefix?.ToString() ?? "a prefix"} have more than 64 bits together.");
        }

        if (SixRdPrefix is null && SixRdRelayPrefix is not null && IsForCreation)
        {
            throw new ArgumentException($"{nameof(SixRdRelayPrefix)} needs {nameof(SixRdPrefix)}.");
        }
    }

    private protected override void WriteProtocol(ref NetlinkMessageWriter writer) => writer.WriteOptional(IptunSchema.IFLA_IPTUN_PROTO, (byte?)Protocol);

    private protected override void WriteOptions(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        base.WriteOptions(ref writer, current);
        if (Isatap is { } isatap)
        {
            writer.WriteUInt16(IptunSchema.IFLA_IPTUN_FLAGS, isatap ? SitLink.SIT_ISATAP : (ushort)0);
        }

        if (SixRdPrefix is { } prefix)
        {
            writer.WriteAddress(IptunSchema.IFLA_IPTUN_6RD_PREFIX, prefix.BaseAddress);
            writer.WriteUInt16(IptunSchema.IFLA_IPTUN_6RD_PREFIXLEN, (ushort)prefix.PrefixLength);
        }

        if (SixRdRelayPrefix is { } relay)
        {
            writer.WriteAddress(IptunSchema.IFLA_IPTUN_6RD_RELAY_PREFIX, relay.BaseAddress);
            writer.WriteUInt16(IptunSchema.IFLA_IPTUN_6RD_RELAY_PREFIXLEN, (ushort)relay.PrefixLength);
        }
    }
}

/// <summary>Specifies a tunnel over IPv4 for IPv6.</summary>
public sealed record SitOptions : SitSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}

/// <summary>Describes the settings of a tunnel over IPv4 for IPv6 at one moment.</summary>
public sealed class SitInfo : IPv4TunnelInfo
{
    private bool _hasSixRd;
    private IPAddress _prefix = IPAddress.IPv6Any;
    private int _prefixLength;
    private IPAddress _relay = IPAddress.Any;
    private int _relayLength;

    private SitInfo()
    {
    }

    /// <summary>Gets the protocol of the packets inside.</summary>
    public TunnelProtocol Protocol { get; private set; }

    /// <summary>Gets whether the hosts of an IPv4 network are neighbours in the tunnel (ISATAP).</summary>
    public bool Isatap { get; private set; }

    /// <summary>Gets the IPv6 prefix of hosts whose IPv6 address has their IPv4 address in it (6rd); <see langword="null"/> if the kernel has no 6rd.</summary>
    public IPNetwork? SixRdPrefix => _hasSixRd ? ToNetwork(_prefix, _prefixLength) : null;

    /// <summary>Gets the IPv4 prefix that all hosts of <see cref="SixRdPrefix"/> have in common; <see langword="null"/> if the kernel has no 6rd.</summary>
    public IPNetwork? SixRdRelayPrefix => _hasSixRd ? ToNetwork(_relay, _relayLength) : null;

    internal override TunnelLayout Layout => IptunSchema.Layout;

    internal static SitInfo Read(NetlinkAttributeReader data) => Read(new SitInfo(), data);

    private protected override void Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case IptunSchema.IFLA_IPTUN_PROTO:
                Protocol = (TunnelProtocol)attribute.ReadByte();
                break;
            case IptunSchema.IFLA_IPTUN_FLAGS:
                Isatap = (attribute.ReadUInt16() & SitLink.SIT_ISATAP) != 0;
                break;
            case IptunSchema.IFLA_IPTUN_6RD_PREFIX:
                _prefix = Address(attribute, AddressFamily.InterNetworkV6);
                _hasSixRd = true;
                break;
            case IptunSchema.IFLA_IPTUN_6RD_PREFIXLEN:
                _prefixLength = Length(attribute, 128);
                break;
            case IptunSchema.IFLA_IPTUN_6RD_RELAY_PREFIX:
                _relay = Address(attribute, AddressFamily.InterNetwork);
                break;
            case IptunSchema.IFLA_IPTUN_6RD_RELAY_PREFIXLEN:
                _relayLength = Length(attribute, 32);
                break;
            default:
                base.Apply(attribute);
                break;
        }
    }

    private static IPAddress Address(NetlinkAttribute attribute, AddressFamily family) => attribute.ReadAddress() is { } address && address.AddressFamily == family ? address
        : throw new InvalidDataException($"Netlink attribute {attribute.Type} holds an address of another family.");

    private static int Length(NetlinkAttribute attribute, int most) => attribute.ReadUInt16() is ushort length && length <= most ? length
        : throw new InvalidDataException($"Netlink attribute {attribute.Type} holds a prefix of more than {most} bits.");

    private static IPNetwork ToNetwork(IPAddress address, int length)
    {
        byte[] bytes = address.GetAddressBytes();
        int bits = bytes.Length * 8;
        // The type requires that all other bits are 0.
        for (int bit = length; bit < bits; bit++)
        {
            bytes[bit / 8] &= unchecked((byte)~(0x80 >> (bit % 8)));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }
}
