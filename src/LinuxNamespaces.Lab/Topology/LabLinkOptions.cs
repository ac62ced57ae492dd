using System.Net;

namespace LinuxNamespaces.Lab;

/// <summary>Specifies a link of a lab.</summary>
public sealed record LabLinkOptions
{
    internal const int MinMtu = 68;

    internal static LabLinkOptions Default { get; } = new();

    /// <summary>Gets the name of the link, which is unique in the lab. Defaults to the names of both nodes, as in <c>web-lan</c>.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? Name
    {
        get;
        init => field = value is "" ? throw new ArgumentException("The name of a link cannot be empty.", nameof(value)) : value;
    }

    /// <summary>Gets the name of the interface at the first node: 1 to 15 bytes. Defaults to <c>eth</c> with the next number.</summary>
    public string? FirstInterface { get; init; }

    /// <summary>Gets the name of the interface at the second node: 1 to 15 bytes. Defaults to <c>eth</c> with the next number.</summary>
    public string? SecondInterface { get; init; }

    /// <summary>Gets the addresses of the first node on the link. Each is in a network of the link. Networks without an address here assign one.</summary>
    public IReadOnlyList<IPAddress> FirstAddresses { get; init => field = [.. value]; } = [];

    /// <summary>Gets the addresses of the second node on the link. Each is in a network of the link. Networks without an address here assign one.</summary>
    public IReadOnlyList<IPAddress> SecondAddresses { get; init => field = [.. value]; } = [];

    /// <summary>Gets the networks of a link between two hosts or routers. Defaults to networks of two addresses from <see cref="NetworkLabOptions"/>. A link to a switch has those of the switch.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init => field = [.. value]; } = [];

    /// <summary>Gets what a route over the link costs; 1 (the default) or more. Routes take the way with the lowest sum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Cost
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>Gets the size of the largest packet on the link, in bytes; 68 to 65535, and at least 1280 for IPv6. Defaults to 1500.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Mtu
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, MinMtu);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65535);
            field = value;
        }
    } = 1500;

    /// <summary>Gets what applies the conditions of the link. Defaults to <see cref="LabWireKind.Auto"/>.</summary>
    public LabWireKind Wire { get; init; }
}
