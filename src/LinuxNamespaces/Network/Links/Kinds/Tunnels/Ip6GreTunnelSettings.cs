using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the settings that all GRE tunnels over IPv6 have. In a change, what is <see langword="null"/> stays as it is.</summary>
/// <typeparam name="TLink">The class of the tunnels.</typeparam>
public abstract record Ip6GreTunnelSettings<TLink> : IPv6TunnelSettings<TLink>
    where TLink : Link
{
    private protected Ip6GreTunnelSettings()
    {
    }

    /// <summary>Gets the header that received packets must have. Defaults to one without optional fields.</summary>
    public GreHeader? Input { get; init; }

    /// <summary>Gets the header that sent packets get. Defaults to one without optional fields.</summary>
    public GreHeader? Output { get; init; }

    internal override TunnelLayout Layout => GreSchema.Layout;

    private protected override bool HasOptionsOfItsOwn => base.HasOptionsOfItsOwn || Input is not null || Output is not null;

    private protected override void WriteOptions(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        base.WriteOptions(ref writer, current);
        GreHeaders.Write(ref writer, Input, Output);
    }
}
