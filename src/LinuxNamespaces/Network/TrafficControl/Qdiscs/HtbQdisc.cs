using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Shares a link among classes, each with a rate of its own, that lend each other what they do not use (hierarchical token bucket).</summary>
/// <remarks>See tc-htb(8), and <see cref="HtbClass"/>.</remarks>
/// <example>
/// <code>
/// TrafficHandle root = new(1, 0);
/// link.Qdiscs.Replace(new HtbQdisc { Handle = root, DefaultClass = 0x20 });
/// link.Classes.Replace(new HtbClass(rate: 10_000_000) { Handle = new(1, 0x10), Parent = root });
/// link.Classes.Replace(new HtbClass(rate: 1_000_000) { Handle = new(1, 0x20), Parent = root, Ceiling = 10_000_000 });
/// </code>
/// </example>
public sealed record HtbQdisc : Qdisc, ITrafficKind<HtbQdisc>
{
    internal const ushort TCA_HTB_PARMS = 1;
    internal const ushort TCA_HTB_INIT = 2;
    internal const ushort TCA_HTB_CTAB = 3;
    internal const ushort TCA_HTB_RTAB = 4;
    internal const ushort TCA_HTB_DIRECT_QLEN = 5;
    internal const ushort TCA_HTB_RATE64 = 6;
    internal const ushort TCA_HTB_CEIL64 = 7;

    private const int TC_HTB_PROTOVER = 3;

    /// <summary>Gets the kind <c>htb</c>.</summary>
    public static TrafficKind<HtbQdisc> Kind { get; } = new("htb", Read) { Feature = "htb qdiscs (CONFIG_NET_SCH_HTB)", OptionAttributes = Attributes };

    internal static NetlinkAttributeSet Attributes => field ??= new NetlinkAttributeSet(
        new(TCA_HTB_PARMS, nameof(TCA_HTB_PARMS)),
        new(TCA_HTB_INIT, nameof(TCA_HTB_INIT)),
        new(TCA_HTB_CTAB, nameof(TCA_HTB_CTAB)),
        new(TCA_HTB_RTAB, nameof(TCA_HTB_RTAB)),
        new(TCA_HTB_DIRECT_QLEN, nameof(TCA_HTB_DIRECT_QLEN)),
        new(TCA_HTB_RATE64, nameof(TCA_HTB_RATE64)),
        new(TCA_HTB_CEIL64, nameof(TCA_HTB_CEIL64)));

    /// <summary>
    /// Gets the number behind the colon of the class for packets that no filter selects; 0 to 65535. Defaults to 0: such packets are not limited.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int DefaultClass
    {
        get;
        init => field = NumberRange.Require(value, 0, ushort.MaxValue, nameof(DefaultClass));
    }

    /// <summary>Gets what the rate of a class is divided by for its quantum; at least 1. Defaults to 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int RateToQuantum
    {
        get;
        init => field = NumberRange.Require(value, 1, int.MaxValue, nameof(RateToQuantum));
    }
    = 10;

    /// <summary>Gets how many packets that are not limited can wait; the kernel's default is the queue length of the link.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? DirectQueueLength
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(DirectQueueLength));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        writer.WriteStruct(TCA_HTB_INIT, new tc_htb_glob { version = TC_HTB_PROTOVER, rate2quantum = (uint)RateToQuantum, defcls = (uint)DefaultClass });
        writer.WriteOptional(TCA_HTB_DIRECT_QLEN, DirectQueueLength);
    }

    private static HtbQdisc Read(NetlinkAttribute options)
    {
        tc_htb_glob parameters = default;
        int? direct = null;
        foreach (NetlinkAttribute attribute in options.Nested)
        {
            switch (attribute.Type)
            {
                case TCA_HTB_INIT:
                    parameters = attribute.ReadStruct<tc_htb_glob>();
                    break;
                case TCA_HTB_DIRECT_QLEN:
                    direct = (int)Math.Min(attribute.ReadUInt32(), int.MaxValue);
                    break;
            }
        }

        return new HtbQdisc
        {
            DefaultClass = (int)(parameters.defcls & ushort.MaxValue),
            RateToQuantum = (int)Math.Clamp(parameters.rate2quantum, 1, int.MaxValue),
            DirectQueueLength = direct,
        };
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_htb_glob
{
    internal uint version;
    internal uint rate2quantum;
    internal uint defcls;
    internal uint debug;
    internal uint direct_pkts;
}
