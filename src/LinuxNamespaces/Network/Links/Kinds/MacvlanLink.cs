using System.Net.NetworkInformation;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>A macvlan: a link with a link-layer address of its own on top of another link.</summary>
/// <remarks>See ip-link(8), "MACVLAN and MACVTAP type support".</remarks>
public sealed class MacvlanLink : Link, ILinkKind<MacvlanLink>
{
    internal const ushort IFLA_MACVLAN_MODE = 1;
    internal const ushort IFLA_MACVLAN_FLAGS = 2;
    internal const ushort IFLA_MACVLAN_MACADDR_MODE = 3;
    internal const ushort IFLA_MACVLAN_MACADDR = 4;
    internal const ushort IFLA_MACVLAN_MACADDR_DATA = 5;
    internal const ushort IFLA_MACVLAN_MACADDR_COUNT = 6;
    internal const ushort IFLA_MACVLAN_BC_QUEUE_LEN = 7;
    internal const ushort IFLA_MACVLAN_BC_QUEUE_LEN_USED = 8;
    internal const ushort IFLA_MACVLAN_BC_CUTOFF = 9;
    internal const uint MACVLAN_MACADDR_ADD = 0;
    internal const uint MACVLAN_MACADDR_DEL = 1;
    internal const uint MACVLAN_MACADDR_SET = 3;

    private MacvlanLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>macvlan</c>.</summary>
    public static LinkKind<MacvlanLink> Kind { get; } = new("macvlan", link => new MacvlanLink(link))
    {
        Feature = "macvlan links (CONFIG_MACVLAN)",
        DataAttributes = Attributes(),
    };

    /// <summary>Gets the settings, as of <see cref="Link.Info"/>.</summary>
    public MacvlanInfo Settings => MacvlanInfo.Read(Info.GetKindData());

    /// <summary>The attributes of macvlan and macvtap.</summary>
    internal static NetlinkAttributeSet Attributes()
    {
        NetlinkAttributeSchema address = new(IFLA_MACVLAN_MACADDR, nameof(IFLA_MACVLAN_MACADDR));
        return new NetlinkAttributeSet(
            new(IFLA_MACVLAN_MODE, nameof(IFLA_MACVLAN_MODE)),
            new(IFLA_MACVLAN_FLAGS, nameof(IFLA_MACVLAN_FLAGS)),
            new(IFLA_MACVLAN_MACADDR_MODE, nameof(IFLA_MACVLAN_MACADDR_MODE)),
            address,
            new(IFLA_MACVLAN_MACADDR_DATA, nameof(IFLA_MACVLAN_MACADDR_DATA)) { Nested = new NetlinkAttributeSet(address) },
            new(IFLA_MACVLAN_MACADDR_COUNT, nameof(IFLA_MACVLAN_MACADDR_COUNT)),
            new(IFLA_MACVLAN_BC_QUEUE_LEN, nameof(IFLA_MACVLAN_BC_QUEUE_LEN)),
            new(IFLA_MACVLAN_BC_QUEUE_LEN_USED, nameof(IFLA_MACVLAN_BC_QUEUE_LEN_USED)),
            new(IFLA_MACVLAN_BC_CUTOFF, nameof(IFLA_MACVLAN_BC_CUTOFF)));
    }
}

/// <summary>Specifies what macvlan and macvtap links have in common. A property that is <see langword="null"/> is the kernel's default, or stays as it is.</summary>
/// <typeparam name="TLink">The class of the links.</typeparam>
public abstract record MacvlanSettings<TLink> : LinkOptions<TLink>
    where TLink : Link
{
    private const MacvlanFlags AllFlags = MacvlanFlags.NoPromiscuous | MacvlanFlags.NoDestinationMatch;

    private protected MacvlanSettings()
    {
    }

    /// <summary>
    /// Gets which frames the link exchanges with other links on the same parent. The kernel's default is <see cref="MacvlanMode.Vepa"/>. An existing
    /// link cannot be changed to or from <see cref="MacvlanMode.Passthru"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a mode.</exception>
    public MacvlanMode? Mode
    {
        get;
        init => field = Defined.Require(value, nameof(Mode));
    }

    /// <summary>Gets the flags. The kernel's default is <see cref="MacvlanFlags.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value contains an unknown flag.</exception>
    public MacvlanFlags? Flags
    {
        get;
        init => field = Defined.RequireFlags(value, AllFlags, nameof(Flags));
    }

    /// <summary>
    /// Gets the addresses whose frames the link receives in <see cref="MacvlanMode.Source"/>. They replace all that the link has; an empty list
    /// removes all. A request holds about 600.
    /// </summary>
    /// <exception cref="ArgumentException">An address does not have 6 bytes, or is not that of one station.</exception>
    public IReadOnlyList<PhysicalAddress>? SourceAddresses
    {
        get;
        init
        {
            for (int i = 0; i < value?.Count; i++)
            {
                EthernetAddress.RequireStation(value[i], nameof(SourceAddresses));
            }

            field = value;
        }
    }

    /// <summary>Gets an address to add to those whose frames the link receives in <see cref="MacvlanMode.Source"/>.</summary>
    /// <exception cref="ArgumentException">The address does not have 6 bytes, or is not that of one station.</exception>
    public PhysicalAddress? SourceAddressToAdd { get; init => field = RequireStation(value, nameof(SourceAddressToAdd)); }

    /// <summary>Gets an address to remove from those whose frames the link receives in <see cref="MacvlanMode.Source"/>.</summary>
    /// <exception cref="ArgumentException">The address does not have 6 bytes, or is not that of one station.</exception>
    public PhysicalAddress? SourceAddressToRemove { get; init => field = RequireStation(value, nameof(SourceAddressToRemove)); }

    /// <summary>
    /// Gets the length of the queue of received broadcast and multicast frames, in packets; the kernel's default is 1000. The queue is shared by all
    /// links on the parent, and has the greatest length that one of them asks for. Kernel 5.11. Recent kernels (seen on 7.3) refuse more than the default to
    /// callers without CAP_NET_ADMIN in the first user namespace.
    /// </summary>
    public uint? BroadcastQueueLength { get; init; }

    /// <summary>
    /// Gets how many links on the parent can receive a multicast group before its frames go through the queue; -1 puts no frames into the queue but
    /// broadcasts. The kernel's default is 1. Kernel 6.4; an older one ignores the value.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than -1.</exception>
    public int? BroadcastCutoff
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value.GetValueOrDefault(), -1, nameof(BroadcastCutoff));
            field = value;
        }
    }

    /// <inheritdoc/>
    protected override void Validate()
    {
        int changes = (SourceAddresses is null ? 0 : 1) + (SourceAddressToAdd is null ? 0 : 1) + (SourceAddressToRemove is null ? 0 : 1);
        if (changes > 1)
        {
            throw new ArgumentException($"A request contains one of {nameof(SourceAddresses)}, {nameof(SourceAddressToAdd)} and {nameof(SourceAddressToRemove)}.");
        }

        if (changes > 0 && Mode is { } mode && mode != MacvlanMode.Source)
        {
            throw new ArgumentException($"Only the mode {MacvlanMode.Source} has source addresses, not {mode}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        writer.WriteOptional(MacvlanLink.IFLA_MACVLAN_MODE, (uint?)Mode);
        writer.WriteOptional(MacvlanLink.IFLA_MACVLAN_FLAGS, (ushort?)Flags);
        writer.WriteOptional(MacvlanLink.IFLA_MACVLAN_BC_QUEUE_LEN, BroadcastQueueLength);
        writer.WriteOptional(MacvlanLink.IFLA_MACVLAN_BC_CUTOFF, BroadcastCutoff);
        if ((SourceAddressToAdd ?? SourceAddressToRemove) is { } single)
        {
            writer.WriteUInt32(MacvlanLink.IFLA_MACVLAN_MACADDR_MODE, SourceAddressToAdd is null ? MacvlanLink.MACVLAN_MACADDR_DEL : MacvlanLink.MACVLAN_MACADDR_ADD);
            writer.WriteBytes(MacvlanLink.IFLA_MACVLAN_MACADDR, single.GetAddressBytes());
        }
        else if (SourceAddresses is { } addresses)
        {
            writer.WriteUInt32(MacvlanLink.IFLA_MACVLAN_MACADDR_MODE, MacvlanLink.MACVLAN_MACADDR_SET);
            NestedAttribute nest = writer.BeginNested(MacvlanLink.IFLA_MACVLAN_MACADDR_DATA);
            for (int i = 0; i < addresses.Count; i++)
            {
                writer.WriteBytes(MacvlanLink.IFLA_MACVLAN_MACADDR, addresses[i].GetAddressBytes());
            }

            writer.EndNested(nest);
        }
    }

    private static PhysicalAddress? RequireStation(PhysicalAddress? address, string name)
    {
        if (address is not null)
        {
            EthernetAddress.RequireStation(address, name);
        }

        return address;
    }
}

/// <summary>Specifies what can be changed of a macvlan link.</summary>
public record MacvlanSettings : MacvlanSettings<MacvlanLink>
{
    /// <inheritdoc/>
    public override LinkKind<MacvlanLink> Kind => MacvlanLink.Kind;
}

/// <summary>Specifies a macvlan link.</summary>
public sealed record MacvlanOptions : MacvlanSettings
{
    /// <summary>Creates the options.</summary>
    /// <param name="parent">The link that the new link sends and receives over. It can be in another namespace than the new link.</param>
    public MacvlanOptions(Link parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        Parent = parent;
    }

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        // The kernel takes a missing mode for VEPA.
        if (Mode is null && (SourceAddresses is not null || SourceAddressToAdd is not null))
        {
            throw new ArgumentException($"Source addresses need the mode {MacvlanMode.Source}.");
        }
    }
}

/// <summary>Describes the settings of a macvlan or macvtap link at one moment.</summary>
public sealed class MacvlanInfo
{
    private readonly List<PhysicalAddress> _sourceAddresses = [];

    private MacvlanInfo()
    {
    }

    /// <summary>Gets which frames the link exchanges with other links on the same parent.</summary>
    public MacvlanMode Mode { get; private set; }

    /// <summary>Gets the flags.</summary>
    public MacvlanFlags Flags { get; private set; }

    /// <summary>Gets the addresses whose frames the link receives in <see cref="MacvlanMode.Source"/>.</summary>
    public IReadOnlyList<PhysicalAddress> SourceAddresses => _sourceAddresses;

    /// <summary>Gets the length that the link asks for of the queue of broadcast and multicast frames; <see langword="null"/> before kernel 5.11.</summary>
    public long? BroadcastQueueLength { get; private set; }

    /// <summary>Gets the length of the queue, which all links on the parent share; <see langword="null"/> before kernel 5.11.</summary>
    public long? BroadcastQueueLengthUsed { get; private set; }

    /// <summary>Gets how many links can receive a multicast group before its frames go through the queue; <see langword="null"/> before kernel 6.4.</summary>
    public int? BroadcastCutoff { get; private set; }

    internal static MacvlanInfo Read(NetlinkAttributeReader data)
    {
        MacvlanInfo info = new();
        foreach (NetlinkAttribute attribute in data)
        {
            info.Apply(attribute);
        }

        return info;
    }

    private void Apply(NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case MacvlanLink.IFLA_MACVLAN_MODE:
                Mode = unchecked((MacvlanMode)attribute.ReadUInt32());
                break;
            case MacvlanLink.IFLA_MACVLAN_FLAGS:
                Flags = (MacvlanFlags)attribute.ReadUInt16();
                break;
            case MacvlanLink.IFLA_MACVLAN_MACADDR_DATA:
                foreach (NetlinkAttribute address in attribute.Nested)
                {
                    _sourceAddresses.Add(new PhysicalAddress(address.Payload.ToArray()));
                }

                break;
            case MacvlanLink.IFLA_MACVLAN_BC_QUEUE_LEN:
                BroadcastQueueLength = attribute.ReadUInt32();
                break;
            case MacvlanLink.IFLA_MACVLAN_BC_QUEUE_LEN_USED:
                BroadcastQueueLengthUsed = attribute.ReadUInt32();
                break;
            case MacvlanLink.IFLA_MACVLAN_BC_CUTOFF:
                BroadcastCutoff = attribute.ReadInt32();
                break;
        }
    }
}
