using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings of a GRE tunnel over IPv6 at one moment.</summary>
public sealed class Ip6GreInfo : IPv6TunnelInfo
{
    private GreHeaders _headers;

    private Ip6GreInfo()
    {
    }

    /// <summary>Gets the header that received packets must have.</summary>
    public GreHeader Input => _headers.Input;

    /// <summary>Gets the header that sent packets get.</summary>
    public GreHeader Output => _headers.Output;

    internal override TunnelLayout Layout => GreSchema.Layout;

    internal static Ip6GreInfo Read(NetlinkAttributeReader data) => Read(new Ip6GreInfo(), data);

    private protected override void Apply(NetlinkAttribute attribute)
    {
        if (!_headers.Apply(attribute))
        {
            base.Apply(attribute);
        }
    }
}
