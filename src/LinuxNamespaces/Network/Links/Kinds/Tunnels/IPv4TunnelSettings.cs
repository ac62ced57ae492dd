using System.Net;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the settings that all tunnels over IPv4 have. In a change, what is <see langword="null"/> stays as it is.</summary>
/// <typeparam name="TLink">The class of the tunnels.</typeparam>
public abstract record IPv4TunnelSettings<TLink> : TunnelSettings<TLink>
    where TLink : Link
{
    private protected IPv4TunnelSettings()
    {
    }

    /// <summary>Gets the TTL of sent packets; from 1. By default it is copied from the packet inside.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public byte? TimeToLive
    {
        get;
        init => field = TunnelData.RequireTimeToLive(value, nameof(TimeToLive));
    }

    /// <summary>Gets whether the TTL is copied from the packet inside. Defaults to <see langword="true"/> if there is no <see cref="TimeToLive"/>.</summary>
    public bool? InheritTimeToLive { get; init; }

    /// <summary>
    /// Gets the type of service of sent packets, or of those with another protocol than IP inside if <see cref="InheritTypeOfService"/> is set.
    /// Defaults to 0. The lowest bit is not used.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The lowest bit is set.</exception>
    public byte? TypeOfService
    {
        get;
        init => field = TunnelData.RequireTypeOfService(value, nameof(TypeOfService));
    }

    /// <summary>Gets whether the type of service is copied from the packet inside. Defaults to <see langword="false"/>.</summary>
    public bool? InheritTypeOfService { get; init; }

    /// <summary>
    /// Gets whether sent packets have the "don't fragment" bit, so that the largest packet on the path is found. Defaults to
    /// <see langword="true"/>. It cannot be <see langword="false"/> with a fixed <see cref="TimeToLive"/>.
    /// </summary>
    public bool? PathMtuDiscovery { get; init; }

    /// <summary>Gets how packets are encapsulated in UDP. Defaults to <see cref="TunnelEncapsulation.None"/>.</summary>
    public TunnelEncapsulation? Encapsulation { get; init; }

    private protected override bool HasOptionsOfItsOwn =>
        TimeToLive is not null || InheritTimeToLive is not null || TypeOfService is not null || InheritTypeOfService is not null || PathMtuDiscovery is not null
        || Encapsulation is not null;

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        if (InheritTimeToLive is { } inherit && inherit == TimeToLive is not null)
        {
            throw new ArgumentException($"The TTL of a tunnel is either fixed or inherited: set {nameof(TimeToLive)} or {nameof(InheritTimeToLive)}.");
        }

        if (TimeToLive is not null && PathMtuDiscovery == false)
        {
            throw new ArgumentException($"A tunnel with a fixed TTL always discovers the MTU of its path: {nameof(PathMtuDiscovery)} cannot be off.");
        }
    }

    private protected override IPAddress? RequireFamily(IPAddress? value, string name) => TunnelData.RequireIPv4(value, name);

    private protected override void WriteOptions(ref NetlinkMessageWriter writer, NetlinkAttributeReader current)
    {
        base.WriteOptions(ref writer, current);
        writer.WriteOptional(Layout.TimeToLive, TimeToLive ?? (InheritTimeToLive is null ? null : (byte)0));
        writer.WriteOptional(Layout.TypeOfService, TunnelData.TypeOfService(TypeOfService, InheritTypeOfService));
        writer.WriteOptional(Layout.PathMtuDiscovery, PathMtuDiscovery);
        Encapsulation?.Write(ref writer, Layout.Encapsulation, isIPv6: false);
    }
}
