using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>One queue, whose limit is in packets. A packet that does not fit is dropped.</summary>
/// <remarks>See tc-pfifo(8).</remarks>
public sealed record PfifoQdisc : Qdisc, ITrafficKind<PfifoQdisc>
{
    /// <summary>Gets the kind <c>pfifo</c>.</summary>
    public static TrafficKind<PfifoQdisc> Kind { get; } = new("pfifo", Read) { Feature = "fifo qdiscs (CONFIG_NET_SCH_FIFO)" };

    /// <summary>Gets how many packets can wait; the kernel derives it from the link if the value is <see langword="null"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? Limit
    {
        get;
        init => field = TrafficValues.Range(value, 0, int.MaxValue, nameof(Limit));
    }

    /// <inheritdoc/>
    public override TrafficKind TrafficKind => Kind;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        if (Limit is { } limit)
        {
            // struct tc_fifo_qopt
            writer.WriteStruct<int>() = limit;
        }
    }

    private static PfifoQdisc Read(NetlinkAttribute options) =>
        new() { Limit = options.Payload.Length < sizeof(int) ? null : (int)Math.Min(options.ReadUInt32(), int.MaxValue) };
}
