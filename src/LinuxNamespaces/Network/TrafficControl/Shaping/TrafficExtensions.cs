namespace LinuxNamespaces.Network;

/// <summary>Limits and impairs links, in a form that keeps the type of the link, so that calls can be chained.</summary>
/// <remarks>
/// Every method returns the link that it is called on. All of them need CAP_NET_ADMIN in the user namespace that owns the network namespace, and throw
/// <see cref="NetlinkException"/> if it is missing (EPERM) or if the link is gone (ENODEV). They throw <see cref="InvalidOperationException"/> if the
/// link has a qdisc at the root that these methods did not create; a default of the kernel does not matter.
/// </remarks>
public static class TrafficExtensions
{
    /// <summary>
    /// Impairs what the link sends: delays, loses, duplicates, corrupts or reorders packets. Replaces an earlier impairment; packets that are waiting stay.
    /// </summary>
    /// <param name="link">The link. To impair both directions, also impair the other end.</param>
    /// <param name="impairment">The impairment.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <remarks>This is a <see cref="NetemQdisc"/> at the root. A limit of <see cref="LimitRate"/> stays.</remarks>
    /// <exception cref="ArgumentException">The impairment contradicts itself.</exception>
    /// <exception cref="NotSupportedException">The kernel lacks CONFIG_NET_SCH_NETEM.</exception>
    /// <example>
    /// <code>
    /// link.Impair(new LinkImpairment { Delay = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(5), Loss = 0.01 });
    /// link.ClearImpairment();
    /// </code>
    /// </example>
    public static TLink Impair<TLink>(this TLink link, LinkImpairment impairment)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(impairment);
        EgressShaper.SetImpairment(link, impairment);
        return link;
    }

    /// <summary>Ends the impairment of <see cref="Impair"/>, if there is one. Packets that are delayed are lost.</summary>
    /// <param name="link">The link.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    public static TLink ClearImpairment<TLink>(this TLink link)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        EgressShaper.ClearImpairment(link);
        return link;
    }

    /// <summary>Limits the rate at which the link sends and receives. Replaces an earlier limit; packets that are waiting stay.</summary>
    /// <param name="link">The link.</param>
    /// <param name="egress">The rate at which it sends, in bits per second; at least 8. <see langword="null"/> for no limit.</param>
    /// <param name="ingress">The rate at which it receives, in bits per second; at least 8. <see langword="null"/> for no limit.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    /// <remarks>
    /// Packets wait for up to 50 ms, and are dropped then. What is sent passes a <see cref="TbfQdisc"/>. What is received takes the way over a link of its
    /// own, named <c>ifb-</c> and the index of the limited link, that has one. End the limit before the link is deleted or moved: the other link stays
    /// behind otherwise.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A rate is less than 8.</exception>
    /// <exception cref="NotSupportedException">
    /// The kernel lacks CONFIG_NET_SCH_TBF; or, to limit what is received, CONFIG_IFB, CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_U32 or CONFIG_NET_ACT_MIRRED.
    /// </exception>
    /// <example>
    /// <code>
    /// link.LimitRate(egress: 10_000_000, ingress: 50_000_000);
    /// </code>
    /// </example>
    public static TLink LimitRate<TLink>(this TLink link, long? egress, long? ingress)
        where TLink : Link
    {
        ArgumentNullException.ThrowIfNull(link);
        TrafficValues.Rate(egress, nameof(egress));
        TrafficValues.Rate(ingress, nameof(ingress));
        EgressShaper.SetRate(link, egress);
        IngressShaper.SetRate(link, ingress);
        return link;
    }

    /// <summary>Ends the limits of <see cref="LimitRate"/>, if there are any.</summary>
    /// <param name="link">The link.</param>
    /// <typeparam name="TLink">The type of the link.</typeparam>
    /// <returns>The same link.</returns>
    public static TLink ClearRateLimit<TLink>(this TLink link)
        where TLink : Link => LimitRate(link, null, null);
}
