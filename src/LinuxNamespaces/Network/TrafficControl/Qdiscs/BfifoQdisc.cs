using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>One queue, whose limit is in bytes. A packet that does not fit is dropped.</summary>
/// <remarks>See tc-bfifo(8).</remarks>
public sealed record BfifoQdisc : Qdisc, ITrafficKind<BfifoQdisc>
{
    /// <summary>Gets the kind <c>bfifo</c>.</summary>
    public static TrafficKind<BfifoQdisc> Kind { get; } = new("bfifo", Read) { Feature = "fifo qdiscs (CONFIG_NET_SCH_FIFO)" };

    /// <summary>Gets how many bytes can wait; the kernel derives it from the link if the value is <see langword="null"/>.</summary>
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

    private static BfifoQdisc Read(NetlinkAttribute options) =>
        new() { Limit = options.Payload.Length < sizeof(int) ? null : (int)Math.Min(options.ReadUInt32(), int.MaxValue) };
}
