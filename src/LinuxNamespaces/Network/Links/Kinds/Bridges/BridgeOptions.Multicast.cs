namespace LinuxNamespaces.Network;

/// <content>Multicast, which needs a kernel with CONFIG_BRIDGE_IGMP_SNOOPING.</content>
public sealed partial record BridgeOptions
{
    /// <summary>Gets whether multicast is forwarded only to ports that have asked for it. Defaults to <see langword="true"/>.</summary>
    public bool? MulticastSnooping { get; init; }

    /// <summary>
    /// Gets whether the bridge itself counts as a multicast router. Defaults to <see cref="BridgeMulticastRouter.Learned"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined, or <see cref="BridgeMulticastRouter.Temporary"/>.</exception>
    public BridgeMulticastRouter? MulticastRouter
    {
        get;
        init => field = value is null or >= BridgeMulticastRouter.Disabled and <= BridgeMulticastRouter.Permanent
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MulticastRouter), value, "A bridge cannot have this value.");
    }

    /// <summary>Gets whether the bridge sends multicast queries. Defaults to <see langword="false"/>.</summary>
    public bool? MulticastQuerier { get; init; }

    /// <summary>Gets whether these queries have the IP address of the bridge as their source, instead of 0.0.0.0. Defaults to <see langword="false"/>.</summary>
    public bool? MulticastQueryUsesAddress { get; init; }

    /// <summary>Gets the largest number of entries in the multicast database; at least 1. Defaults to 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MulticastMaxEntries
    {
        get;
        init => field = RequirePositive(value, nameof(MulticastMaxEntries));
    }

    /// <summary>Gets the number of queries after the last member of a group has left; from 0. Defaults to 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MulticastLastMemberCount
    {
        get;
        init => field = RequireNotNegative(value, nameof(MulticastLastMemberCount));
    }

    /// <summary>Gets the number of queries when the bridge starts to send them; from 0. Defaults to 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MulticastStartupQueryCount
    {
        get;
        init => field = RequireNotNegative(value, nameof(MulticastStartupQueryCount));
    }

    /// <summary>Gets the time between the queries after the last member of a group has left, in steps of 10 ms. Defaults to 1 second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 10 ms.</exception>
    public TimeSpan? MulticastLastMemberInterval
    {
        get;
        init => field = ClockTicks.Require(value, nameof(MulticastLastMemberInterval));
    }

    /// <summary>Gets how long a port stays a member of a group without a report, in steps of 10 ms. Defaults to 260 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 10 ms.</exception>
    public TimeSpan? MulticastMembershipInterval
    {
        get;
        init => field = ClockTicks.Require(value, nameof(MulticastMembershipInterval));
    }

    /// <summary>Gets how long the bridge waits for the queries of another querier before it sends its own, in steps of 10 ms. Defaults to 255 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 10 ms.</exception>
    public TimeSpan? MulticastQuerierInterval
    {
        get;
        init => field = ClockTicks.Require(value, nameof(MulticastQuerierInterval));
    }

    /// <summary>Gets the time between queries, in steps of 10 ms; 1 second to 24 hours, as the kernel would change any other value. Defaults to 125 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range, or not a multiple of 10 ms.</exception>
    public TimeSpan? MulticastQueryInterval
    {
        get;
        init => field = ClockTicks.Require(value, nameof(MulticastQueryInterval), 1, SecondsPerDay);
    }

    /// <summary>Gets the longest time that a host may take to answer a query, in steps of 10 ms. Defaults to 10 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 10 ms.</exception>
    public TimeSpan? MulticastQueryResponseInterval
    {
        get;
        init => field = ClockTicks.Require(value, nameof(MulticastQueryResponseInterval));
    }

    /// <summary>
    /// Gets the time between the first queries, in steps of 10 ms; 1 second to 24 hours, as the kernel would change any other value. Defaults to
    /// 31.25 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range, or not a multiple of 10 ms.</exception>
    public TimeSpan? MulticastStartupQueryInterval
    {
        get;
        init => field = ClockTicks.Require(value, nameof(MulticastStartupQueryInterval), 1, SecondsPerDay);
    }

    /// <summary>Gets whether the bridge counts the packets of IGMP and MLD. Defaults to <see langword="false"/>.</summary>
    public bool? MulticastStatistics { get; init; }

    /// <summary>Gets the version of IGMP; 2 or 3. Defaults to 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? IgmpVersion
    {
        get;
        init => field = NumberRange.Require(value, 2, 3, nameof(IgmpVersion));
    }

    /// <summary>Gets the version of MLD; 1 or 2. Defaults to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? MldVersion
    {
        get;
        init => field = NumberRange.Require(value, 1, 2, nameof(MldVersion));
    }

    /// <summary>Gets whether the kernel reports multicast entries that a switch could not take over. Defaults to <see langword="false"/>. Kernel 6.16.</summary>
    public bool? MulticastOffloadFailureNotification { get; init; }

    // BR_MULTICAST_QUERY_INTVL_MAX of the kernel.
    private const int SecondsPerDay = 86_400;
}
