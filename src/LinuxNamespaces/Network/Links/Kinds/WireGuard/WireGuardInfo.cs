using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Describes the configuration of a WireGuard link at one moment.</summary>
public sealed class WireGuardInfo
{
    private readonly List<WireGuardPeerInfo> _peers = [];

    internal WireGuardInfo()
    {
    }

    /// <summary>Gets the private key; <see langword="null"/> if there is none.</summary>
    public WireGuardKey? PrivateKey { get; internal set; }

    /// <summary>Gets the public key, which the kernel derives; <see langword="null"/> without a private key.</summary>
    public WireGuardKey? PublicKey { get; internal set; }

    /// <summary>Gets the UDP port; <see langword="null"/> if the kernel will choose one when the link is set up.</summary>
    public int? ListenPort { get; internal set; }

    /// <summary>Gets the mark of the encrypted packets; <see langword="null"/> for none.</summary>
    public uint? FirewallMark { get; internal set; }

    /// <summary>Gets the peers.</summary>
    public IReadOnlyList<WireGuardPeerInfo> Peers => _peers;

    internal List<WireGuardPeerInfo> PeerList => _peers;
}

/// <summary>Describes a peer of a WireGuard link at one moment.</summary>
public sealed class WireGuardPeerInfo
{
    private readonly List<IPNetwork> _allowedIPs = [];

    internal WireGuardPeerInfo(WireGuardKey publicKey) => PublicKey = publicKey;

    /// <summary>Gets the public key of the peer.</summary>
    public WireGuardKey PublicKey { get; }

    /// <summary>Gets the preshared key; <see langword="null"/> if there is none.</summary>
    public WireGuardKey? PresharedKey { get; internal set; }

    /// <summary>Gets the address and port of the peer; <see langword="null"/> if they are not known yet.</summary>
    public IPEndPoint? Endpoint { get; internal set; }

    /// <summary>Gets the time between two packets that keep the path open; <see langword="null"/> for none.</summary>
    public TimeSpan? PersistentKeepalive { get; internal set; }

    /// <summary>Gets the time of the last handshake; <see langword="null"/> if there was none.</summary>
    public DateTimeOffset? LastHandshake { get; internal set; }

    /// <summary>Gets the number of bytes received from the peer.</summary>
    public ulong ReceivedBytes { get; internal set; }

    /// <summary>Gets the number of bytes sent to the peer.</summary>
    public ulong SentBytes { get; internal set; }

    /// <summary>Gets the networks whose packets go to the peer and come from it.</summary>
    public IReadOnlyList<IPNetwork> AllowedIPs => _allowedIPs;

    /// <summary>Gets the version of the protocol.</summary>
    public int ProtocolVersion { get; internal set; }

    internal List<IPNetwork> AllowedIPList => _allowedIPs;

    /// <summary>Returns the public key in Base64.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PublicKey.ToBase64();
}
