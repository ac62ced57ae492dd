using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A tunnel over IPv6 for copies of the packets of a switch port (ERSPAN).</summary>
/// <remarks>See ip-link(8), "ERSPAN type support". Kernel 4.16.</remarks>
public sealed class Ip6ErspanLink : Link, ILinkKind<Ip6ErspanLink>
{
    private Ip6ErspanLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>ip6erspan</c>.</summary>
    public static LinkKind<Ip6ErspanLink> Kind { get; } = new("ip6erspan", link => new Ip6ErspanLink(link)) { Feature = "ERSPAN links over IPv6 (CONFIG_IPV6_GRE)", DataAttributes = GreSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public Ip6ErspanInfo Settings => Ip6ErspanInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of an ERSPAN tunnel over IPv6 that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record Ip6ErspanSettings : IPv6TunnelSettings<Ip6ErspanLink>
{
    /// <inheritdoc/>
    public override LinkKind<Ip6ErspanLink> Kind => Ip6ErspanLink.Kind;

    /// <summary>Gets the number of the session, which both ends have; 0 to 1023. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SessionId
    {
        get;
        init => field = ErspanHeader.RequireSession(value, nameof(SessionId));
    }

    /// <summary>Gets the header of the mirrored packets. Defaults to type II with the index 0.</summary>
    public ErspanFormat? Format { get; init; }

    internal override TunnelLayout Layout => GreSchema.Layout;

    private protected override bool HasOptionsOfItsOwn => base.HasOptionsOfItsOwn || SessionId is not null || Format is not null;

    private protected override void WriteOptions(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        base.WriteOptions(ref writer, current);
        ErspanHeader.Write(ref writer, SessionId ?? (IsForCreation ? 0 : null), Format ?? (IsForCreation ? ErspanFormat.Type2() : null));
    }
}

/// <summary>Specifies an ERSPAN tunnel over IPv6.</summary>
public sealed record Ip6ErspanOptions : Ip6ErspanSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}

/// <summary>Describes the settings of an ERSPAN tunnel over IPv6 at one moment.</summary>
public sealed class Ip6ErspanInfo : IPv6TunnelInfo
{
    private ErspanHeader _header;

    private Ip6ErspanInfo()
    {
    }

    /// <summary>Gets the number of the session.</summary>
    public int SessionId => _header.SessionId;

    /// <summary>Gets the header of the mirrored packets.</summary>
    public ErspanFormat Format => _header.Format;

    internal override TunnelLayout Layout => GreSchema.Layout;

    internal static Ip6ErspanInfo Read(NetlinkAttributeReader data) => Read(new Ip6ErspanInfo(), data);

    private protected override void Apply(NetlinkAttribute attribute)
    {
        if (!_header.Apply(attribute))
        {
            base.Apply(attribute);
        }
    }
}
