using System.Text.Json;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Oracles;

/// <summary>The addresses of a namespace, as the library and as ip-address(8) see them.</summary>
internal static class AddressOracle
{
    // The names of ip-address(8) with the values of linux/if_addr.h.
    private static readonly (string Name, int Value)[] s_flags =
    [
        ("secondary", 0x1), ("temporary", 0x1), ("nodad", 0x2), ("optimistic", 0x4), ("dadfailed", 0x8), ("home", 0x10), ("deprecated", 0x20),
        ("tentative", 0x40), ("mngtmpaddr", 0x100), ("noprefixroute", 0x200), ("autojoin", 0x400), ("stable-privacy", 0x800),
    ];

    internal static void ShouldAgree(NetNamespace netNamespace) =>
        Facts.ShouldAgree(
            () => netNamespace.Links.SelectMany(link => link.GetAddresses()).Select(Of),
            () => All(netNamespace).Select(Read));

    /// <summary>What ip-address(8) says of an address.</summary>
    internal static JsonElement Find(NetNamespace netNamespace, string address) => All(netNamespace).Single(item => item.Text("local") == address);

    private static IEnumerable<JsonElement> All(NetNamespace netNamespace) =>
        Tool.Json(netNamespace, "ip", "-N", "-d", "-j", "addr").OrderBy(link => link.Number("ifindex")).SelectMany(link => link.GetProperty("addr_info").EnumerateArray());

    private static Facts Of(InterfaceAddress address)
    {
        Facts facts = Facts.Of(address);
        // Only newer versions of ip-address(8) know it.
        facts.Remove(nameof(InterfaceAddress.Protocol));
        // It does not print these.
        facts.Remove(nameof(InterfaceAddress.Created));
        facts.Remove(nameof(InterfaceAddress.Changed));
        facts.Set(nameof(InterfaceAddress.ValidLifetime), InMinutes(address.ValidLifetime));
        facts.Set(nameof(InterfaceAddress.PreferredLifetime), InMinutes(address.PreferredLifetime));
        return facts;
    }

    private static Facts Read(JsonElement address)
    {
        AddressFlags permanent = address.Flag("dynamic") ? AddressFlags.None : AddressFlags.Permanent;
        AddressFlags flags = (AddressFlags)s_flags.Where(flag => address.Flag(flag.Name)).Sum(flag => flag.Value) | permanent;
        Facts facts = [];
        facts.Set(nameof(InterfaceAddress.Address), address.Text("local"));
        facts.Set(nameof(InterfaceAddress.PrefixLength), address.Number("prefixlen"));
        facts.Set(nameof(InterfaceAddress.Peer), address.Text("address"));
        facts.Set(nameof(InterfaceAddress.Broadcast), address.Text("broadcast"));
        facts.Set(nameof(InterfaceAddress.Label), address.Text("label"));
        facts.Set(nameof(InterfaceAddress.Flags), flags);
        facts.Set(nameof(InterfaceAddress.Scope), (AddressScope)address.Number("scope")!.Value);
        facts.Set(nameof(InterfaceAddress.ValidLifetime), Lifetime(address.Number("valid_life_time")));
        facts.Set(nameof(InterfaceAddress.PreferredLifetime), Lifetime(address.Number("preferred_life_time")));
        facts.Set(nameof(InterfaceAddress.RouteMetric), address.Number("metric"));
        facts.Set(nameof(InterfaceAddress.IsTentative), address.Flag("tentative") && !address.Flag("optimistic"));
        return facts;
    }

    private static TimeSpan? Lifetime(long? seconds) => seconds is { } value and not uint.MaxValue ? InMinutes(TimeSpan.FromSeconds(value)) : null;

    // On a slow machine more than a second goes by between any two looks.
    private static TimeSpan? InMinutes(TimeSpan? lifetime) => lifetime is { } value ? TimeSpan.FromMinutes(Math.Floor(value.TotalMinutes)) : null;
}
