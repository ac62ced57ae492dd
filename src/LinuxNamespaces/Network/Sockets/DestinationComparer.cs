using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace LinuxNamespaces.Network;

/// <summary>Orders destinations, the best one first; RFC 6724, section 6.</summary>
/// <remarks>
/// Rules 3, 4 and 7 are left out: deprecated source addresses, home addresses and tunnels cannot be seen by a socket. Equal destinations
/// stay in their order, as rule 10 wants it, when the sort is stable.
/// </remarks>
internal sealed class DestinationComparer : IComparer<Destination>
{
    private const int LinkLocal = 2;
    private const int SiteLocal = 5;
    private const int Global = 14;

    // The policy table of section 2.1. IPv4 is the line of ::ffff:0:0/96, which IPNetwork does not take for a network of IPv6.
    private static readonly (int Precedence, int Label) s_v4 = (35, 4);

    private static readonly (IPNetwork Prefix, int Precedence, int Label)[] s_policy =
    [
        (IPNetwork.Parse("::1/128"), 50, 0),
        (IPNetwork.Parse("::/96"), 1, 3),
        (IPNetwork.Parse("2001::/32"), 5, 5),
        (IPNetwork.Parse("2002::/16"), 30, 2),
        (IPNetwork.Parse("3ffe::/16"), 1, 12),
        (IPNetwork.Parse("fec0::/10"), 1, 11),
        (IPNetwork.Parse("fc00::/7"), 3, 13),
        (IPNetwork.Parse("::/0"), 40, 1),
    ];

    internal static DestinationComparer Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(Destination? x, Destination? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Source is null || y.Source is null)
        {
            // Rule 1: avoid unusable destinations. Without a route there is only the precedence to compare.
            int usable = (x.Source is null).CompareTo(y.Source is null);
            return usable != 0 ? usable : PolicyOf(y.Address).Precedence.CompareTo(PolicyOf(x.Address).Precedence);
        }

        (int precedenceX, int labelX) = PolicyOf(x.Address);
        (int precedenceY, int labelY) = PolicyOf(y.Address);
        int order = (ScopeOf(y.Address) == ScopeOf(y.Source)).CompareTo(ScopeOf(x.Address) == ScopeOf(x.Source)); // rule 2: matching scope
        order = order != 0 ? order : (labelY == PolicyOf(y.Source).Label).CompareTo(labelX == PolicyOf(x.Source).Label); // rule 5: matching label
        order = order != 0 ? order : precedenceY.CompareTo(precedenceX); // rule 6: higher precedence
        order = order != 0 ? order : ScopeOf(x.Address).CompareTo(ScopeOf(y.Address)); // rule 8: smaller scope
        return order != 0 || x.Address.AddressFamily != y.Address.AddressFamily || x.Address.AddressFamily != AddressFamily.InterNetworkV6
            ? order
            : CommonPrefix(y).CompareTo(CommonPrefix(x)); // rule 9: longest matching prefix, which makes no sense for IPv4
    }

    private static (int Precedence, int Label) PolicyOf(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6)
        {
            return s_v4;
        }

        IPAddress unscoped = new(address.GetAddressBytes());
        (_, int precedence, int label) = s_policy.First(entry => entry.Prefix.Contains(unscoped));
        return (precedence, label);
    }

    // Section 3.1, and for IPv4 section 3.2.
    private static int ScopeOf(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6
            ? bytes[^4] == 127 || (bytes[^4] == 169 && bytes[^3] == 254) ? LinkLocal : Global
            : address.IsIPv6Multicast ? bytes[1] & 0xf
            : address.IsIPv6LinkLocal || address.Equals(IPAddress.IPv6Loopback) ? LinkLocal
            : address.IsIPv6SiteLocal ? SiteLocal
            : Global;
    }

    // Up to the length of a prefix of the source, which is 64 for all but special networks.
    private static int CommonPrefix(Destination destination)
    {
        ulong difference = BinaryPrimitives.ReadUInt64BigEndian(destination.Address.GetAddressBytes())
            ^ BinaryPrimitives.ReadUInt64BigEndian(destination.Source!.GetAddressBytes());
        return BitOperations.LeadingZeroCount(difference);
    }
}
