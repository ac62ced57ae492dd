using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>An XFRM interface: IPsec policies and states with its ID apply to the packets that are routed over it.</summary>
/// <remarks>See ip-link(8), "XFRM type support".</remarks>
public sealed class XfrmLink : Link, ILinkKind<XfrmLink>
{
    internal const ushort IFLA_XFRM_LINK = 1;
    internal const ushort IFLA_XFRM_IF_ID = 2;
    internal const ushort IFLA_XFRM_COLLECT_METADATA = 3;

    private XfrmLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>xfrm</c>.</summary>
    public static LinkKind<XfrmLink> Kind { get; } = new("xfrm", link => new XfrmLink(link))
    {
        Feature = "XFRM interfaces (CONFIG_XFRM_INTERFACE)",
        DataAttributes = new NetlinkAttributeSet(
            new(IFLA_XFRM_LINK, nameof(IFLA_XFRM_LINK)),
            new(IFLA_XFRM_IF_ID, nameof(IFLA_XFRM_IF_ID)),
            new(IFLA_XFRM_COLLECT_METADATA, nameof(IFLA_XFRM_COLLECT_METADATA))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public XfrmInfo Settings => XfrmInfo.Read(Info.GetKindData());
}

/// <summary>Specifies what can be changed of an XFRM interface. A property that is <see langword="null"/> stays as it is.</summary>
public record XfrmSettings : LinkOptions<XfrmLink>
{
    /// <inheritdoc/>
    public override LinkKind<XfrmLink> Kind => XfrmLink.Kind;

    /// <summary>Gets the ID of the policies and states that apply (<c>if_id</c>); from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public uint? InterfaceId
    {
        get;
        init => field = value == 0 ? throw new ArgumentOutOfRangeException(nameof(InterfaceId), "The ID of an XFRM interface is at least 1.") : value;
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer) => writer.WriteOptional(XfrmLink.IFLA_XFRM_IF_ID, InterfaceId);

    /// <inheritdoc/>
    protected override void WriteChange(ref NetlinkMessageWriter writer, XfrmLink link)
    {
        WriteData(ref writer);
        // The kernel takes a missing link for none, and rejects a change of it.
        writer.WriteOptional(XfrmLink.IFLA_XFRM_LINK, link.Settings.UnderlyingIndex);
    }
}

/// <summary>Specifies an XFRM interface: <see cref="XfrmSettings.InterfaceId"/>, or <see cref="IsExternal"/>. It cannot change an existing one.</summary>
public sealed record XfrmOptions : XfrmSettings
{
    /// <summary>Gets the link that the encrypted packets use, in the namespace of the interface; <see langword="null"/> if there is none.</summary>
    public Link? Underlying { get; init; }

    /// <summary>
    /// Gets whether the ID comes with each packet, from a route or a BPF program (<c>external</c>, collect metadata). A namespace has one such
    /// interface. Kernel 6.1.
    /// </summary>
    public bool IsExternal { get; init; }

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (IsExternal ? InterfaceId is not null || Underlying is not null : InterfaceId is null)
        {
            throw new ArgumentException($"An XFRM interface has either {nameof(InterfaceId)}, and perhaps {nameof(Underlying)}, or {nameof(IsExternal)}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        base.WriteData(ref writer);
        writer.WriteOptional(XfrmLink.IFLA_XFRM_LINK, Underlying?.Index);
        if (IsExternal)
        {
            writer.WriteFlag(XfrmLink.IFLA_XFRM_COLLECT_METADATA);
        }
    }

    /// <inheritdoc/>
    protected override void ValidateChange(XfrmLink link) => throw new ArgumentException($"{nameof(XfrmOptions)} specify a new interface. {nameof(XfrmSettings)} change one.");

    internal override void RequireCreatable(string name, NetNamespace home)
    {
        base.RequireCreatable(name, home);
        // The kernel looks for the index in the namespace of the interface.
        if (Underlying is { } underlying && !underlying.Namespace.Equals(home))
        {
            throw new ArgumentException(
                $"{PrintableText.Quote(underlying.Name)} is in namespace '{underlying.Namespace}'. The link under an XFRM interface in '{home}' has to be there too.");
        }
    }
}

/// <summary>Describes the settings of an XFRM interface at one moment.</summary>
public sealed record XfrmInfo
{
    private XfrmInfo()
    {
    }

    /// <summary>Gets the ID of the policies and states that apply; <see langword="null"/> if it comes with each packet.</summary>
    public uint? InterfaceId { get; private set; }

    /// <summary>Gets the index of the link that the encrypted packets use; <see langword="null"/> if there is none.</summary>
    public int? UnderlyingIndex { get; private set; }

    /// <summary>Gets whether the ID comes with each packet.</summary>
    public bool IsExternal { get; private set; }

    internal static XfrmInfo Read(NetlinkAttributeReader data)
    {
        XfrmInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case XfrmLink.IFLA_XFRM_LINK:
                    info.UnderlyingIndex = attribute.ReadInt32() is not 0 and int index ? index : null;
                    break;
                case XfrmLink.IFLA_XFRM_IF_ID:
                    info.InterfaceId = attribute.ReadUInt32() is not 0 and uint id ? id : null;
                    break;
                case XfrmLink.IFLA_XFRM_COLLECT_METADATA:
                    info.IsExternal = true;
                    break;
            }
        }

        return info;
    }
}
