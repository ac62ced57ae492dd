using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>The conditions of a link by qdiscs of the kernel: at each end a netem qdisc for what that end sends, and below it a tbf qdisc for the rate.</summary>
internal sealed class KernelLinkBackEnd : ILinkBackEnd
{
    // In place of no limit, as packets that wait would be lost with the qdisc.
    private const long Unlimited = 100_000_000_000;
    private const int MaxPackets = 65_536;
    private const int MinBurst = 16_384;
    private const int BurstsPerSecond = 200;
    private const int BitsPerByte = 8;

    private static readonly TrafficHandle s_netem = new(0x6c62, 0);
    private static readonly TrafficHandle s_belowNetem = new(0x6c62, 1);
    private static readonly TrafficHandle s_tbf = new(0x6c63, 0);

    private readonly End _first;
    private readonly End _second;

    internal KernelLinkBackEnd(Link first, Link second)
    {
        _first = new End(first);
        _second = new End(second);
    }

    /// <summary>Ends with the link, whose qdiscs these are.</summary>
    public void Dispose()
    {
    }

    public void Set(LinkConditions forward, LinkConditions backward)
    {
        forward.Validate(nameof(forward));
        backward.Validate(nameof(backward));
        if ((MissingFor(forward) ?? MissingFor(backward)) is { } reason)
        {
            throw new NotSupportedException($"Cannot apply conditions to the links {_first} and {_second}: {reason}. Connect them with {nameof(LabWireKind)}.{nameof(LabWireKind.Managed)}: the managed wire needs nothing of the kernel.");
        }

        LinkConditions before = _first.Conditions;
        _first.Set(forward);
        try
        {
            _second.Set(backward);
        }
        catch
        {
            _first.Set(before);
            throw;
        }
    }

    public LinkMeasure Measure(WireDirection direction) => (direction == WireDirection.Forward ? _first : _second).Measure();

    /// <summary>Finds out what the kernel lacks for some conditions.</summary>
    /// <returns>The reason; null if the kernel has everything.</returns>
    internal static string? MissingFor(LinkConditions conditions)
    {
        List<string> missing = [];
        if (NeedsNetem(conditions) && !KernelQdiscs.HasNetem)
        {
            missing.Add("CONFIG_NET_SCH_NETEM");
        }

        if (conditions.Rate is not null && !KernelQdiscs.HasTbf)
        {
            missing.Add("CONFIG_NET_SCH_TBF");
        }

        return missing.Count == 0 ? null : $"the kernel lacks {string.Join(" and ", missing)}";
    }

    private static bool NeedsNetem(LinkConditions conditions) => conditions with { Rate = null, Queue = LinkConditions.None.Queue, Seed = null, PreserveOrder = false } != LinkConditions.None;

    internal static NetemQdisc Netem(LinkConditions conditions) => new()
    {
        Handle = s_netem,
        Delay = conditions.Delay,
        Jitter = conditions.Jitter,
        Distribution = conditions.Jitter > TimeSpan.Zero ? conditions.JitterDistribution : null,
        Loss = conditions.Partitioned ? 1 : conditions.Loss,
        LossModel = conditions.Partitioned ? null : conditions.BurstLoss,
        Duplicate = conditions.Duplication,
        Corrupt = conditions.Corruption,
        Reorder = conditions.Reordering,
        // With a rate, a packet does not leave before the last one that waits.
        Rate = conditions.PreserveOrder && conditions.Jitter > TimeSpan.Zero ? Unlimited : null,
        Limit = MaxPackets,
        Seed = conditions.Seed,
    };

    internal static TbfQdisc Tbf(LinkConditions conditions)
    {
        long rate = conditions.Rate ?? Unlimited;
        int burst = (int)Math.Clamp(rate / BitsPerByte / BurstsPerSecond, MinBurst, int.MaxValue / 2);
        return new TbfQdisc(rate, burst, conditions.Queue) { Handle = s_tbf };
    }

    /// <summary>What one end sends.</summary>
    private sealed class End(Link link)
    {
        private bool _hasNetem;
        private bool _hasTbf;

        internal LinkConditions Conditions { get; private set; } = LinkConditions.None;

        public override string ToString() => $"'{link.Name}'";

        internal void Set(LinkConditions conditions)
        {
            if (conditions == Conditions)
            {
                return;
            }

            if (!_hasNetem && (NeedsNetem(conditions) || !_hasTbf))
            {
                // Once there, it stays. A qdisc below another one can only be added later if its parent is there.
                AddNetem(conditions);
            }
            else if (_hasNetem)
            {
                link.Qdiscs.Change(Netem(conditions));
            }

            SetRate(conditions);
            Conditions = conditions;
        }

        internal LinkMeasure Measure()
        {
            IReadOnlyList<Qdisc> all = _hasNetem || _hasTbf ? link.Qdiscs.List() : [];
            TrafficStatistics? netem = all.FirstOrDefault(qdisc => qdisc.Handle == s_netem)?.Statistics;
            TrafficStatistics? tbf = all.FirstOrDefault(qdisc => qdisc.Handle == s_tbf)?.Statistics;
            long full = tbf?.Drops ?? 0;
            // What netem counts includes what the qdisc below it drops.
            return new LinkMeasure([new LinkDrops("loss", Math.Max(0, (netem?.Drops ?? 0) - full)), new LinkDrops("queue", full)], tbf?.QueueLength ?? 0, tbf?.Backlog ?? 0);
        }

        private void AddNetem(LinkConditions conditions)
        {
            if (!NeedsNetem(conditions) && !KernelQdiscs.HasNetem)
            {
                return;
            }

            link.Qdiscs.Replace(Netem(conditions));
            (_hasNetem, _hasTbf) = (true, false);
        }

        private void SetRate(LinkConditions conditions)
        {
            if (conditions.Rate is null && !_hasTbf)
            {
                return;
            }

            TbfQdisc limit = Tbf(conditions) with { Parent = _hasNetem ? s_belowNetem : TrafficHandle.Root };
            _ = _hasTbf ? link.Qdiscs.Change(limit) : link.Qdiscs.Replace(limit);
            _hasTbf = true;
        }
    }
}
