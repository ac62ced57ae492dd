using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A tunnel over IPv4 for copies of the packets of a switch port (ERSPAN).</summary>
/// <remarks>See ip-link(8), "ERSPAN type support". Kernel 4.14.</remarks>
public sealed class ErspanLink : Link, ILinkKind<ErspanLink>
{
    private ErspanLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>erspan</c>.</summary>
    public static LinkKind<ErspanLink> Kind { get; } = new("erspan", link => new ErspanLink(link)) { Feature = "ERSPAN links (CONFIG_NET_IPGRE)", DataAttributes = GreSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public ErspanInfo Settings => ErspanInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of an ERSPAN tunnel over IPv4 that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record ErspanSettings : IPv4TunnelSettings<ErspanLink>
{
    /// <inheritdoc/>
    public override LinkKind<ErspanLink> Kind => ErspanLink.Kind;

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

/// <summary>Specifies an ERSPAN tunnel over IPv4.</summary>
public sealed record ErspanOptions : ErspanSettings
{
    /// <summary>Gets whether an external control plane, such as routes, gives each packet its addresses and header fields. Defaults to <see langword="false"/>.</summary>
    public bool IsExternal { get; init; }

    internal override bool IsForCreation => true;

    internal override bool IsControlledOutside => IsExternal;
}

/// <summary>Describes the settings of an ERSPAN tunnel over IPv4 at one moment.</summary>
public sealed class ErspanInfo : IPv4TunnelInfo
{
    private ErspanHeader _header;

    private ErspanInfo()
    {
    }

    /// <summary>Gets the number of the session.</summary>
    public int SessionId => _header.SessionId;

    /// <summary>Gets the header of the mirrored packets.</summary>
    public ErspanFormat Format => _header.Format;

    internal override TunnelLayout Layout => GreSchema.Layout;

    internal static ErspanInfo Read(NetlinkAttributeReader data) => Read(new ErspanInfo(), data);

    private protected override void Apply(NetlinkAttribute attribute)
    {
        if (!_header.Apply(attribute))
        {
            base.Apply(attribute);
        }
    }
}
