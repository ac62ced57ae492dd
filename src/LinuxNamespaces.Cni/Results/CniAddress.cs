using System.Globalization;
using System.Net;

namespace LinuxNamespaces.Cni;

/// <summary>An IP address of an attachment.</summary>
public sealed record CniAddress
{
    /// <summary>Creates an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">The length of the prefix in bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length does not fit the family of the address.</exception>
    public CniAddress(IPAddress address, int prefixLength)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, address.GetAddressBytes().Length * 8);
        Address = address;
        PrefixLength = prefixLength;
    }

    /// <summary>Gets the address.</summary>
    public IPAddress Address { get; }

    /// <summary>Gets the length of the prefix in bits.</summary>
    public int PrefixLength { get; }

    /// <summary>Gets the gateway of the subnet; <see langword="null"/> for none.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Gets the position in <see cref="CniResult.Interfaces"/> of the interface that has the address; <see langword="null"/> if it is not reported.</summary>
    public int? Interface { get; init; }

    /// <summary>Returns the address with its prefix, as in <c>10.0.0.2/24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");
}
