using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Network;

/// <summary>Specifies an IPv4 or IPv6 address of a link, with the length of the prefix of its subnet.</summary>
/// <remarks>See ip-address(8).</remarks>
public sealed record InterfaceAddress : IParsable<InterfaceAddress>
{
    private readonly Uncompared<(TimeSpan? Created, TimeSpan? Changed)> _times;

    /// <summary>Creates an address.</summary>
    /// <param name="address">The IPv4 or IPv6 address. A scope ID is ignored, as the link with the address is its scope.</param>
    /// <param name="prefixLength">The length of the prefix; 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is negative or longer than the address.</exception>
    public InterfaceAddress(IPAddress address, int prefixLength)
    {
        ArgumentNullException.ThrowIfNull(address);
        int bits = Prefix.Bits(address.AddressFamily);
        if (prefixLength < 0 || prefixLength > bits)
        {
            throw new ArgumentOutOfRangeException(
                nameof(prefixLength), prefixLength, $"The prefix of the address {address} has 0 to {bits} bits.");
        }

        // The link is the scope.
        Address = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
        PrefixLength = prefixLength;
    }

    /// <summary>Gets the address.</summary>
    public IPAddress Address { get; }

    /// <summary>Gets the length of the prefix of the subnet; with a <see cref="Peer"/>, of the subnet of the peer.</summary>
    public int PrefixLength { get; }

    /// <summary>Gets the address of the other end of a point-to-point link; <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentException">The peer is not of the same family as the address.</exception>
    public IPAddress? Peer
    {
        get;
        init => field = value is null || value.AddressFamily == Address.AddressFamily
            ? value
            : throw new ArgumentException($"The peer {value} is not of the same family as the address {Address}.", nameof(Peer));
    }

    /// <summary>Gets the broadcast address of the subnet; IPv4 only. <see langword="null"/> for none.</summary>
    /// <exception cref="ArgumentException">The address or the broadcast address is not IPv4.</exception>
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

    /// <summary>Gets the label: the name of the link, alone or followed by a colon and more; 1 to 15 bytes, IPv4 only. <see langword="null"/> for the name of the link.</summary>
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

    /// <summary>Gets the flags. Defaults to <see cref="AddressFlags.None"/>.</summary>
    public AddressFlags Flags { get; init; }

    /// <summary>Gets where the address is valid; <see langword="null"/> for the usual scope of the address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public AddressScope? Scope
    {
        get;
        init => field = value is { } number ? Prefix.RequireByte(number, nameof(Scope)) : null;
    }

    /// <summary>Gets the time after which the kernel deletes the address, in whole seconds. Defaults to <see langword="null"/>: never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than a second, or more than 2^32 - 2 seconds.</exception>
    public TimeSpan? ValidLifetime
    {
        get;
        init => field = RequireLifetime(value, nameof(ValidLifetime), 1);
    }

    /// <summary>Gets the time for which the address is used for new connections, in whole seconds. Defaults to <see langword="null"/>: for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 2 seconds.</exception>
    public TimeSpan? PreferredLifetime
    {
        get;
        init => field = RequireLifetime(value, nameof(PreferredLifetime), 0);
    }

    /// <summary>Gets the metric of the route to the subnet; <see langword="null"/> for the kernel's choice. Kernel 4.18.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 2^32 - 1.</exception>
    public long? RouteMetric
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.GetValueOrDefault(), nameof(RouteMetric));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.GetValueOrDefault(), uint.MaxValue, nameof(RouteMetric));
            field = value;
        }
    }

    /// <summary>Gets what created the address; <see langword="null"/> if that is not known. Kernel 5.18.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 255.</exception>
    public AddressProtocol? Protocol
    {
        get;
        init => field = value is { } number ? Prefix.RequireByte(number, nameof(Protocol)) : null;
    }

    /// <summary>
    /// Gets when the address was created, as the time after the start of the machine, in hundredths of a second; <see langword="null"/> for an address that was not listed.
    /// </summary>
    /// <remarks>The time is not compared, and is ignored when the address is added. See <c>cstamp</c> in <c>linux/if_addr.h</c>.</remarks>
    public TimeSpan? Created
    {
        get => _times.Value.Created;
        internal init => _times = new((value, Changed));
    }

    /// <summary>
    /// Gets when the address was last changed, as the time after the start of the machine, in hundredths of a second; <see langword="null"/> for an address that was not listed.
    /// </summary>
    /// <remarks>The time is not compared, and is ignored when the address is added. See <c>tstamp</c> in <c>linux/if_addr.h</c>.</remarks>
    public TimeSpan? Changed
    {
        get => _times.Value.Changed;
        internal init => _times = new((Created, value));
    }

    /// <summary>Gets whether an IPv6 address is not usable yet because duplicate address detection has not ended.</summary>
    public bool IsTentative => (Flags & (AddressFlags.Tentative | AddressFlags.Optimistic)) == AddressFlags.Tentative;

    /// <summary>Reads an address in the words of ip-address(8), as in <c>192.168.10.100/24</c> or <c>10.0.0.1/24 brd + label eth0:1</c>.</summary>
    /// <param name="s">What follows <c>ip address add</c>, without <c>dev</c>. The length of the prefix must be given.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text is not an address, or the prefix is longer than the address.</exception>
    public static InterfaceAddress Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return AddressParser.Parse(s);
    }

    /// <summary>Reads an address in the words of ip-address(8).</summary>
    /// <param name="s">What follows <c>ip address add</c>, without <c>dev</c>.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The address; <see langword="null"/> if the text is not one.</param>
    /// <returns><see langword="false"/> if the text is not an address.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out InterfaceAddress result)
    {
        result = null;
        try
        {
            result = s is null ? null : AddressParser.Parse(s);
        }
        catch (FormatException)
        {
        }

        return result is not null;
    }

    /// <summary>Returns the address and the length of its prefix, as in <c>192.168.10.100/24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    private void RequireIPv4(bool set, string name)
    {
        if (set && Address.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new ArgumentException($"Only IPv4 addresses have this, and {Address} is an IPv6 address.", name);
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
