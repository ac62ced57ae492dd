using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>An ipvlan: a link with addresses of its own on top of another link, whose link-layer address it shares.</summary>
/// <remarks>See ip-link(8), "IPVLAN and IPVTAP type support", and the kernel's networking/ipvlan.rst.</remarks>
public sealed class IpvlanLink : Link, ILinkKind<IpvlanLink>
{
    internal const ushort IFLA_IPVLAN_MODE = 1;
    internal const ushort IFLA_IPVLAN_FLAGS = 2;

    private IpvlanLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>ipvlan</c>.</summary>
    public static LinkKind<IpvlanLink> Kind { get; } = new("ipvlan", link => new IpvlanLink(link))
    {
        Feature = "ipvlan links (CONFIG_IPVLAN)",
        DataAttributes = Attributes(),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public IpvlanInfo Settings => IpvlanInfo.Read(Info.GetKindData());

    /// <summary>The attributes of ipvlan and ipvtap.</summary>
    internal static NetlinkAttributeSet Attributes() => new(
        new(IFLA_IPVLAN_MODE, nameof(IFLA_IPVLAN_MODE)),
        new(IFLA_IPVLAN_FLAGS, nameof(IFLA_IPVLAN_FLAGS)));
}

/// <summary>Specifies what ipvlan and ipvtap links have in common. A property that is <see langword="null"/> is the kernel's default, or stays as it is.</summary>
/// <remarks>Both properties belong to the parent: a change holds for all links on it.</remarks>
/// <typeparam name="TLink">The class of the links.</typeparam>
public abstract record IpvlanSettings<TLink> : LinkOptions<TLink>
    where TLink : Link
{
    private protected IpvlanSettings()
    {
    }

    /// <summary>Gets how the links on the parent pass packets. The kernel's default is <see cref="IpvlanMode.L3"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    public IpvlanMode? Mode
    {
        get;
        init => field = Defined.Require(value, nameof(Mode));
    }

    /// <summary>Gets whether links on the same parent reach each other. The kernel's default is <see cref="IpvlanFlag.Bridge"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a flag.</exception>
    public IpvlanFlag? Flag
    {
        get;
        init => field = Defined.Require(value, nameof(Flag));
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(IpvlanLink.IFLA_IPVLAN_MODE, (ushort?)Mode);
        writer.WriteOptional(IpvlanLink.IFLA_IPVLAN_FLAGS, (ushort?)Flag);
    }
}

/// <summary>Specifies what can be changed of an ipvlan link, and with it of all links on its parent.</summary>
public record IpvlanSettings : IpvlanSettings<IpvlanLink>
{
    /// <inheritdoc/>
    public override LinkKind<IpvlanLink> Kind => IpvlanLink.Kind;
}

/// <summary>Specifies an ipvlan link.</summary>
public sealed record IpvlanOptions : IpvlanSettings
{
    /// <summary>Creates the options.</summary>
    /// <param name="parent">The link that the new link sends and receives over. It can be in another namespace than the new link.</param>
    public IpvlanOptions(Link parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        Parent = parent;
    }
}

/// <summary>Describes the settings of an ipvlan or ipvtap link at one moment.</summary>
public sealed record IpvlanInfo
{
    private IpvlanInfo()
    {
    }

    /// <summary>Gets how the links on the parent pass packets.</summary>
    public IpvlanMode Mode { get; private set; }

    /// <summary>Gets whether links on the same parent reach each other.</summary>
    public IpvlanFlag Flag { get; private set; }

    internal static IpvlanInfo Read(NetlinkAttributeReader data)
    {
        IpvlanInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case IpvlanLink.IFLA_IPVLAN_MODE:
                    info.Mode = (IpvlanMode)attribute.ReadUInt16();
                    break;
                case IpvlanLink.IFLA_IPVLAN_FLAGS:
                    info.Flag = (IpvlanFlag)attribute.ReadUInt16();
                    break;
            }
        }

        return info;
    }
}

/// <summary>Specifies how ipvlan and ipvtap links pass packets.</summary>
public enum IpvlanMode
{
    /// <summary>By link-layer frames; broadcast and multicast pass (IPVLAN_MODE_L2).</summary>
    L2 = 0,

    /// <summary>By routes of the parent's namespace; no broadcast or multicast passes (IPVLAN_MODE_L3).</summary>
    L3 = 1,

    /// <summary>As <see cref="L3"/>, but the packets also pass netfilter in the parent's namespace (IPVLAN_MODE_L3S; CONFIG_IPVLAN_L3S).</summary>
    L3S = 2,
}

/// <summary>Specifies whether ipvlan and ipvtap links on the same parent reach each other.</summary>
public enum IpvlanFlag
{
    /// <summary>They reach each other directly.</summary>
    Bridge = 0,

    /// <summary>They do not reach each other (IPVLAN_F_PRIVATE).</summary>
    Private = 1,

    /// <summary>They reach each other through an external switch (IPVLAN_F_VEPA).</summary>
    Vepa = 2,
}
