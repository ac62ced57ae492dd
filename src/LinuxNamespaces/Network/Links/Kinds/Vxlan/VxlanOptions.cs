using System.Net;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.VxlanLink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a VXLAN.</summary>
public sealed record VxlanOptions : VxlanSettings
{
    /// <summary>Creates the options of a VXLAN with one identifier.</summary>
    /// <param name="id">The network identifier (VNI); 0 to 16777215.</param>
    /// <exception cref="ArgumentOutOfRangeException">The identifier is out of range.</exception>
    public VxlanOptions(int id) => Id = NumberRange.Require(id, 0, TunnelData.MaxNetworkId, nameof(id));

    /// <summary>Creates the options of a VXLAN that is <see cref="IsExternal"/>: routes or filters give each packet its identifier.</summary>
    public VxlanOptions() => IsExternal = true;

    /// <summary>Gets the network identifier (VNI); <see langword="null"/> if the VXLAN is <see cref="IsExternal"/>.</summary>
    public int? Id { get; }

    /// <summary>Gets whether the VXLAN has no identifier and remote address of its own: an external control plane, such as routes, gives them to each packet.</summary>
    public bool IsExternal { get; }

    /// <summary>
    /// Gets the UDP port that packets are sent to and received at. By default the kernel uses 8472, which is older than the standard; the
    /// standard port is 4789.
    /// </summary>
    public ushort? UdpPort { get; init; }

    /// <summary>Gets the UDP ports that packets are sent from. Defaults to those of net.ipv4.ip_local_port_range.</summary>
    public UdpPortRange? SourcePorts { get; init; }

    /// <summary>Gets whether the TTL or hop limit of a sent packet is copied from the packet inside. Defaults to <see langword="false"/>.</summary>
    public bool InheritTimeToLive { get; init; }

    /// <summary>Gets the largest number of entries in the forwarding database; 0 for no limit, which is the default.</summary>
    public uint? MaxAddresses { get; init; }

    /// <summary>Gets whether the VXLAN answers ARP and neighbour requests for hosts that it knows. Defaults to <see langword="false"/>.</summary>
    public bool? Proxy { get; init; }

    /// <summary>Gets whether a frame to a known router goes directly to the next host. Defaults to <see langword="false"/>.</summary>
    public bool? RouteShortCircuit { get; init; }

    /// <summary>Gets whether a notification is sent for each destination that is not in the forwarding database (l2miss). Defaults to <see langword="false"/>.</summary>
    public bool? LinkLayerMissNotifications { get; init; }

    /// <summary>Gets whether a notification is sent for each IP address that is not in the neighbour table (l3miss). Defaults to <see langword="false"/>.</summary>
    public bool? NetworkMissNotifications { get; init; }

    /// <summary>Gets whether sent IPv4 packets have a UDP checksum. Defaults to <see langword="true"/>.</summary>
    public bool? UdpChecksum { get; init; }

    /// <summary>Gets whether IPv6 packets are sent without a UDP checksum. Defaults to <see langword="false"/>.</summary>
    public bool? SendZeroChecksum6 { get; init; }

    /// <summary>Gets whether IPv6 packets without a UDP checksum are accepted. Defaults to <see langword="false"/>.</summary>
    public bool? ReceiveZeroChecksum6 { get; init; }

    /// <summary>Gets whether the checksum of the inner packet is left to the receiver (remote checksum offload). Defaults to <see langword="false"/>.</summary>
    public bool? SendRemoteChecksum { get; init; }

    /// <summary>Gets whether the checksum of a received inner packet is completed if its sender left it out. Defaults to <see langword="false"/>.</summary>
    public bool? ReceiveRemoteChecksum { get; init; }

    /// <summary>Gets whether a checksum that a sender left out is completed in the packet itself, and not only noted. Defaults to <see langword="false"/>.</summary>
    public bool RemoteChecksumNoPartial { get; init; }

    /// <summary>Gets whether packets carry the mark of the packet inside as a group policy (VXLAN-GBP). Defaults to <see langword="false"/>.</summary>
    public bool GroupPolicy { get; init; }

    /// <summary>
    /// Gets whether packets carry other protocols than Ethernet (VXLAN-GPE). Defaults to <see langword="false"/>. This needs a VXLAN that is
    /// <see cref="IsExternal"/> and does not learn.
    /// </summary>
    public bool GenericProtocol { get; init; }

    /// <summary>
    /// Gets whether only packets with an identifier of a list are received, which bridge-vni(8) sets (kernel 5.18). Defaults to
    /// <see langword="false"/>. This needs a VXLAN that is <see cref="IsExternal"/>.
    /// </summary>
    public bool VniFilter { get; init; }

    /// <summary>
    /// Gets the bits of the 64 bits of a VXLAN header that are reserved: a received packet with one of them is dropped (kernel 6.14). By default
    /// these are the bits that the enabled extensions do not use.
    /// </summary>
    public ulong? ReservedBits { get; init; }

    private protected override bool IsForCreation => true;

    private protected override bool? WrittenLearning => Learning ?? (IsExternal ? false : null);

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        if (Underlying is null && Remote is not null && TunnelData.IsMulticast(Remote))
        {
            throw new ArgumentException($"The multicast group {Remote} needs a {nameof(Underlying)} that joins it.");
        }

        if (Underlying is null && (Remote is { IsIPv6LinkLocal: true } || Local is { IsIPv6LinkLocal: true }))
        {
            throw new ArgumentException($"A link-local address needs a {nameof(Underlying)}.");
        }

        if (Remote is not null && Local is not null && Remote.IsIPv6LinkLocal != Local.IsIPv6LinkLocal
            && !TunnelData.IsMulticast(Remote) && !Remote.Equals(IPAddress.IPv6Any) && !Local.Equals(IPAddress.IPv6Any))
        {
            throw new ArgumentException($"The local address {Local} and the remote address {Remote} have different scopes.");
        }

        if (TimeToLive is not null && InheritTimeToLive)
        {
            throw new ArgumentException($"The TTL of a VXLAN is either fixed or inherited: set {nameof(TimeToLive)} or {nameof(InheritTimeToLive)}.");
        }

        if (!IsExternal && (VniFilter || GenericProtocol))
        {
            throw new ArgumentException($"{(VniFilter ? nameof(VniFilter) : nameof(GenericProtocol))} needs a VXLAN that is external: create the options without an identifier.");
        }

        if (GenericProtocol && (InheritTimeToLive || GroupPolicy || RemoteChecksumNoPartial || Learning == true || IsAnySet(Proxy, RouteShortCircuit, LinkLayerMissNotifications, NetworkMissNotifications, SendRemoteChecksum, ReceiveRemoteChecksum)))
        {
            throw new ArgumentException($"A VXLAN with {nameof(GenericProtocol)} cannot learn, inherit the TTL, answer for others, notify of misses, or have {nameof(GroupPolicy)} or remote checksums.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(IFLA_VXLAN_ID, Id);
        base.WriteData(ref writer);
        TunnelData.WriteFlag(ref writer, IFLA_VXLAN_TTL_INHERIT, InheritTimeToLive);
        TunnelData.WriteUInt16BigEndian(ref writer, IFLA_VXLAN_PORT, UdpPort);
        UdpPortRange.Write(ref writer, IFLA_VXLAN_PORT_RANGE, SourcePorts);
        writer.WriteOptional(IFLA_VXLAN_LIMIT, MaxAddresses);
        writer.WriteOptional(IFLA_VXLAN_PROXY, Proxy);
        writer.WriteOptional(IFLA_VXLAN_RSC, RouteShortCircuit);
        writer.WriteOptional(IFLA_VXLAN_L2MISS, LinkLayerMissNotifications);
        writer.WriteOptional(IFLA_VXLAN_L3MISS, NetworkMissNotifications);
        writer.WriteOptional(IFLA_VXLAN_UDP_CSUM, UdpChecksum);
        writer.WriteOptional(IFLA_VXLAN_UDP_ZERO_CSUM6_TX, SendZeroChecksum6);
        writer.WriteOptional(IFLA_VXLAN_UDP_ZERO_CSUM6_RX, ReceiveZeroChecksum6);
        writer.WriteOptional(IFLA_VXLAN_REMCSUM_TX, SendRemoteChecksum);
        writer.WriteOptional(IFLA_VXLAN_REMCSUM_RX, ReceiveRemoteChecksum);
        TunnelData.WriteFlag(ref writer, IFLA_VXLAN_REMCSUM_NOPARTIAL, RemoteChecksumNoPartial);
        TunnelData.WriteFlag(ref writer, IFLA_VXLAN_GBP, GroupPolicy);
        TunnelData.WriteFlag(ref writer, IFLA_VXLAN_GPE, GenericProtocol);
        writer.WriteOptional(IFLA_VXLAN_COLLECT_METADATA, IsExternal ? true : null);
        writer.WriteOptional(IFLA_VXLAN_VNIFILTER, VniFilter ? true : null);
        if (ReservedBits is { } bits)
        {
            writer.WriteUInt64BigEndian(IFLA_VXLAN_RESERVED_BITS, bits);
        }
    }

    /// <inheritdoc/>
    protected override void OnCreated(VxlanLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        // An older kernel ignores an attribute that it does not know.
        if (link.Info.HasKindData && FindIgnored(link.Settings) is { } missing)
        {
            throw new NotSupportedException($"Could not create vxlan {PrintableText.Quote(link.Name)} in '{link.Namespace}'. The kernel lacks {missing}.");
        }
    }

    internal override string? FindIgnored(VxlanInfo settings) =>
        VniFilter && !settings.VniFilter ? "VNI filters of VXLAN links (kernel 5.18)"
        : ReservedBits is not null && settings.ReservedBits is null ? "reserved bits of VXLAN links (kernel 6.14)"
        : base.FindIgnored(settings);

    private static bool IsAnySet(params ReadOnlySpan<bool?> flags) => flags.Contains(true);
}
