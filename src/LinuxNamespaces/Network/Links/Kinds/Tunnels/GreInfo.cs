using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Describes the settings of a GRE tunnel over IPv4 at one moment.</summary>
public sealed class GreInfo : IPv4TunnelInfo
{
    private GreHeaders _headers;

    private GreInfo()
    {
    }

    /// <summary>Gets the header that received packets must have.</summary>
    public GreHeader Input => _headers.Input;

    /// <summary>Gets the header that sent packets get.</summary>
    public GreHeader Output => _headers.Output;

    /// <summary>Gets whether a packet that is too large is fragmented although its "don't fragment" bit is set.</summary>
    public bool IgnoreDontFragment { get; private set; }

    internal override TunnelLayout Layout => GreSchema.Layout;

    internal static GreInfo Read(NetlinkAttributeReader data) => Read(new GreInfo(), data);

    private protected override void Apply(NetlinkAttribute attribute)
    {
        if (attribute.Type == GreSchema.IFLA_GRE_IGNORE_DF)
        {
            IgnoreDontFragment = attribute.ReadByte() != 0;
        }
        else if (!_headers.Apply(attribute))
        {
            base.Apply(attribute);
        }
    }
}
