using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Cni.Plugins;

/// <summary>A port of the host that leads to a port of the container.</summary>
internal sealed record PortMapping
{
    private const int MaxPort = 65535;

    public int HostPort { get; init; }

    public int ContainerPort { get; init; }

    public string? Protocol { get; init; }

    public string? HostIP { get; init; }

    /// <summary>Gets how many ports in a row lead to the same ports of the container; more than one only if both begin with the same.</summary>
    internal int Count { get; init; } = 1;

    internal bool IsUdp => "udp".Equals(Protocol, StringComparison.OrdinalIgnoreCase);

    internal NftTransportMatch Transport => Protocol?.ToUpperInvariant() switch
    {
        "TCP" => NftMatch.Tcp,
        "UDP" => NftMatch.Udp,
        "SCTP" => NftMatch.Sctp,
        _ => throw new CniException(CniErrorCode.UnsupportedField, $"The 'protocol' of a port mapping must be tcp, udp or sctp, not {JsonText.Quote(Protocol ?? "")}."),
    };

    /// <summary>Gets the address of the host; null for all.</summary>
    internal IPAddress? HostAddress => string.IsNullOrEmpty(HostIP) ? null
        : CniPrefix.TryParseAddress(HostIP) ?? throw PluginErrors.Invalid($"The 'hostIP' of a port mapping is not an IP address: {JsonText.Quote(HostIP)}.");

    /// <summary>Whether a port of the host is one of the mapping.</summary>
    internal bool Publishes(int port) => port >= HostPort && port < HostPort + Count;

    /// <exception cref="CniException">The mapping is invalid.</exception>
    internal void Validate()
    {
        _ = Transport;
        _ = HostAddress;
        RequirePort(HostPort, "hostPort");
        RequirePort(ContainerPort, "containerPort");
    }

    /// <summary>Whether the mapping is for a family: that of the address of the host.</summary>
    internal bool IsFor(AddressFamily family) => HostAddress is not { } host || host.AddressFamily == family;

    private static void RequirePort(int port, string name)
    {
        if (port is < 1 or > MaxPort)
        {
            throw PluginErrors.Invalid($"The '{name}' of a port mapping must be 1 to {MaxPort}, not {port}.");
        }
    }
}
