using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>What any link can be created with; what is left null is the kernel's choice.</summary>
public record LinkOptions
{
    /// <summary>The largest packet, in bytes; at least 1. The kind sets the bounds, usually 68 to 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Mtu
    {
        get;
        init => field = RequirePositive(value, nameof(Mtu));
    }

    /// <summary>The link-layer address; 6 bytes for Ethernet. The kernel makes up a random one otherwise.</summary>
    public PhysicalAddress? Address { get; init; }

    /// <summary>The length of the transmit queue, in packets; from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? TransmitQueueLength
    {
        get;
        init => field = RequireNotNegative(value, nameof(TransmitQueueLength));
    }

    /// <summary>The number of transmit queues; 1 to 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? TransmitQueueCount
    {
        get;
        init => field = RequirePositive(value, nameof(TransmitQueueCount));
    }

    /// <summary>The number of receive queues; 1 to 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? ReceiveQueueCount
    {
        get;
        init => field = RequirePositive(value, nameof(ReceiveQueueCount));
    }

    /// <summary>A group to put the link in; from 0, which is the default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? Group
    {
        get;
        init => field = RequireNotNegative(value, nameof(Group));
    }

    internal void WriteCommon(ref NetlinkMessageWriter writer)
    {
        WriteOptional(ref writer, Linux.IFLA_MTU, Mtu);
        WriteOptional(ref writer, Linux.IFLA_TXQLEN, TransmitQueueLength);
        WriteOptional(ref writer, Linux.IFLA_NUM_TX_QUEUES, TransmitQueueCount);
        WriteOptional(ref writer, Linux.IFLA_NUM_RX_QUEUES, ReceiveQueueCount);
        WriteOptional(ref writer, Linux.IFLA_GROUP, Group);
        if (Address is not null)
        {
            writer.WriteBytes(Linux.IFLA_ADDRESS, Address.GetAddressBytes());
        }
    }

    private static void WriteOptional(ref NetlinkMessageWriter writer, int type, int? value)
    {
        if (value is { } number)
        {
            writer.WriteInt32(type, number);
        }
    }

    private static int? RequirePositive(int? value, string name)
    {
        if (value is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number, name);
        }

        return value;
    }

    private static int? RequireNotNegative(int? value, string name)
    {
        if (value is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, name);
        }

        return value;
    }
}
