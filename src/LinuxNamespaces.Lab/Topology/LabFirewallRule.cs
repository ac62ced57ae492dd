using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>Describes which forwarded packets a router accepts, drops or rejects. What is not set matches everything.</summary>
public sealed record LabFirewallRule
{
    /// <summary>Creates a rule.</summary>
    /// <param name="action">What happens to packets that match.</param>
    public LabFirewallRule(LabFirewallAction action) => Action = action;

    /// <summary>Gets what happens to packets that match.</summary>
    public LabFirewallAction Action { get; }

    /// <summary>Gets the network that packets come from.</summary>
    public IPNetwork? Source { get; init; }

    /// <summary>Gets the network that packets go to.</summary>
    public IPNetwork? Destination { get; init; }

    /// <summary>Gets the name of the interface of the router that packets come in by, such as <c>eth0</c>.</summary>
    public string? InputInterface { get; init; }

    /// <summary>Gets the name of the interface of the router that packets go out by.</summary>
    public string? OutputInterface { get; init; }

    /// <summary>Gets the protocol.</summary>
    public NatProtocol? Protocol { get; init; }

    /// <summary>Gets the destination port; 0 to 65535. It needs <see cref="Protocol"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.GetValueOrDefault(), nameof(Port));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.GetValueOrDefault(), ushort.MaxValue, nameof(Port));
            field = value;
        }
    }

    /// <summary>Gets whether only packets match that open a connection. Defaults to <see langword="false"/>.</summary>
    public bool OnlyNewConnections { get; init; }

    /// <summary>The statements of the rule.</summary>
    /// <exception cref="InvalidOperationException">There is a port without a protocol.</exception>
    internal NftStatement[] ToStatements()
    {
        NftTransportMatch? transport = Protocol switch { NatProtocol.Tcp => NftMatch.Tcp, NatProtocol.Udp => NftMatch.Udp, _ => null };
        if (Port is not null && transport is null)
        {
            throw new InvalidOperationException($"A firewall rule for port {Port} needs a protocol.");
        }

        return
        [
            .. Source is { } source ? [NftMatch.Source(source)] : Array.Empty<NftStatement>(),
            .. Destination is { } destination ? [NftMatch.Destination(destination)] : Array.Empty<NftStatement>(),
            .. InputInterface is { } input ? [NftMatch.InputInterface(input)] : Array.Empty<NftStatement>(),
            .. OutputInterface is { } output ? [NftMatch.OutputInterface(output)] : Array.Empty<NftStatement>(),
            .. transport is null ? Array.Empty<NftStatement>() : [Port is { } port ? transport.DestinationPort(port) : transport.Any],
            .. OnlyNewConnections ? [NftMatch.State(ConntrackStates.New)] : Array.Empty<NftStatement>(),
            Action switch { LabFirewallAction.Drop => NftAction.Drop, LabFirewallAction.Reject => NftAction.Reject(), _ => NftAction.Accept },
        ];
    }
}
