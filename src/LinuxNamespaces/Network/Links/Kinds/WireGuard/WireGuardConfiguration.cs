using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the configuration of a WireGuard link, or changes of it. A property that is <see langword="null"/> stays as it is.</summary>
/// <remarks>See wg(8).</remarks>
public sealed record WireGuardConfiguration
{
    /// <summary>Gets the private key.</summary>
    public WireGuardKey? PrivateKey { get; init; }

    /// <summary>Gets whether the link loses its private key.</summary>
    public bool RemovePrivateKey { get; init; }

    /// <summary>Gets the UDP port; the kernel chooses one if it is 0.</summary>
    public ushort? ListenPort { get; init; }

    /// <summary>Gets the mark of the encrypted packets, for routing rules; 0 for none.</summary>
    public uint? FirewallMark { get; init; }

    /// <summary>Gets whether <see cref="Peers"/> replace all peers of the link. Defaults to <see langword="false"/>.</summary>
    public bool ReplacePeers { get; init; }

    /// <summary>Gets the peers to add, to change or to remove. Defaults to none.</summary>
    public IReadOnlyList<WireGuardPeer> Peers { get; init; } = [];

    internal void RequireValid()
    {
        if (RemovePrivateKey && PrivateKey is not null)
        {
            throw new ArgumentException("A private key cannot be set and removed at once.");
        }

        if (PrivateKey is { IsZero: true })
        {
            throw new ArgumentException($"A private key cannot be zero. Set {nameof(RemovePrivateKey)} to remove it.");
        }

        foreach (WireGuardPeer peer in Peers)
        {
            ArgumentNullException.ThrowIfNull(peer, nameof(Peers));
            peer.RequireValid();
        }
    }
}

/// <summary>Specifies a peer of a WireGuard link, or changes of it. A property that is <see langword="null"/> stays as it is.</summary>
public sealed record WireGuardPeer
{
    private const int MaxKeepalive = ushort.MaxValue;

    /// <summary>Creates the specification.</summary>
    /// <param name="publicKey">The public key of the peer.</param>
    public WireGuardPeer(WireGuardKey publicKey)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        PublicKey = publicKey;
    }

    /// <summary>Gets the public key of the peer.</summary>
    public WireGuardKey PublicKey { get; }

    /// <summary>Gets the preshared key.</summary>
    public WireGuardKey? PresharedKey { get; init; }

    /// <summary>Gets whether the peer loses its preshared key.</summary>
    public bool RemovePresharedKey { get; init; }

    /// <summary>Gets the address and port of the peer.</summary>
    public IPEndPoint? Endpoint { get; init; }

    /// <summary>Gets the time between two packets that keep the path open, in steps of 1 s, at most 65535 s; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a multiple of 1 s.</exception>
    public TimeSpan? PersistentKeepalive { get; init => field = TimeUnits.Require(value, nameof(PersistentKeepalive), TimeSpan.TicksPerSecond, 0, MaxKeepalive); }

    /// <summary>Gets the networks whose packets go to the peer and come from it. They are taken from other peers that have them. Defaults to none.</summary>
    public IReadOnlyList<IPNetwork> AllowedIPs { get; init; } = [];

    /// <summary>Gets whether <see cref="AllowedIPs"/> replace all that the peer has. Defaults to <see langword="false"/>.</summary>
    public bool ReplaceAllowedIPs { get; init; }

    /// <summary>Gets whether the peer is removed. Defaults to <see langword="false"/>.</summary>
    public bool Remove { get; init; }

    /// <summary>Gets whether a peer that the link does not have is ignored instead of added. Defaults to <see langword="false"/>.</summary>
    public bool UpdateOnly { get; init; }

    /// <summary>Returns the public key in Base64.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PublicKey.ToBase64();

    internal void RequireValid()
    {
        if (RemovePresharedKey && PresharedKey is not null)
        {
            throw new ArgumentException($"The preshared key of peer {this} cannot be set and removed at once.");
        }

        if (PresharedKey is { IsZero: true })
        {
            throw new ArgumentException($"The preshared key of peer {this} cannot be zero. Set {nameof(RemovePresharedKey)} to remove it.");
        }

        if (Remove && (PresharedKey is not null || RemovePresharedKey || Endpoint is not null || PersistentKeepalive is not null || AllowedIPs.Count > 0 || ReplaceAllowedIPs))
        {
            throw new ArgumentException($"Peer {this} is to be removed, so it cannot have settings.");
        }

        if (Endpoint is { Port: 0 })
        {
            throw new ArgumentException($"The endpoint of peer {this} has the port 0.");
        }
    }
}
