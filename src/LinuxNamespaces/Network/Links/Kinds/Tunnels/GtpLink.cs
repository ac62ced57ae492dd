using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A tunnel of mobile networks: IP packets travel in UDP packets of the GPRS Tunnelling Protocol, user plane (GTP-U).</summary>
/// <remarks>
/// See ip-link(8), "GTP type support", and the kernel's networking/gtp.rst. The link has sockets of its own at the UDP ports 2152 and 3386 of all addresses. Packets are
/// carried for the contexts (PDP) that the generic netlink family <c>gtp</c> adds.
/// </remarks>
public sealed class GtpLink : Link, ILinkKind<GtpLink>
{
    internal const ushort IFLA_GTP_FD0 = 1;
    internal const ushort IFLA_GTP_FD1 = 2;
    internal const ushort IFLA_GTP_PDP_HASHSIZE = 3;
    internal const ushort IFLA_GTP_ROLE = 4;
    internal const ushort IFLA_GTP_CREATE_SOCKETS = 5;
    internal const ushort IFLA_GTP_RESTART_COUNT = 6;

    private GtpLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>gtp</c>.</summary>
    public static LinkKind<GtpLink> Kind { get; } = new("gtp", link => new GtpLink(link))
    {
        Feature = "GTP links (CONFIG_GTP)",
        DataAttributes = new NetlinkAttributeSet(
            new(IFLA_GTP_FD0, nameof(IFLA_GTP_FD0)),
            new(IFLA_GTP_FD1, nameof(IFLA_GTP_FD1)),
            new(IFLA_GTP_PDP_HASHSIZE, nameof(IFLA_GTP_PDP_HASHSIZE)),
            new(IFLA_GTP_ROLE, nameof(IFLA_GTP_ROLE)),
            new(IFLA_GTP_CREATE_SOCKETS, nameof(IFLA_GTP_CREATE_SOCKETS)),
            new(IFLA_GTP_RESTART_COUNT, nameof(IFLA_GTP_RESTART_COUNT))),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public GtpInfo Settings => GtpInfo.Read(Info.GetKindData());
}

/// <summary>Specifies a GTP link. The kernel cannot change its settings. Kernel 5.18.</summary>
public sealed record GtpOptions : LinkOptions<GtpLink>
{
    /// <summary>Creates the options.</summary>
    /// <param name="role">The side of the tunnel that this machine is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The role is not defined.</exception>
    public GtpOptions(GtpRole role) => Role = Defined.Require<GtpRole>(role, nameof(role))!.Value;

    /// <inheritdoc/>
    public override LinkKind<GtpLink> Kind => GtpLink.Kind;

    /// <summary>Gets the side of the tunnel that this machine is.</summary>
    public GtpRole Role { get; }

    /// <summary>Gets the size of the hash table of contexts; from 1. Defaults to 1024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? HashSize
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(HashSize));
    }

    /// <summary>Gets how often this machine was restarted, modulo 256, as answers to echo requests tell. Defaults to 0.</summary>
    public byte? RestartCount { get; init; }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        // The kernel reads whether it is there.
        writer.WriteByte(GtpLink.IFLA_GTP_CREATE_SOCKETS, 1);
        writer.WriteUInt32(GtpLink.IFLA_GTP_ROLE, (uint)Role);
        writer.WriteOptional(GtpLink.IFLA_GTP_PDP_HASHSIZE, (uint?)HashSize);
        writer.WriteOptional(GtpLink.IFLA_GTP_RESTART_COUNT, RestartCount);
    }

    /// <inheritdoc/>
    protected override void ValidateChange(GtpLink link) =>
        throw new ArgumentException($"The kernel cannot change a GTP link. {nameof(LinkSettings)} change what links of all kinds have.");
}

/// <summary>Specifies a side of a GTP tunnel.</summary>
/// <remarks>See linux/if_link.h, <c>enum ifla_gtp_role</c>.</remarks>
public enum GtpRole
{
    /// <summary>The gateway to other networks (GGSN): the addresses of contexts are destinations of sent packets.</summary>
    Gateway = 0,

    /// <summary>The node that serves mobile stations (SGSN): the addresses of contexts are sources of sent packets.</summary>
    ServingNode = 1,
}

/// <summary>Describes the settings of a GTP link at one moment.</summary>
public sealed record GtpInfo
{
    private GtpInfo()
    {
    }

    /// <summary>Gets the side of the tunnel that the machine is.</summary>
    public GtpRole Role { get; private set; }

    /// <summary>Gets the size of the hash table of contexts.</summary>
    public long HashSize { get; private set; }

    /// <summary>Gets how often the machine was restarted, modulo 256.</summary>
    public byte RestartCount { get; private set; }

    internal static GtpInfo Read(NetlinkAttributeReader data)
    {
        GtpInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case GtpLink.IFLA_GTP_PDP_HASHSIZE:
                    info.HashSize = attribute.ReadUInt32();
                    break;
                case GtpLink.IFLA_GTP_ROLE:
                    info.Role = unchecked((GtpRole)attribute.ReadUInt32());
                    break;
                case GtpLink.IFLA_GTP_RESTART_COUNT:
                    info.RestartCount = attribute.ReadByte();
                    break;
            }
        }

        return info;
    }
}
