using System.Globalization;
using System.Net.Sockets;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>The commands that give a container of a lab what the lab gives a namespace.</summary>
internal static class ExportCommands
{
    internal const string Bridge = "switch";

    /// <summary>The commands of a host or a router: settings, interfaces, and routes.</summary>
    /// <param name="host">The host.</param>
    /// <param name="name">The names of its interfaces.</param>
    /// <param name="routes">Its routes.</param>
    /// <param name="hasAddress">Whether something else gives a port this address.</param>
    internal static IEnumerable<string> Of(LabHost host, Func<LabPort, string> name, IEnumerable<PlannedRoute> routes, Func<LabPort, InterfaceAddress, bool> hasAddress)
    {
        if (host is LabRouter)
        {
            yield return "sysctl -w net.ipv4.ip_forward=1";
            if (host.Addresses.Any(address => address.AddressFamily == AddressFamily.InterNetworkV6))
            {
                yield return "sysctl -w net.ipv6.conf.all.forwarding=1";
            }
        }

        foreach (LabPort port in host.Ports)
        {
            string quoted = Quote(name(port));
            yield return SetUp(port, quoted);
            foreach (InterfaceAddress address in port.Addresses.Where(address => !hasAddress(port, address)))
            {
                string noDuplicates = address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? " nodad" : string.Empty;
                yield return $"ip address add {Text(address)} dev {quoted}{noDuplicates}";
            }
        }

        foreach (PlannedRoute route in routes)
        {
            string family = route.Gateway.AddressFamily == AddressFamily.InterNetworkV6 ? "-6 " : string.Empty;
            yield return $"ip {family}route add {(route.Destination.PrefixLength == 0 ? "default" : route.Destination)} via {route.Gateway}";
        }
    }

    /// <summary>The commands of a switch: a bridge of all its ports.</summary>
    internal static IEnumerable<string> Of(LabSwitch item, Func<LabPort, string> name)
    {
        yield return $"ip link add {Bridge} type bridge";
        yield return $"ip link set dev {Bridge} up";
        foreach (LabPort port in item.Ports)
        {
            string quoted = Quote(name(port));
            yield return $"ip link set dev {quoted} master {Bridge}";
            yield return SetUp(port, quoted);
        }
    }

    internal static string Text(InterfaceAddress address) => string.Create(CultureInfo.InvariantCulture, $"{address.Address}/{address.PrefixLength}");

    /// <summary>Quotes a word for the shell.</summary>
    internal static string Quote(string word) =>
        word.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '=') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string SetUp(LabPort port, string name) => port.Link.Options.Mtu == LabLinkOptions.Default.Mtu
        ? $"ip link set dev {name} up"
        : string.Create(CultureInfo.InvariantCulture, $"ip link set dev {name} mtu {port.Link.Options.Mtu} up");
}
