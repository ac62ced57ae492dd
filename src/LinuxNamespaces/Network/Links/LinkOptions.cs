using System.Net.NetworkInformation;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies what every link has. The kernel chooses where a property is <see langword="null"/>.</summary>
public record LinkOptions
{
    /// <summary>Gets the length of the largest packet, in bytes; at least 1. The kind sets the bounds, usually 68 to 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? Mtu
    {
        get;
        init => field = RequirePositive(value, nameof(Mtu));
    }

    /// <summary>Gets the link-layer address; 6 bytes for Ethernet. The kernel usually chooses a random one.</summary>
    public PhysicalAddress? Address { get; init; }

    /// <summary>Gets the length of the transmit queue, in packets; from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? TransmitQueueLength
    {
        get;
        init => field = RequireNotNegative(value, nameof(TransmitQueueLength));
    }

    /// <summary>Gets the number of transmit queues; 1 to 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? TransmitQueueCount
    {
        get;
        init => field = RequirePositive(value, nameof(TransmitQueueCount));
    }

    /// <summary>Gets the number of receive queues; 1 to 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? ReceiveQueueCount
    {
        get;
        init => field = RequirePositive(value, nameof(ReceiveQueueCount));
    }

    /// <summary>Gets the group of the link. Defaults to 0.</summary>
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

    private protected static void WriteOptional(ref NetlinkMessageWriter writer, int type, int? value)
    {
        if (value is { } number)
        {
            writer.WriteInt32(type, number);
        }
    }

    private protected static int? RequirePositive(int? value, string name)
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
