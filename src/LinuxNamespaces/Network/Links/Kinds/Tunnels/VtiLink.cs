using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>A virtual tunnel interface over IPv4: packets that are routed through it are protected by IPsec.</summary>
/// <remarks>See ip-link(8) and ip-xfrm(8).</remarks>
public sealed class VtiLink : Link, ILinkKind<VtiLink>
{
    private VtiLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>vti</c>.</summary>
    public static LinkKind<VtiLink> Kind { get; } = new("vti", link => new VtiLink(link)) { Feature = "VTI links (CONFIG_NET_IPVTI)", DataAttributes = VtiSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public VtiInfo Settings => VtiInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a virtual tunnel interface over IPv4 that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record VtiSettings : VtiTunnelSettings<VtiLink>
{
    /// <inheritdoc/>
    public override LinkKind<VtiLink> Kind => VtiLink.Kind;

    private protected override IPAddress? RequireFamily(IPAddress? value, string name) => TunnelData.RequireIPv4(value, name);
}

/// <summary>Specifies a virtual tunnel interface over IPv4.</summary>
public sealed record VtiOptions : VtiSettings
{
    internal override bool IsForCreation => true;
}
