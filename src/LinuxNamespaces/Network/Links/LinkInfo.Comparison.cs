using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <content>Whether two descriptions are the same.</content>
public sealed partial class LinkInfo
{
    private const string BridgeKind = "bridge";

    /// <summary>Returns whether two descriptions of a link at two times are the same. Timers are not compared.</summary>
    internal bool IsSameAs(LinkInfo other) =>
        IsSameLink(other) && IsSameState(other) && IsSameDevice(other)
        && AlternativeNames.SequenceEqual(other.AlternativeNames)
        && AreSame(_kindData, other._kindData, Kind == BridgeKind ? BridgeSchema.Timers : [])
        && AreSame(_portData, other._portData, PortKind == BridgeKind ? BridgePortSchema.Timers : []);

    private bool IsSameLink(LinkInfo other) =>
        Index == other.Index
        && Name == other.Name
        && Alias == other.Alias
        && Kind == other.Kind
        && PortKind == other.PortKind
        && HardwareType == other.HardwareType
        && MinMtu == other.MinMtu
        && MaxMtu == other.MaxMtu
        && Equals(Address, other.Address)
        && Equals(BroadcastAddress, other.BroadcastAddress)
        && MasterIndex == other.MasterIndex
        && LinkIndex == other.LinkIndex
        && LinkNamespaceId == other.LinkNamespaceId
        && TransmitQueueCount == other.TransmitQueueCount
        && ReceiveQueueCount == other.ReceiveQueueCount;

    private bool IsSameState(LinkInfo other) =>
        Flags == other.Flags
        && OperationalState == other.OperationalState
        && Mtu == other.Mtu
        && QueueingDiscipline == other.QueueingDiscipline
        && TransmitQueueLength == other.TransmitQueueLength
        && Group == other.Group
        && Promiscuity == other.Promiscuity
        && Carrier == other.Carrier
        && AllMulticastCount == other.AllMulticastCount
        && CarrierChanges == other.CarrierChanges
        && CarrierUpCount == other.CarrierUpCount
        && CarrierDownCount == other.CarrierDownCount
        && ProtocolDown == other.ProtocolDown
        && ProtocolDownReasons == other.ProtocolDownReasons
        && IPv6AddressGenerationMode == other.IPv6AddressGenerationMode
        && Equals(IPv6Token, other.IPv6Token);

    private bool IsSameDevice(LinkInfo other) =>
        GsoMaxSize == other.GsoMaxSize
        && GsoMaxSegments == other.GsoMaxSegments
        && GroMaxSize == other.GroMaxSize
        && GsoIPv4MaxSize == other.GsoIPv4MaxSize
        && GroIPv4MaxSize == other.GroIPv4MaxSize
        && TsoMaxSize == other.TsoMaxSize
        && TsoMaxSegments == other.TsoMaxSegments
        && Equals(PermanentAddress, other.PermanentAddress)
        && ParentDeviceName == other.ParentDeviceName
        && ParentDeviceBus == other.ParentDeviceBus
        && PhysicalPortId == other.PhysicalPortId
        && PhysicalPortName == other.PhysicalPortName
        && PhysicalSwitchId == other.PhysicalSwitchId
        && IsNamespaceImmutable == other.IsNamespaceImmutable;

    /// <summary>Compares attributes in their order.</summary>
    /// <param name="timers">The types of attributes whose values are not compared.</param>
    private static bool AreSame(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<ushort> timers)
    {
        if (timers.IsEmpty || first.Length != second.Length)
        {
            return first.SequenceEqual(second);
        }

        NetlinkAttributeReader others = new(second);
        foreach (NetlinkAttribute attribute in new NetlinkAttributeReader(first))
        {
            if (!others.MoveNext() || others.Current.Type != attribute.Type
                || (!timers.Contains(attribute.Type) && !others.Current.Payload.SequenceEqual(attribute.Payload)))
            {
                return false;
            }
        }

        return !others.MoveNext();
    }
}
