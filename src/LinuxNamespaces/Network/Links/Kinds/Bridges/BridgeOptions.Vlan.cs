namespace LinuxNamespaces.Network;

/// <content>VLANs, which need a kernel with CONFIG_BRIDGE_VLAN_FILTERING.</content>
public sealed partial record BridgeOptions
{
    /// <summary>Gets whether the bridge forwards by VLAN tags. Defaults to <see langword="false"/>.</summary>
    public bool? VlanFiltering { get; init; }

    /// <summary>Gets the protocol of the VLAN tags. Defaults to <see cref="VlanProtocol.Ieee8021Q"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public VlanProtocol? VlanProtocol
    {
        get;
        init => field = value is null || Enum.IsDefined(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(VlanProtocol), value, "The protocol is not defined.");
    }

    /// <summary>Gets the VLAN of untagged frames on new ports; 0 (none) to 4094. Defaults to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is more than 4094.</exception>
    public ushort? DefaultVlan
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.GetValueOrDefault(), (ushort)4094, nameof(DefaultVlan));
            field = value;
        }
    }

    /// <summary>Gets whether the bridge counts packets by VLAN. Defaults to <see langword="false"/>.</summary>
    public bool? VlanStatistics { get; init; }

    /// <summary>Gets whether these are also counted by port. This can be changed only while no port has a VLAN. Defaults to <see langword="false"/>.</summary>
    public bool? VlanStatisticsPerPort { get; init; }

    /// <summary>Gets whether multicast snooping is done by VLAN. Defaults to <see langword="false"/>. Kernel 5.15.</summary>
    public bool? MulticastVlanSnooping { get; init; }

    /// <summary>Gets whether the addresses of the bridge itself are known in VLAN 0 only, instead of in each VLAN. Defaults to <see langword="false"/>. Kernel 6.18.</summary>
    public bool? LocalAddressesInVlan0 { get; init; }
}
