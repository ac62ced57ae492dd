using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the packet that <see cref="RouteCollection.Lookup"/> looks up a route for.</summary>
/// <remarks>See ip-route(8), <c>get</c>.</remarks>
public sealed record RouteLookupOptions
{
    private readonly LinkReference _input;
    private readonly LinkReference _output;

    internal static RouteLookupOptions Default { get; } = new();

    /// <summary>Gets the source address; <see langword="null"/> for none.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>
    /// Gets the index of the link that the packet comes in by; <see langword="null"/> for a packet of this host. Setting it replaces
    /// <see cref="InputLinkName"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? InputLinkIndex
    {
        get => _input.Index;
        init => _input = LinkReference.ByIndex(value, nameof(InputLinkIndex));
    }

    /// <summary>Gets the name of the link that the packet comes in by. Setting it replaces <see cref="InputLinkIndex"/>.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? InputLinkName
    {
        get => _input.Name;
        init => _input = LinkReference.ByName(value, nameof(InputLinkName));
    }

    /// <summary>Gets the index of the link that the packet must leave by; <see langword="null"/> for any. Setting it replaces <see cref="OutputLinkName"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? OutputLinkIndex
    {
        get => _output.Index;
        init => _output = LinkReference.ByIndex(value, nameof(OutputLinkIndex));
    }

    /// <summary>Gets the name of the link that the packet must leave by. Setting it replaces <see cref="OutputLinkIndex"/>.</summary>
    /// <exception cref="ArgumentException">The name is not a valid interface name.</exception>
    public string? OutputLinkName
    {
        get => _output.Name;
        init => _output = LinkReference.ByName(value, nameof(OutputLinkName));
    }

    /// <summary>Gets the firewall mark. Defaults to 0.</summary>
    public uint Mark { get; init; }

    /// <summary>Gets the type of service or traffic class. Defaults to 0.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>Gets the user that sends the packet, by its ID in the caller's user namespace; <see langword="null"/> for the caller.</summary>
    public uint? UserId { get; init; }

    /// <summary>Gets the IP protocol, such as 6 for TCP; <see langword="null"/> for none. The kernel accepts TCP, UDP and ICMP.</summary>
    public byte? IPProtocol { get; init; }

    /// <summary>Gets the source port; <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 65535.</exception>
    public int? SourcePort
    {
        get;
        init => field = RequirePort(value, nameof(SourcePort));
    }

    /// <summary>Gets the destination port; <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 65535.</exception>
    public int? DestinationPort
    {
        get;
        init => field = RequirePort(value, nameof(DestinationPort));
    }

    /// <summary>Gets whether the result is the route of the table that matches, rather than the path of the packet. Defaults to <see langword="false"/>.</summary>
    public bool MatchTable { get; init; }

    private LinkReference Input
    {
        init => _input = value;
    }

    private LinkReference Output
    {
        init => _output = value;
    }

    internal RouteLookupOptions Resolve(RtnetlinkConnection connection) => this with { Input = _input.Resolve(connection), Output = _output.Resolve(connection) };

    private static int? RequirePort(int? value, string parameter)
    {
        if (value is { } port)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(port, 1, parameter);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue, parameter);
        }

        return value;
    }
}
