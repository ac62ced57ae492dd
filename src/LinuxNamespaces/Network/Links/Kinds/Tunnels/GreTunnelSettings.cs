using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.GreSchema;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the settings that all GRE tunnels over IPv4 have. In a change, what is <see langword="null"/> stays as it is.</summary>
/// <typeparam name="TLink">The class of the tunnels.</typeparam>
public abstract record GreTunnelSettings<TLink> : IPv4TunnelSettings<TLink>
    where TLink : Link
{
    private protected GreTunnelSettings()
    {
    }

    /// <summary>Gets the header that received packets must have. Defaults to one without optional fields.</summary>
    public GreHeader? Input { get; init; }

    /// <summary>Gets the header that sent packets get. Defaults to one without optional fields.</summary>
    public GreHeader? Output { get; init; }

    /// <summary>
    /// Gets whether a packet that is too large is fragmented although its "don't fragment" bit is set. Defaults to <see langword="false"/>. This
    /// needs <see cref="IPv4TunnelSettings{TLink}.PathMtuDiscovery"/> to be off.
    /// </summary>
    public bool? IgnoreDontFragment { get; init; }

    internal override TunnelLayout Layout => GreSchema.Layout;

    private protected override bool HasOptionsOfItsOwn => base.HasOptionsOfItsOwn || Input is not null || Output is not null || IgnoreDontFragment is not null;

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        if (IgnoreDontFragment == true && (PathMtuDiscovery ?? IsForCreation))
        {
            throw new ArgumentException($"{nameof(IgnoreDontFragment)} needs {nameof(PathMtuDiscovery)} to be off.");
        }
    }

    private protected override void WriteOptions(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        base.WriteOptions(ref writer, current);
        GreHeaders.Write(ref writer, Input, Output);
        writer.WriteOptional(IFLA_GRE_IGNORE_DF, IgnoreDontFragment);
    }
}
