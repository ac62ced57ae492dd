using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

public sealed partial record NetemQdisc
{
    internal const ushort TCA_NETEM_CORR = 1;
    internal const ushort TCA_NETEM_DELAY_DIST = 2;
    internal const ushort TCA_NETEM_REORDER = 3;
    internal const ushort TCA_NETEM_CORRUPT = 4;
    internal const ushort TCA_NETEM_LOSS = 5;
    internal const ushort TCA_NETEM_RATE = 6;
    internal const ushort TCA_NETEM_ECN = 7;
    internal const ushort TCA_NETEM_RATE64 = 8;
    internal const ushort TCA_NETEM_PAD = 9;
    internal const ushort TCA_NETEM_LATENCY64 = 10;
    internal const ushort TCA_NETEM_JITTER64 = 11;
    internal const ushort TCA_NETEM_SLOT = 12;
    internal const ushort TCA_NETEM_SLOT_DIST = 13;
    internal const ushort TCA_NETEM_PRNG_SEED = 14;

    private const long LongestTime = TrafficValues.LongestTime;

    /// <inheritdoc/>
    protected override void WriteOptions(ref NetlinkMessageWriter writer)
    {
        ref tc_netem_qopt options = ref writer.WriteStruct<tc_netem_qopt>();
        options.latency = TrafficValues.ToTicks(Delay);
        options.jitter = TrafficValues.ToTicks(Jitter);
        options.limit = (uint)Limit;
        options.loss = TrafficValues.ToProbability(Loss);
        options.duplicate = TrafficValues.ToProbability(Duplicate);
        options.gap = Reorder > 0 ? (uint)(Gap ?? 1) : 0;
        // What is not written stays as it was when a qdisc is changed.
        writer.WriteStruct(TCA_NETEM_CORR, new tc_netem_corr
        {
            delay_corr = TrafficValues.ToProbability(DelayCorrelation),
            loss_corr = TrafficValues.ToProbability(LossCorrelation),
            dup_corr = TrafficValues.ToProbability(DuplicateCorrelation),
        });
        writer.WriteStruct(TCA_NETEM_REORDER, new tc_netem_reorder { probability = TrafficValues.ToProbability(Reorder), correlation = TrafficValues.ToProbability(ReorderCorrelation) });
        writer.WriteStruct(TCA_NETEM_CORRUPT, new tc_netem_corrupt { probability = TrafficValues.ToProbability(Corrupt), correlation = TrafficValues.ToProbability(CorruptCorrelation) });
        WriteRate(ref writer);
        writer.WriteUInt32(TCA_NETEM_ECN, Ecn ? 1u : 0u);
        writer.WriteInt64(TCA_NETEM_LATENCY64, TrafficValues.ToNanoseconds(Delay));
        writer.WriteInt64(TCA_NETEM_JITTER64, TrafficValues.ToNanoseconds(Jitter));
        writer.WriteStruct(TCA_NETEM_SLOT, Slot?.ToStructure() ?? default);
        if (Seed is { } seed)
        {
            writer.WriteUInt64(TCA_NETEM_PRNG_SEED, seed);
        }

        if (LossModel is { } loss)
        {
            NestedAttribute nest = writer.BeginNested(TCA_NETEM_LOSS);
            loss.Write(ref writer);
            writer.EndNested(nest);
        }

        WriteTable(ref writer, TCA_NETEM_DELAY_DIST, Distribution);
        WriteTable(ref writer, TCA_NETEM_SLOT_DIST, Slot?.Distribution);
    }

    private void WriteRate(ref NetlinkMessageWriter writer)
    {
        ulong rate = Rate is { } bits ? TrafficValues.ToBytes(bits) : 0;
        if (rate > uint.MaxValue)
        {
            writer.WriteUInt64(TCA_NETEM_RATE64, rate);
        }

        writer.WriteStruct(TCA_NETEM_RATE, new tc_netem_rate
        {
            rate = (uint)Math.Min(rate, uint.MaxValue),
            packet_overhead = PacketOverhead,
            cell_size = (uint)CellSize,
            cell_overhead = CellOverhead,
        });
    }

    private static void WriteTable(ref NetlinkMessageWriter writer, int type, NetemDistribution? distribution)
    {
        if (distribution is not null)
        {
            writer.WriteBytes(type, MemoryMarshal.AsBytes(distribution.Table));
        }
    }

    private static NetemQdisc Read(NetlinkAttribute attribute)
    {
        tc_netem_qopt options = attribute.ReadStruct<tc_netem_qopt>();
        int header = Unsafe.SizeOf<tc_netem_qopt>();
        (long? delay, long? jitter, ulong? rate64, ulong? seed, bool ecn) = (null, null, null, null, false);
        (tc_netem_corr correlation, tc_netem_reorder reorder, tc_netem_corrupt corrupt, tc_netem_rate rate, tc_netem_slot slot) = (default, default, default, default, default);
        NetemLoss? loss = null;
        foreach (NetlinkAttribute part in new NetlinkAttributeReader(attribute.Payload.Length > header ? attribute.Payload[header..] : []))
        {
            switch (part.Type)
            {
                case TCA_NETEM_CORR:
                    correlation = part.ReadStruct<tc_netem_corr>();
                    break;
                case TCA_NETEM_REORDER:
                    reorder = part.ReadStruct<tc_netem_reorder>();
                    break;
                case TCA_NETEM_CORRUPT:
                    corrupt = part.ReadStruct<tc_netem_corrupt>();
                    break;
                case TCA_NETEM_LOSS:
                    loss = ReadLoss(part);
                    break;
                case TCA_NETEM_RATE:
                    rate = part.ReadStruct<tc_netem_rate>();
                    break;
                case TCA_NETEM_RATE64:
                    rate64 = part.ReadUInt64();
                    break;
                case TCA_NETEM_ECN:
                    ecn = part.ReadUInt32() != 0;
                    break;
                case TCA_NETEM_LATENCY64:
                    delay = part.ReadInt64();
                    break;
                case TCA_NETEM_JITTER64:
                    jitter = part.ReadInt64();
                    break;
                case TCA_NETEM_SLOT:
                    slot = part.ReadStruct<tc_netem_slot>();
                    break;
                case TCA_NETEM_PRNG_SEED:
                    seed = part.ReadUInt64();
                    break;
            }
        }

        ulong bytes = rate64 ?? rate.rate;
        return new NetemQdisc
        {
            Limit = (int)Math.Clamp(options.limit, 1, int.MaxValue),
            Delay = Time(delay, options.latency),
            Jitter = Time(jitter, options.jitter),
            DelayCorrelation = TrafficValues.FromProbability(correlation.delay_corr),
            Loss = loss is null ? TrafficValues.FromProbability(options.loss) : 0,
            LossCorrelation = loss is null ? TrafficValues.FromProbability(correlation.loss_corr) : 0,
            LossModel = loss,
            Duplicate = TrafficValues.FromProbability(options.duplicate),
            DuplicateCorrelation = TrafficValues.FromProbability(correlation.dup_corr),
            Corrupt = TrafficValues.FromProbability(corrupt.probability),
            CorruptCorrelation = TrafficValues.FromProbability(corrupt.correlation),
            Reorder = TrafficValues.FromProbability(reorder.probability),
            ReorderCorrelation = TrafficValues.FromProbability(reorder.correlation),
            Gap = options.gap > 1 && reorder.probability > 0 ? (int)Math.Min(options.gap, int.MaxValue) : null,
            Rate = bytes == 0 ? null : TrafficValues.ToBits(bytes),
            PacketOverhead = rate.packet_overhead,
            CellSize = (int)Math.Min(rate.cell_size, int.MaxValue),
            CellOverhead = rate.cell_overhead,
            Ecn = ecn,
            Slot = NetemSlot.Read(slot),
            Seed = seed,
        };
    }

    private static TimeSpan Time(long? nanoseconds, uint ticks) =>
        nanoseconds is { } exact ? TrafficValues.FromNanoseconds(Math.Clamp(exact, 0, LongestTime)) : TrafficValues.FromTicks(Math.Min(ticks, (uint)(LongestTime / TrafficValues.NanosecondsPerTick)));

    private static NetemLoss? ReadLoss(NetlinkAttribute loss)
    {
        foreach (NetlinkAttribute model in loss.Nested)
        {
            switch (model.Type)
            {
                case NetemStateLoss.NETEM_LOSS_GI:
                    return NetemStateLoss.Read(model);
                case NetemGilbertElliottLoss.NETEM_LOSS_GE:
                    return NetemGilbertElliottLoss.Read(model);
            }
        }

        return null;
    }

    private static NetlinkAttributeSet Attributes() => new(
        new(TCA_NETEM_CORR, nameof(TCA_NETEM_CORR)),
        new(TCA_NETEM_DELAY_DIST, nameof(TCA_NETEM_DELAY_DIST)),
        new(TCA_NETEM_REORDER, nameof(TCA_NETEM_REORDER)),
        new(TCA_NETEM_CORRUPT, nameof(TCA_NETEM_CORRUPT)),
        new(TCA_NETEM_LOSS, nameof(TCA_NETEM_LOSS)) { Nested = new NetlinkAttributeSet(
            new(NetemStateLoss.NETEM_LOSS_GI, nameof(NetemStateLoss.NETEM_LOSS_GI)), new(NetemGilbertElliottLoss.NETEM_LOSS_GE, nameof(NetemGilbertElliottLoss.NETEM_LOSS_GE))) },
        new(TCA_NETEM_RATE, nameof(TCA_NETEM_RATE)),
        new(TCA_NETEM_ECN, nameof(TCA_NETEM_ECN)),
        new(TCA_NETEM_RATE64, nameof(TCA_NETEM_RATE64)),
        new(TCA_NETEM_LATENCY64, nameof(TCA_NETEM_LATENCY64)),
        new(TCA_NETEM_JITTER64, nameof(TCA_NETEM_JITTER64)),
        new(TCA_NETEM_SLOT, nameof(TCA_NETEM_SLOT)),
        new(TCA_NETEM_SLOT_DIST, nameof(TCA_NETEM_SLOT_DIST)),
        new(TCA_NETEM_PRNG_SEED, nameof(TCA_NETEM_PRNG_SEED)))
    {
        HeaderLength = Unsafe.SizeOf<tc_netem_qopt>(),
    };
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_netem_qopt
{
    internal uint latency;
    internal uint limit;
    internal uint loss;
    internal uint gap;
    internal uint duplicate;
    internal uint jitter;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_netem_corr
{
    internal uint delay_corr;
    internal uint loss_corr;
    internal uint dup_corr;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_netem_reorder
{
    internal uint probability;
    internal uint correlation;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_netem_corrupt
{
    internal uint probability;
    internal uint correlation;
}

[StructLayout(LayoutKind.Sequential)]
internal struct tc_netem_rate
{
    internal uint rate;
    internal int packet_overhead;
    internal uint cell_size;
    internal int cell_overhead;
}
