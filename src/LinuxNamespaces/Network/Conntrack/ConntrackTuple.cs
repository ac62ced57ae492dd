using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>The addresses and ports of one direction of a connection.</summary>
public sealed record ConntrackTuple
{
    internal ConntrackTuple(IPAddress source, IPAddress destination, byte protocol, int? sourcePort, int? destinationPort)
    {
        Source = source;
        Destination = destination;
        Protocol = protocol;
        SourcePort = sourcePort;
        DestinationPort = destinationPort;
    }

    /// <summary>Gets the source address.</summary>
    public IPAddress Source { get; }

    /// <summary>Gets the destination address.</summary>
    public IPAddress Destination { get; }

    /// <summary>Gets the transport protocol, such as 6 for TCP and 17 for UDP.</summary>
    public byte Protocol { get; }

    /// <summary>Gets the source port; <see langword="null"/> for a protocol without ports.</summary>
    public int? SourcePort { get; }

    /// <summary>Gets the destination port; <see langword="null"/> for a protocol without ports.</summary>
    public int? DestinationPort { get; }

    /// <summary>Returns the direction as in <c>10.0.0.2:40000 -> 192.0.2.1:80</c>.</summary>
    public override string ToString() => $"{Text(Source, SourcePort)} -> {Text(Destination, DestinationPort)}";

    private static string Text(IPAddress address, int? port) =>
        port is null ? address.ToString()
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? string.Create(CultureInfo.InvariantCulture, $"[{address}]:{port}")
        : string.Create(CultureInfo.InvariantCulture, $"{address}:{port}");
}
