using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>Addresses with a zone, which is a link of a namespace; RFC 4007, section 11.</summary>
/// <remarks><see cref="IPAddress"/> looks the zone up in the namespace of the process, where the same name is another link or none.</remarks>
internal static class ZonedAddress
{
    /// <summary>Reads an address, with or without a zone.</summary>
    /// <param name="netNamespace">The namespace of the zone.</param>
    /// <param name="text">The address, with or without brackets.</param>
    /// <returns>The address, or <c>null</c> if the text is not one.</returns>
    /// <exception cref="SocketException">The zone is not a link of the namespace.</exception>
    internal static IPAddress? Parse(NetNamespace netNamespace, string text)
    {
        int percent = text.IndexOf('%', StringComparison.Ordinal);
        if (percent < 0)
        {
            return IPAddress.TryParse(text, out IPAddress? plain) ? plain : null;
        }

        if (!IPAddress.TryParse(text.AsSpan(0, percent).TrimStart('['), out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        string zone = text[(percent + 1)..].TrimEnd(']');
        address.ScopeId = FindIndex(netNamespace, zone)
            ?? throw new SocketException((int)SocketError.HostNotFound, $"The zone {PrintableText.Quote(zone)} of the address {PrintableText.Quote(text)} is not a link of namespace '{netNamespace}'.");
        return address;
    }

    // As if_nametoindex(3) and strtoul(3) in the C library: a link may have a number as its name. A URI has '%25' where the address has '%'.
    private static long? FindIndex(NetNamespace netNamespace, string zone) =>
        FindLink(netNamespace, zone)
        ?? (uint.TryParse(zone, NumberStyles.None, CultureInfo.InvariantCulture, out uint index) ? index : (long?)null)
        ?? (zone.StartsWith("25", StringComparison.Ordinal) ? FindLink(netNamespace, zone[2..]) : null);

    private static long? FindLink(NetNamespace netNamespace, string name)
    {
        try
        {
            return netNamespace.Links.Find(name)?.Index;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
