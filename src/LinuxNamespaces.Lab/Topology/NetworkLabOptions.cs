using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Specifies a lab.</summary>
public sealed record NetworkLabOptions
{
    internal static NetworkLabOptions Default { get; } = new();

    /// <summary>Gets the IPv4 network that switches and links without networks get theirs from; <see langword="null"/> for none. Defaults to 10.0.0.0/8. A switch gets a network of 256 addresses.</summary>
    /// <exception cref="ArgumentException">The network is not an IPv4 network.</exception>
    public IPNetwork? IPv4Pool { get; init => field = Require(value, AddressFamily.InterNetwork); } = IPNetwork.Parse("10.0.0.0/8");

    /// <summary>
    /// Gets the IPv6 network that switches and links without networks get theirs from; <see langword="null"/> (the default) for none. A switch gets a network with a prefix of
    /// 64 bits.
    /// </summary>
    /// <exception cref="ArgumentException">The network is not an IPv6 network.</exception>
    public IPNetwork? IPv6Pool { get; init => field = Require(value, AddressFamily.InterNetworkV6); }

    /// <summary>Gets the name servers in the file <c>/etc/resolv.conf</c> of processes. Names of the lab do not need one. Defaults to none.</summary>
    public IReadOnlyList<IPAddress> NameServers { get; init => field = [.. value]; } = [];

    /// <summary>
    /// Gets the seed of all links whose conditions have none, which is mixed with the number of the link; <see langword="null"/> (the default) for none. With a seed, links with conditions use the
    /// managed wire unless <see cref="LabLinkOptions.Wire"/> says otherwise.
    /// </summary>
    public ulong? Seed { get; init; }

    /// <summary>
    /// Gets the number of this lab among those that remote links connect; 0 to 255, or <see langword="null"/> (the default) for a lab without remote links. Link-layer addresses depend on it.
    /// See <see cref="NetworkLab.ConnectRemote"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Machine
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.GetValueOrDefault(), nameof(Machine));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.GetValueOrDefault(), byte.MaxValue, nameof(Machine));
            field = value;
        }
    }

    /// <summary>Gets how the last frames of each link are kept in memory (<see cref="NetworkLab.Capture"/>); <see langword="null"/> (the default) for no capture.</summary>
    public LabCaptureOptions? Capture { get; init; }

    /// <summary>Gets how long <see cref="NetworkLab.StartAsync"/> waits until all links carry packets. Defaults to 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan StartTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the clock of the event log and of the managed wires. Defaults to that of the system.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    private static IPNetwork? Require(IPNetwork? network, AddressFamily family) =>
        network is null || network.Value.BaseAddress.AddressFamily == family
            ? network
            : throw new ArgumentException($"The network {network} is of another family.", nameof(network));
}
