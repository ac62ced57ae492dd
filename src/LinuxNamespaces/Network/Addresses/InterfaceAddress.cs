using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>An IPv4 or IPv6 address of a link, with the length of its subnet's prefix.</summary>
/// <remarks>See ip-address(8).</remarks>
public sealed record InterfaceAddress
{
    /// <summary>Creates an address.</summary>
    /// <param name="address">An IPv4 or IPv6 address; a scope ID is ignored, as the link that has the address is its scope.</param>
    /// <param name="prefixLength">0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is negative or longer than the address.</exception>
    public InterfaceAddress(IPAddress address, int prefixLength)
    {
        ArgumentNullException.ThrowIfNull(address);
        int bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (prefixLength < 0 || prefixLength > bits)
        {
            throw new ArgumentOutOfRangeException(
                nameof(prefixLength), prefixLength, $"The prefix of the address {address} has 0 to {bits} bits.");
        }

        // The link is the scope.
        Address = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
        PrefixLength = prefixLength;
    }

    /// <summary>The address of this end.</summary>
    public IPAddress Address { get; }

    /// <summary>The number of bits that the addresses of the subnet have in common.</summary>
    public int PrefixLength { get; }

    /// <summary>The address of the other end of a point-to-point link; the prefix is then that of the other end. Null for none.</summary>
    /// <exception cref="ArgumentException">It is not of the same family as the address.</exception>
    public IPAddress? Peer
    {
        get;
        init => field = value is null || value.AddressFamily == Address.AddressFamily
            ? value
            : throw new ArgumentException($"The peer {value} is not of the same family as the address {Address}.", nameof(Peer));
    }

    /// <summary>The broadcast address of the subnet; IPv4 only. Null for none.</summary>
    /// <exception cref="ArgumentException">The address, or this one, is not IPv4.</exception>
    public IPAddress? Broadcast
    {
        get;
        init
        {
            RequireIPv4(value is not null, nameof(Broadcast));
            field = value is null || value.AddressFamily == AddressFamily.InterNetwork
                ? value
                : throw new ArgumentException($"The broadcast address {value} is not an IPv4 address.", nameof(Broadcast));
        }
    }

    /// <summary>A name for the address: the name of the link, alone or followed by a colon and more, 15 bytes at most; IPv4 only. Null for none.</summary>
    /// <exception cref="ArgumentException">The address is not IPv4, or the label is empty or too long.</exception>
    public string? Label
    {
        get;
        init
        {
            RequireIPv4(value is not null, nameof(Label));
            if (value is not null && (value.Length == 0 || LinuxText.CountBytes(value) >= Linux.IFNAMSIZ))
            {
                throw new ArgumentException($"The label {PrintableText.Quote(value)} must have 1 to 15 bytes.", nameof(Label));
            }

            field = value;
        }
    }

    /// <summary>Flags.</summary>
    public AddressFlags Flags { get; init; }

    /// <summary>Gets where the address is valid; the usual scope for the address if <see langword="null"/>.</summary>
    public AddressScope? Scope { get; init; }

    /// <summary>How long the address stays, to the second; null for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second, or more than 2^32 - 2 of them.</exception>
    public TimeSpan? ValidLifetime
    {
        get;
        init => field = RequireLifetime(value, nameof(ValidLifetime), 1);
    }

    /// <summary>How long the address is chosen for new connections, to the second; null for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 2^32 - 2 seconds.</exception>
    public TimeSpan? PreferredLifetime
    {
        get;
        init => field = RequireLifetime(value, nameof(PreferredLifetime), 0);
    }

    /// <summary>The metric of the route to the subnet; null for the usual one.</summary>
    internal uint? RouteMetric { get; init; }

    /// <summary>What added the address (IFA_PROTO); null when the kernel does not say.</summary>
    internal byte? Protocol { get; init; }

    /// <summary>True while an IPv6 address is not usable, as it is not known yet whether a neighbour has it.</summary>
    public bool IsTentative => (Flags & (AddressFlags.Tentative | AddressFlags.Optimistic)) == AddressFlags.Tentative;

    /// <summary>Reads an address such as <c>192.168.10.100/24</c>.</summary>
    /// <param name="text">The address, a slash and the length of the prefix.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text is not of this form, or the prefix is longer than the address.</exception>
    public static InterfaceAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && IPAddress.TryParse(text.AsSpan(0, slash), out IPAddress? address)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            && length <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
                ? new InterfaceAddress(address, length)
                : throw new FormatException($"{PrintableText.Quote(text)} is not an address with the length of its prefix, such as 192.168.10.100/24 or fd00::1/64.");
    }

    /// <summary>The address and the length of its prefix, as in <c>192.168.10.100/24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    private void RequireIPv4(bool set, string name)
    {
        if (set && Address.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new ArgumentException($"Only IPv4 addresses have one of these, and {Address} is an IPv6 address.", name);
        }
    }

    private static TimeSpan? RequireLifetime(TimeSpan? value, string name, int least)
    {
        if (value is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromSeconds(least), name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromSeconds(uint.MaxValue - 1), name);
        }

        return value;
    }
}
