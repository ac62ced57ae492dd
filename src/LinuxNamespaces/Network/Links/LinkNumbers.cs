using System.Runtime.CompilerServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The numbers of a link, of which each may be missing. They take a third of the memory of nullable fields.</summary>
internal struct LinkNumbers
{
    // By the type of an attribute of 32 bits: the number that it is, counted from 1.
    private static readonly byte[] s_attributes = Map(
        (Linux.IFLA_MTU, LinkNumber.Mtu),
        (Linux.IFLA_MIN_MTU, LinkNumber.MinMtu),
        (Linux.IFLA_MAX_MTU, LinkNumber.MaxMtu),
        (Linux.IFLA_MASTER, LinkNumber.MasterIndex),
        (Linux.IFLA_LINK_NETNSID, LinkNumber.LinkNamespaceId),
        (Linux.IFLA_TARGET_NETNSID, LinkNumber.TargetNamespaceId),
        (Linux.IFLA_TXQLEN, LinkNumber.TransmitQueueLength),
        (Linux.IFLA_NUM_TX_QUEUES, LinkNumber.TransmitQueueCount),
        (Linux.IFLA_NUM_RX_QUEUES, LinkNumber.ReceiveQueueCount),
        (Linux.IFLA_GROUP, LinkNumber.Group),
        (Linux.IFLA_PROMISCUITY, LinkNumber.Promiscuity),
        (Linux.IFLA_ALLMULTI, LinkNumber.AllMulticastCount),
        (Linux.IFLA_CARRIER_CHANGES, LinkNumber.CarrierChanges),
        (Linux.IFLA_CARRIER_UP_COUNT, LinkNumber.CarrierUpCount),
        (Linux.IFLA_CARRIER_DOWN_COUNT, LinkNumber.CarrierDownCount),
        (Linux.IFLA_GSO_MAX_SIZE, LinkNumber.GsoMaxSize),
        (Linux.IFLA_GSO_MAX_SEGS, LinkNumber.GsoMaxSegments),
        (Linux.IFLA_GRO_MAX_SIZE, LinkNumber.GroMaxSize),
        (Linux.IFLA_GSO_IPV4_MAX_SIZE, LinkNumber.GsoIPv4MaxSize),
        (Linux.IFLA_GRO_IPV4_MAX_SIZE, LinkNumber.GroIPv4MaxSize),
        (Linux.IFLA_TSO_MAX_SIZE, LinkNumber.TsoMaxSize),
        (Linux.IFLA_TSO_MAX_SEGS, LinkNumber.TsoMaxSegments));

    private const int Capacity = (int)LinkNumber.IsNamespaceImmutable + 1;

    private uint _present;
    private Values _values;

    internal uint? this[LinkNumber number]
    {
        readonly get => (_present & (1u << (int)number)) == 0 ? null : _values[(int)number];
        set
        {
            _present = value is null ? _present & ~(1u << (int)number) : _present | (1u << (int)number);
            _values[(int)number] = value.GetValueOrDefault();
        }
    }

    /// <summary>Takes the number of an attribute of 32 bits.</summary>
    /// <returns>False if the attribute is none of them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryApply(in NetlinkAttribute attribute)
    {
        byte[] attributes = s_attributes;
        int type = attribute.Type;
        int number = (uint)type < (uint)attributes.Length ? attributes[type] - 1 : -1;
        if (number < 0)
        {
            return false;
        }

        _values[number] = attribute.ReadUInt32();
        _present |= 1u << number;
        return true;
    }

    /// <summary>Returns a signed number.</summary>
    internal readonly int? Signed(LinkNumber number) => this[number] is { } value ? unchecked((int)value) : null;

    /// <summary>Returns a number that means yes or no.</summary>
    internal readonly bool? Boolean(LinkNumber number) => this[number] is { } value ? value != 0 : null;

    private static byte[] Map(params ReadOnlySpan<(ushort Type, LinkNumber Number)> attributes)
    {
        byte[] map = new byte[Linux.IFLA_NETNS_IMMUTABLE];
        foreach ((ushort type, LinkNumber number) in attributes)
        {
            map[type] = (byte)((int)number + 1);
        }

        return map;
    }

    [InlineArray(Capacity)]
    private struct Values
    {
        private uint _first;
    }
}
