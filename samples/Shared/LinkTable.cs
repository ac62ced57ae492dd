using System.Net.NetworkInformation;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Samples;

/// <summary>Prints the links of a namespace, much as "ip -brief address" does.</summary>
internal static class LinkTable
{
    public static void Print(string host, NetNamespace netNamespace, Func<Link, bool>? which = null)
    {
        Steps.Title($"Links of {host}, {netNamespace}:");
        foreach (Link link in netNamespace.Links.Where(which ?? (_ => true)))
        {
            LinkInfo info = link.Refresh();
            string state = info.Flags.HasFlag(LinkFlags.Loopback) && link.IsUp ? "UP" : info.OperationalState.ToString().ToUpperInvariant();
            string addresses = string.Join(' ', link.GetAddresses());
            Console.WriteLine($"  {info,-14} {info.Kind ?? "-",-7} {state,-6} mtu {info.Mtu,-6} {Format(info.Address)}  {addresses}".TrimEnd());
        }
    }

    private static string Format(PhysicalAddress? address) =>
        address is null ? string.Empty : string.Join(':', address.GetAddressBytes().Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
}
