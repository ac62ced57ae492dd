using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>One queue with a limit. A packet that does not fit is dropped.</summary>
public abstract record FifoQdisc : Qdisc
{
    private protected const string FifoFeature = "fifo qdiscs (CONFIG_NET_SCH_FIFO)";

    private protected FifoQdisc()
    {
    }

    /// <summary>
    /// Gets how much can wait: packets for a <see cref="PfifoQdisc"/>, bytes for a <see cref="BfifoQdisc"/>. The kernel derives it from the link if the value is
    /// <see langword="null"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? Limit
    {
        get;
        init => field = NumberRange.Require(value, 0, int.MaxValue, nameof(Limit));
    }

    /// <inheritdoc/>
    protected sealed override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        if (Limit is { } limit)
        {
            // struct tc_fifo_qopt
            writer.WriteStruct<int>() = limit;
        }
    }

    private protected static int? ReadLimit(NetlinkAttribute options) => options.Payload.Length < sizeof(int) ? null : (int)Math.Min(options.ReadUInt32(), int.MaxValue);
}
