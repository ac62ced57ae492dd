using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Cni;

/// <summary>Prefixes as other implementations write them: an address in the prefix stands for its base address.</summary>
internal static class CniPrefix
{
    /// <summary>Reads a prefix; null if the text is none.</summary>
    internal static IPNetwork? TryParse(string text) => TrySplit(text) is var (address, length) ? Of(address, length) : null;

    /// <summary>Reads an address with the length of its prefix; null if the text is none.</summary>
    internal static (IPAddress Address, int Length)? TrySplit(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && TryParseAddress(text[..slash]) is { } address
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            && length <= address.GetAddressBytes().Length * 8
            ? (address, length)
            : null;
    }

    /// <summary>Reads an address in its usual form: "10.1" and "::1%eth0" are none.</summary>
    internal static IPAddress? TryParseAddress(string text) =>
        !text.Contains('%', StringComparison.Ordinal)
        && IPAddress.TryParse(text, out IPAddress? address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.AsSpan().Count('.') == 3)
            ? address
            : null;

    /// <summary>Whether two prefixes have an address in common.</summary>
    internal static bool Overlap(IPNetwork first, IPNetwork second) => first.Contains(second.BaseAddress) || second.Contains(first.BaseAddress);

    /// <summary>Gets the prefix that an address is in.</summary>
    internal static IPNetwork Of(IPAddress address, int length)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int bits = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)((0xff00 >> bits) & 0xff);
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }
}
