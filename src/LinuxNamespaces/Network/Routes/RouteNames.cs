using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>The names that iproute2 has for numbers, as its own files under /etc/iproute2 give them.</summary>
internal static class RouteNames
{
    private static readonly (int Number, string Name)[] s_tables =
        [(Linux.RT_TABLE_DEFAULT, "default"), (Linux.RT_TABLE_MAIN, "main"), (Linux.RT_TABLE_LOCAL, "local")];

    private static readonly (int Number, string Name)[] s_protocols =
    [
        (Linux.RTPROT_UNSPEC, "unspec"), (Linux.RTPROT_REDIRECT, "redirect"), (Linux.RTPROT_KERNEL, "kernel"), (Linux.RTPROT_BOOT, "boot"),
        (Linux.RTPROT_STATIC, "static"), (Linux.RTPROT_GATED, "gated"), (Linux.RTPROT_RA, "ra"), (Linux.RTPROT_MRT, "mrt"), (Linux.RTPROT_ZEBRA, "zebra"),
        (Linux.RTPROT_BIRD, "bird"), (Linux.RTPROT_DNROUTED, "dnrouted"), (Linux.RTPROT_XORP, "xorp"), (Linux.RTPROT_NTK, "ntk"), (Linux.RTPROT_DHCP, "dhcp"),
        (Linux.RTPROT_KEEPALIVED, "keepalived"), (Linux.RTPROT_BABEL, "babel"), (Linux.RTPROT_BGP, "bgp"), (Linux.RTPROT_ISIS, "isis"), (Linux.RTPROT_OSPF, "ospf"),
        (Linux.RTPROT_RIP, "rip"), (Linux.RTPROT_EIGRP, "eigrp"),
    ];

    private static readonly (int Number, string Name)[] s_scopes =
    [
        (Linux.RT_SCOPE_UNIVERSE, "global"), (Linux.RT_SCOPE_SITE, "site"), (Linux.RT_SCOPE_LINK, "link"), (Linux.RT_SCOPE_HOST, "host"), (Linux.RT_SCOPE_NOWHERE, "nowhere"),
    ];

    private static readonly (int Number, string Name)[] s_types =
    [
        (Linux.RTN_UNICAST, "unicast"), (Linux.RTN_LOCAL, "local"), (Linux.RTN_BROADCAST, "broadcast"), (Linux.RTN_ANYCAST, "anycast"), (Linux.RTN_MULTICAST, "multicast"),
        (Linux.RTN_BLACKHOLE, "blackhole"), (Linux.RTN_UNREACHABLE, "unreachable"), (Linux.RTN_PROHIBIT, "prohibit"), (Linux.RTN_THROW, "throw"),
    ];

    private static readonly (int Number, string Name)[] s_preferences = [((int)RoutePreference.Low, "low"), ((int)RoutePreference.Medium, "medium"), ((int)RoutePreference.High, "high")];

    internal static string OfTable(long table) => Of(s_tables, table);

    internal static string Of(RouteProtocol protocol) => Of(s_protocols, (int)protocol);

    internal static string Of(RouteScope scope) => Of(s_scopes, (int)scope);

    internal static string Of(RouteType type) => Of(s_types, (int)type);

    internal static string Of(RoutePreference preference) => Of(s_preferences, (int)preference);

    internal static long? TableOf(string word) => NumberOf(s_tables, word, uint.MaxValue) is > 0 and var table ? table : null;

    internal static RouteProtocol? ProtocolOf(string word) => (RouteProtocol?)NumberOf(s_protocols, word, byte.MaxValue);

    internal static RouteScope? ScopeOf(string word) => (RouteScope?)NumberOf(s_scopes, word, byte.MaxValue);

    internal static RouteType? TypeOf(string word) => (RouteType?)Find(s_types, word);

    internal static RoutePreference? PreferenceOf(string word) => (RoutePreference?)Find(s_preferences, word);

    private static string Of((int Number, string Name)[] names, long number)
    {
        foreach ((int known, string name) in names)
        {
            if (known == number)
            {
                return name;
            }
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static long? NumberOf((int Number, string Name)[] names, string word, uint most) =>
        Find(names, word) is { } known ? known : uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number <= most ? number : null;

    private static int? Find((int Number, string Name)[] names, string word)
    {
        foreach ((int number, string name) in names)
        {
            if (name == word)
            {
                return number;
            }
        }

        return null;
    }
}
