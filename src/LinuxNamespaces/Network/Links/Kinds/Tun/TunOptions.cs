using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a TUN or TAP link that <see cref="TunDevice.Create"/> creates.</summary>
/// <remarks>See ip-tuntap(8).</remarks>
public sealed record TunOptions
{
    /// <summary>Gets what the packets are. Defaults to <see cref="TunMode.Tun"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public TunMode Mode
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Mode), value, "A device is either TUN or TAP.");
    } = TunMode.Tun;

    /// <summary>Gets whether several queues can be attached with <see cref="TunDevice.Open"/>. Defaults to <see langword="false"/>.</summary>
    public bool IsMultiQueue { get; init; }

    /// <summary>Gets whether the link stays when no program is attached to it any more. Defaults to <see langword="false"/>.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>
    /// Gets the ID of the user that may attach to the link without CAP_NET_ADMIN, in the user namespace of the caller; 0 to 4294967294. Defaults to
    /// <see langword="null"/>, for none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? OwnerId
    {
        get;
        init => field = NumberRange.Require(value, 0, uint.MaxValue - 1, nameof(OwnerId));
    }

    /// <summary>
    /// Gets the ID of the group that may attach to the link without CAP_NET_ADMIN, in the user namespace of the caller; 0 to 4294967294. Defaults to
    /// <see langword="null"/>, for none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long? GroupId
    {
        get;
        init => field = NumberRange.Require(value, 0, uint.MaxValue - 1, nameof(GroupId));
    }

    /// <summary>
    /// Gets whether each packet starts with 4 bytes: flags of 16 bits, and the EtherType in network byte order (struct tun_pi; the opposite of IFF_NO_PI).
    /// Defaults to <see langword="false"/>.
    /// </summary>
    public bool HasPacketInformation { get; init; }

    /// <summary>Gets whether each packet starts with 10 bytes of struct virtio_net_hdr, after the packet information if there is one (IFF_VNET_HDR). Defaults to <see langword="false"/>.</summary>
    public bool HasVirtioHeader { get; init; }

    internal static TunOptions Default { get; } = new();

    internal int Flags => FlagsOf(Mode, HasPacketInformation, HasVirtioHeader, IsMultiQueue);

    internal static int FlagsOf(TunMode mode, bool hasPacketInformation, bool hasVirtioHeader, bool isMultiQueue) =>
        (int)mode
        | (hasPacketInformation ? 0 : Linux.IFF_NO_PI)
        | (hasVirtioHeader ? Linux.IFF_VNET_HDR : 0)
        | (isMultiQueue ? Linux.IFF_MULTI_QUEUE : 0);
}
