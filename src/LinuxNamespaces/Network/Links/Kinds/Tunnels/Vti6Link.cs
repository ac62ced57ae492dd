using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>A virtual tunnel interface over IPv6: packets that are routed through it are protected by IPsec.</summary>
/// <remarks>See ip-link(8) and ip-xfrm(8).</remarks>
public sealed class Vti6Link : Link, ILinkKind<Vti6Link>
{
    private Vti6Link(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>vti6</c>.</summary>
    public static LinkKind<Vti6Link> Kind { get; } = new("vti6", link => new Vti6Link(link)) { Feature = "VTI links over IPv6 (CONFIG_IPV6_VTI)", DataAttributes = VtiSchema.Data };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public VtiInfo Settings => VtiInfo.Read(Info.GetKindData());
}

/// <summary>Specifies the settings of a virtual tunnel interface over IPv6 that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
public record Vti6Settings : VtiTunnelSettings<Vti6Link>
{
    /// <inheritdoc/>
    public override LinkKind<Vti6Link> Kind => Vti6Link.Kind;

    private protected override IPAddress? RequireFamily(IPAddress? value, string name) => TunnelData.RequireIPv6(value, name);
}

/// <summary>Specifies a virtual tunnel interface over IPv6.</summary>
public sealed record Vti6Options : Vti6Settings
{
    internal override bool IsForCreation => true;
}
