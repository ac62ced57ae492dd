using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LinuxNamespaces.Network;

/// <summary>Prefixes of addresses.</summary>
internal static class Prefix
{
    internal static int Bits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    internal static IPNetwork Any(AddressFamily family) => new(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);

    internal static AddressFamily RequireFamily(AddressFamily family, string parameter) =>
        family is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            ? family
            : throw new ArgumentOutOfRangeException(parameter, family, "The address family must be IPv4 or IPv6.");

    /// <summary>True when the prefix is not too long and no bit after it is set.</summary>
    internal static bool IsNetwork(IPAddress address, int prefixLength) => IPAddressValue.FromIPAddress(address).IsNetwork(prefixLength);

    /// <summary>Refuses a number that the kernel has in one byte and that does not fit.</summary>
    internal static T RequireByte<T>(T value, string parameter)
        where T : struct, Enum =>
        // Every object that is read comes here: a conversion by way of IConvertible would allocate.
        Unsafe.BitCast<T, int>(value) is >= 0 and <= byte.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(parameter, value, "The number must be 0 to 255.");

    /// <summary>Whether all addresses of the second prefix are in the first.</summary>
    internal static bool Contains(IPNetwork outer, IPNetwork inner) =>
        outer.BaseAddress.AddressFamily == inner.BaseAddress.AddressFamily && outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress);

    /// <summary>Reads a prefix such as <c>10.0.0.0/8</c>, or an address, which is a prefix of full length.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out IPNetwork prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        int length = 0;
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out IPAddress? address) || text.Contains('%')
            || (slash >= 0 && !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length)))
        {
            return false;
        }

        length = slash < 0 ? Bits(address.AddressFamily) : length;
        bool valid = IsNetwork(address, length);
        prefix = valid ? new IPNetwork(address, length) : default;
        return valid;
    }

    /// <summary>The prefix as iproute2 prints it: an address that is alone has no length.</summary>
    internal static string Text(IPNetwork prefix) =>
        prefix.PrefixLength == Bits(prefix.BaseAddress.AddressFamily) ? prefix.BaseAddress.ToString() : prefix.ToString();
}
