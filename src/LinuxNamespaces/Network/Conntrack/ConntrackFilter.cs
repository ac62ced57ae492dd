using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Selects tracked connections. A property that is <see langword="null"/> selects all.</summary>
public sealed record ConntrackFilter
{
    internal static ConntrackFilter None { get; } = new();

    /// <summary>Gets the family of the addresses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family is neither IPv4 nor IPv6.</exception>
    public AddressFamily? Family
    {
        get;
        init => field = value is { } family ? Prefix.RequireFamily(family, nameof(Family)) : null;
    }

    /// <summary>Gets the transport protocol, such as 6 for TCP and 17 for UDP.</summary>
    public byte? Protocol { get; init; }

    /// <summary>Gets the prefix that the source of the first packet has.</summary>
    public IPNetwork? Source { get; init; }

    /// <summary>Gets the prefix that the destination of the first packet had as it came.</summary>
    public IPNetwork? Destination { get; init; }

    /// <summary>Gets the source port of the first packet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 0 to 65535.</exception>
    public int? SourcePort
    {
        get;
        init => field = RequirePort(value, nameof(SourcePort));
    }

    /// <summary>Gets the destination port that the first packet had as it came.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 0 to 65535.</exception>
    public int? DestinationPort
    {
        get;
        init => field = RequirePort(value, nameof(DestinationPort));
    }

    /// <summary>Gets the source address of the replies: the address that the destination was translated to.</summary>
    public IPNetwork? ReplySource { get; init; }

    /// <summary>Gets the destination address of the replies: the address that the source was translated to.</summary>
    public IPNetwork? ReplyDestination { get; init; }

    /// <summary>Gets the mark of the connection.</summary>
    public uint? Mark { get; init; }

    internal bool Matches(ConntrackEntry entry) =>
        (Family is null || Family == entry.Family)
        && (Protocol is null || Protocol == entry.Protocol)
        && Contains(Source, entry.Original.Source)
        && Contains(Destination, entry.Original.Destination)
        && (SourcePort is null || SourcePort == entry.Original.SourcePort)
        && (DestinationPort is null || DestinationPort == entry.Original.DestinationPort)
        && Contains(ReplySource, entry.Reply.Source)
        && Contains(ReplyDestination, entry.Reply.Destination)
        && (Mark is null || Mark == entry.Mark);

    private static bool Contains(IPNetwork? network, IPAddress address) => network is not { } prefix || prefix.Contains(address);

    private static int? RequirePort(int? value, string parameter) =>
        value is null or (>= 0 and <= ushort.MaxValue) ? value : throw new ArgumentOutOfRangeException(parameter, value, "A port is 0 to 65535.");
}
