using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Sets what the kernel notes about packets, and not the packets themselves: mark, priority, queue and type.</summary>
/// <remarks>See tc-skbedit(8). A setting that is <see langword="null"/> is not changed.</remarks>
public sealed record SkbeditAction : TrafficAction, ITrafficKind<SkbeditAction>
{
    internal const ushort TCA_SKBEDIT_TM = 1;
    internal const ushort TCA_SKBEDIT_PARMS = 2;
    internal const ushort TCA_SKBEDIT_PRIORITY = 3;
    internal const ushort TCA_SKBEDIT_QUEUE_MAPPING = 4;
    internal const ushort TCA_SKBEDIT_MARK = 5;
    internal const ushort TCA_SKBEDIT_PTYPE = 7;
    internal const ushort TCA_SKBEDIT_MASK = 8;
    internal const ushort TCA_SKBEDIT_FLAGS = 9;

    private const ulong SKBEDIT_F_INHERITDSFIELD = 0x20;

    /// <summary>Gets the kind <c>skbedit</c>.</summary>
    public static TrafficKind<SkbeditAction> Kind { get; } = new("skbedit", Read)
    {
        Feature = "skbedit actions (CONFIG_NET_ACT_SKBEDIT)",
        OptionAttributes = new NetlinkAttributeSet(
            new(TCA_SKBEDIT_TM, nameof(TCA_SKBEDIT_TM)),
            new(TCA_SKBEDIT_PARMS, nameof(TCA_SKBEDIT_PARMS)),
            new(TCA_SKBEDIT_PRIORITY, nameof(TCA_SKBEDIT_PRIORITY)),
            new(TCA_SKBEDIT_QUEUE_MAPPING, nameof(TCA_SKBEDIT_QUEUE_MAPPING)),
            new(TCA_SKBEDIT_MARK, nameof(TCA_SKBEDIT_MARK)),
            new(TCA_SKBEDIT_PTYPE, nameof(TCA_SKBEDIT_PTYPE)),
            new(TCA_SKBEDIT_MASK, nameof(TCA_SKBEDIT_MASK)),
            new(TCA_SKBEDIT_FLAGS, nameof(TCA_SKBEDIT_FLAGS))),
    };

    /// <summary>Gets the priority, which qdiscs also take for a class: <c>1:10</c> is the class, and <c>:6</c> the priority 6.</summary>
    public TrafficHandle? Priority { get; init; }

    /// <summary>Gets the queue of the link, from 0, that sends the packets; 0 to 65535.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Queue
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(Queue));
    }

    /// <summary>Gets the mark.</summary>
    public uint? Mark { get; init; }

    /// <summary>Gets which bits of the mark are set; <see langword="null"/> for all. Needs <see cref="Mark"/>.</summary>
    public uint? MarkMask { get; init; }

    /// <summary>Gets the type of the packets. The kernel allows it for received packets only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public SkbeditPacketType? PacketType
    {
        get;
        init => field = Defined.Require(value, nameof(PacketType));
    }

    /// <summary>Gets whether the priority is taken from the differentiated services field of the packet.</summary>
    public bool InheritDsField { get; init; }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (MarkMask is not null && Mark is null)
        {
            throw new ArgumentException($"{nameof(MarkMask)} needs {nameof(Mark)}.");
        }

        if (Priority is null && Queue is null && Mark is null && PacketType is null && !InheritDsField)
        {
            throw new ArgumentException("The action changes nothing.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteStruct(TCA_SKBEDIT_PARMS, new tc_skbedit { index = Index ?? 0, action = (int)Verdict });
        writer.WriteOptional(TCA_SKBEDIT_QUEUE_MAPPING, (ushort?)Queue);
        writer.WriteOptional(TCA_SKBEDIT_PRIORITY, Priority?.Value);
        writer.WriteOptional(TCA_SKBEDIT_MARK, Mark);
        writer.WriteOptional(TCA_SKBEDIT_MASK, MarkMask);
        writer.WriteOptional(TCA_SKBEDIT_PTYPE, (ushort?)PacketType);
        if (InheritDsField)
        {
            writer.WriteUInt64(TCA_SKBEDIT_FLAGS, SKBEDIT_F_INHERITDSFIELD);
        }
    }

    private static SkbeditAction Read(NetlinkAttribute options)
    {
        tc_skbedit parameters = default;
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            parameters = attribute.Type == TCA_SKBEDIT_PARMS ? attribute.ReadStruct<tc_skbedit>() : parameters;
        }

        TrafficNumbers numbers = new(options.Nested, stackalloc long[TCA_SKBEDIT_FLAGS + 1]);
        return new SkbeditAction
        {
            Index = parameters.index == 0 ? null : parameters.index,
            Verdict = (TrafficVerdict)parameters.action,
            Priority = numbers.UInt32(TCA_SKBEDIT_PRIORITY) is { } priority ? new TrafficHandle(priority) : null,
            Queue = numbers.Int32(TCA_SKBEDIT_QUEUE_MAPPING, 0, ushort.MaxValue),
            Mark = numbers.UInt32(TCA_SKBEDIT_MARK),
            MarkMask = numbers.UInt32(TCA_SKBEDIT_MASK) is { } mask && mask != uint.MaxValue ? mask : null,
            PacketType = numbers[TCA_SKBEDIT_PTYPE] is { } type && type <= (long)SkbeditPacketType.OtherHost ? (SkbeditPacketType)type : null,
            InheritDsField = ((ulong)(numbers[TCA_SKBEDIT_FLAGS] ?? 0) & SKBEDIT_F_INHERITDSFIELD) != 0,
        };
    }
}

/// <summary>Specifies the type of a packet for a <see cref="SkbeditAction"/>: which receivers it is for.</summary>
/// <remarks>See linux/if_packet.h, <c>PACKET_*</c>.</remarks>
public enum SkbeditPacketType
{
    /// <summary>For this host (PACKET_HOST).</summary>
    Host = 0,

    /// <summary>For all (PACKET_BROADCAST).</summary>
    Broadcast = 1,

    /// <summary>For a group (PACKET_MULTICAST).</summary>
    Multicast = 2,

    /// <summary>For another host (PACKET_OTHERHOST).</summary>
    OtherHost = 3,
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_skbedit
{
    internal uint index;
    internal uint capab;
    internal int action;
    internal int refcnt;
    internal int bindcnt;
}
