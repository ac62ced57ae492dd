using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Adds, removes or changes the VLAN tag of packets, or their Ethernet header.</summary>
/// <remarks>See tc-vlan(8).</remarks>
public sealed record VlanAction : TrafficAction, ITrafficKind<VlanAction>
{
    internal const ushort TCA_VLAN_TM = 1;
    internal const ushort TCA_VLAN_PARMS = 2;
    internal const ushort TCA_VLAN_PUSH_VLAN_ID = 3;
    internal const ushort TCA_VLAN_PUSH_VLAN_PROTOCOL = 4;
    internal const ushort TCA_VLAN_PUSH_VLAN_PRIORITY = 6;
    internal const ushort TCA_VLAN_PUSH_ETH_DST = 7;
    internal const ushort TCA_VLAN_PUSH_ETH_SRC = 8;

    private const int MaxId = 4095;
    private const int MaxPriority = 7;
    private const int EthernetAddressLength = 6;

    private VlanAction(VlanOperation operation) => Operation = operation;

    /// <summary>Gets the kind <c>vlan</c>.</summary>
    public static TrafficKind<VlanAction> Kind { get; } = new("vlan", Read)
    {
        Feature = "vlan actions (CONFIG_NET_ACT_VLAN)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_VLAN_TM, nameof(TCA_VLAN_TM)),
            new(TCA_VLAN_PARMS, nameof(TCA_VLAN_PARMS)),
            new(TCA_VLAN_PUSH_VLAN_ID, nameof(TCA_VLAN_PUSH_VLAN_ID)),
            new(TCA_VLAN_PUSH_VLAN_PROTOCOL, nameof(TCA_VLAN_PUSH_VLAN_PROTOCOL)),
            new(TCA_VLAN_PUSH_VLAN_PRIORITY, nameof(TCA_VLAN_PUSH_VLAN_PRIORITY)),
            new(TCA_VLAN_PUSH_ETH_DST, nameof(TCA_VLAN_PUSH_ETH_DST)),
            new(TCA_VLAN_PUSH_ETH_SRC, nameof(TCA_VLAN_PUSH_ETH_SRC))),
    };

    /// <summary>Gets what the action does.</summary>
    public VlanOperation Operation { get; }

    /// <summary>Gets the number of the VLAN, 0 to 4095, in the new or changed tag; <see langword="null"/> for other operations.</summary>
    public int? Id { get; private init; }

    /// <summary>Gets the priority (PCP), 0 to 7, in the new or changed tag; <see langword="null"/> for 0 in a new tag and no change of another one.</summary>
    public int? Priority { get; private init; }

    /// <summary>Gets the protocol of the new or changed tag; <see langword="null"/> for other operations.</summary>
    public VlanProtocol? Protocol { get; private init; }

    /// <summary>Gets the source of the new Ethernet header; <see langword="null"/> for other operations.</summary>
    public PhysicalAddress? Source { get; private init; }

    /// <summary>Gets the destination of the new Ethernet header; <see langword="null"/> for other operations.</summary>
    public PhysicalAddress? Destination { get; private init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <summary>Creates an action that removes the outer tag.</summary>
    /// <returns>The action.</returns>
    public static VlanAction Pop() => new(VlanOperation.Pop);

    /// <summary>Creates an action that adds a tag in front of all others.</summary>
    /// <param name="id">The number of the VLAN; 0 to 4095.</param>
    /// <param name="protocol">The protocol of the tag.</param>
    /// <param name="priority">The priority; 0 to 7, or <see langword="null"/> for 0.</param>
    /// <returns>The action.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static VlanAction Push(int id, VlanProtocol protocol = VlanProtocol.Ieee8021Q, int? priority = null) => WithTag(VlanOperation.Push, id, protocol, priority);

    /// <summary>Creates an action that changes the outer tag.</summary>
    /// <param name="id">The number of the VLAN; 0 to 4095.</param>
    /// <param name="protocol">The protocol of the tag.</param>
    /// <param name="priority">The priority; 0 to 7, or <see langword="null"/> to keep it.</param>
    /// <returns>The action.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static VlanAction Modify(int id, VlanProtocol protocol = VlanProtocol.Ieee8021Q, int? priority = null) => WithTag(VlanOperation.Modify, id, protocol, priority);

    /// <summary>Creates an action that removes the Ethernet header. Kernel 5.11.</summary>
    /// <returns>The action.</returns>
    public static VlanAction PopEthernet() => new(VlanOperation.PopEthernet);

    /// <summary>Creates an action that adds an Ethernet header. Kernel 5.11.</summary>
    /// <param name="source">The source; 6 bytes.</param>
    /// <param name="destination">The destination; 6 bytes.</param>
    /// <returns>The action.</returns>
    /// <exception cref="ArgumentException">An address does not have 6 bytes.</exception>
    public static VlanAction PushEthernet(PhysicalAddress source, PhysicalAddress destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        return new(VlanOperation.PushEthernet)
        {
            Source = EthernetAddress.Require(source, nameof(source)),
            Destination = EthernetAddress.Require(destination, nameof(destination)),
        };
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteStruct(TCA_VLAN_PARMS, new tc_vlan { index = Index ?? 0, action = (int)Verdict, v_action = (int)Operation });
        writer.WriteOptional(TCA_VLAN_PUSH_VLAN_ID, (ushort?)Id);
        if (Protocol is { } protocol)
        {
            writer.WriteUInt16BigEndian(TCA_VLAN_PUSH_VLAN_PROTOCOL, (ushort)protocol);
        }

        writer.WriteOptional(TCA_VLAN_PUSH_VLAN_PRIORITY, (byte?)Priority);
        writer.WriteOptional(TCA_VLAN_PUSH_ETH_DST, Destination);
        writer.WriteOptional(TCA_VLAN_PUSH_ETH_SRC, Source);
    }

    private static VlanAction WithTag(VlanOperation operation, int id, VlanProtocol protocol, int? priority) => new(operation)
    {
        Id = NumberRange.Require(id, 0, MaxId, nameof(id)),
        Protocol = Defined.Require<VlanProtocol>(protocol, nameof(protocol)),
        Priority = NumberRange.Require(priority, 0, MaxPriority, nameof(priority)),
    };

    private static VlanAction Read(NetlinkAttribute options)
    {
        tc_vlan parameters = default;
        (int? id, int? priority, VlanProtocol? protocol, PhysicalAddress? source, PhysicalAddress? destination) = (null, null, null, null, null);
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_VLAN_PARMS:
                    parameters = attribute.ReadStruct<tc_vlan>();
                    break;
                case TCA_VLAN_PUSH_VLAN_ID:
                    id = attribute.ReadUInt16() & MaxId;
                    break;
                case TCA_VLAN_PUSH_VLAN_PROTOCOL:
                    protocol = (VlanProtocol)attribute.ReadUInt16BigEndian();
                    break;
                case TCA_VLAN_PUSH_VLAN_PRIORITY:
                    priority = attribute.ReadByte() & MaxPriority;
                    break;
                case TCA_VLAN_PUSH_ETH_SRC when attribute.Payload.Length == EthernetAddressLength:
                    source = new PhysicalAddress(attribute.Payload.ToArray());
                    break;
                case TCA_VLAN_PUSH_ETH_DST when attribute.Payload.Length == EthernetAddressLength:
                    destination = new PhysicalAddress(attribute.Payload.ToArray());
                    break;
            }
        }

        return new VlanAction((VlanOperation)parameters.v_action)
        {
            Index = parameters.index == 0 ? null : parameters.index,
            Verdict = (TrafficVerdict)parameters.action,
            Id = id,
            Priority = priority,
            Protocol = protocol,
            Source = source,
            Destination = destination,
        };
    }
}

/// <summary>Specifies what a <see cref="VlanAction"/> does.</summary>
public enum VlanOperation
{
    /// <summary>Nothing that is known.</summary>
    None = 0,

    /// <summary>Removes the outer tag (TCA_VLAN_ACT_POP).</summary>
    Pop = 1,

    /// <summary>Adds a tag (TCA_VLAN_ACT_PUSH).</summary>
    Push = 2,

    /// <summary>Changes the outer tag (TCA_VLAN_ACT_MODIFY).</summary>
    Modify = 3,

    /// <summary>Removes the Ethernet header (TCA_VLAN_ACT_POP_ETH).</summary>
    PopEthernet = 4,

    /// <summary>Adds an Ethernet header (TCA_VLAN_ACT_PUSH_ETH).</summary>
    PushEthernet = 5,
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_vlan
{
    internal uint index;
    internal uint capab;
    internal int action;
    internal int refcnt;
    internal int bindcnt;
    internal int v_action;
}
