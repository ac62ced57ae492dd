namespace LinuxNamespaces.Network;

/// <summary>The qdiscs of what a link sends: an impairment at the root, and a rate limit below it or at the root.</summary>
internal static class EgressShaper
{
    // By these handles our qdiscs are known.
    private static readonly TrafficHandle s_impairment = new(0x6e65, 0);
    private static readonly TrafficHandle s_afterImpairment = new(0x6e65, 1);
    private static readonly TrafficHandle s_rate = new(0x7262, 0);

    internal static void SetImpairment(Link link, LinkImpairment impairment)
    {
        NetemQdisc wanted = impairment.ToQdisc(s_impairment);
        Qdisc? root = RequireOurs(link);
        if (root?.Handle == s_impairment)
        {
            link.Qdiscs.Change(wanted);
            return;
        }

        link.Qdiscs.Replace(wanted);
        if (root?.Handle == s_rate)
        {
            link.Qdiscs.Add(root with { Parent = s_afterImpairment });
        }
    }

    internal static void ClearImpairment(Link link)
    {
        IReadOnlyList<Qdisc> qdiscs = link.Qdiscs.List();
        if (!qdiscs.Any(qdisc => qdisc.Parent == TrafficHandle.Root && qdisc.Handle == s_impairment))
        {
            return;
        }

        link.Qdiscs.Delete(TrafficHandle.Root);
        if (qdiscs.FirstOrDefault(qdisc => qdisc.Handle == s_rate) is { } rate)
        {
            link.Qdiscs.Add(rate with { Parent = TrafficHandle.Root });
        }
    }

    internal static void SetRate(Link link, long? rate)
    {
        if (rate is not { } bits)
        {
            if (link.Qdiscs.List().FirstOrDefault(qdisc => qdisc.Handle == s_rate) is { } limit)
            {
                link.Qdiscs.Delete(limit);
            }

            return;
        }

        TrafficHandle parent = RequireOurs(link)?.Handle == s_impairment ? s_afterImpairment : TrafficHandle.Root;
        link.Qdiscs.Replace(Limit(bits) with { Handle = s_rate, Parent = parent });
    }

    /// <summary>A limit: 10 ms can be sent at once, and packets wait for up to 50 ms.</summary>
    internal static TbfQdisc Limit(long rate)
    {
        const long burstsPerSecond = 100;
        const int leastBurst = 16_384;
        TimeSpan latency = TimeSpan.FromMilliseconds(50);
        return new TbfQdisc(rate, (int)Math.Clamp((long)TrafficValues.ToBytes(rate) / burstsPerSecond, leastBurst, int.MaxValue), latency);
    }

    /// <summary>The qdisc at the root.</summary>
    /// <exception cref="InvalidOperationException">Another program, or the user, has created it.</exception>
    private static Qdisc? RequireOurs(Link link)
    {
        Qdisc? root = link.Qdiscs.Find(TrafficHandle.Root);
        return root?.Handle is not { } handle || handle == s_impairment || handle == s_rate ? root : throw new InvalidOperationException(
            $"Link {PrintableText.Quote(link.Name)} in '{link.Namespace}' has the {root} already. Delete it first, or work with Link.Qdiscs.");
    }
}
