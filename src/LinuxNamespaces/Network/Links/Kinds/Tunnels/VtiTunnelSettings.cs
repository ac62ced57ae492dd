using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the settings of virtual tunnel interfaces over IPv4 and IPv6. In a change, what is <see langword="null"/> stays as it is.</summary>
/// <typeparam name="TLink">The class of the tunnels.</typeparam>
public abstract record VtiTunnelSettings<TLink> : TunnelSettings<TLink>
    where TLink : Link
{
    private protected VtiTunnelSettings()
    {
    }

    /// <summary>Gets the mark by which the IPsec policy of received packets is found. Defaults to 0.</summary>
    public uint? InputKey { get; init; }

    /// <summary>Gets the mark by which the IPsec policy of sent packets is found. Defaults to 0.</summary>
    public uint? OutputKey { get; init; }

    internal override TunnelLayout Layout => VtiSchema.Layout;

    private protected override bool HasOptionsOfItsOwn => InputKey is not null || OutputKey is not null;

    private protected override void WriteOptions(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        base.WriteOptions(ref writer, current);
        TunnelData.WriteUInt32BigEndian(ref writer, VtiSchema.IFLA_VTI_IKEY, InputKey);
        TunnelData.WriteUInt32BigEndian(ref writer, VtiSchema.IFLA_VTI_OKEY, OutputKey);
    }
}
