using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Samples;

/// <summary>A node: its address in the network of the nodes, and the network of its pods.</summary>
internal sealed record Node(IPAddress Address, IPNetwork Pods)
{
    internal static Node Parse(string text) => text.Split('=') is [var address, var pods] && IPAddress.TryParse(address, out IPAddress? parsed)
        ? new Node(parsed, ParseNetwork(pods))
        : throw new FormatException($"'{text}' is not a node, such as 192.0.2.11=10.244.0.0/24.");

    internal static IPNetwork ParseNetwork(string text) => IPNetwork.TryParse(text, out IPNetwork network) && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork
        ? network
        : throw new FormatException($"'{text}' is not a network of pods, such as 10.244.0.0/16.");
}
