using System.Net.NetworkInformation;

namespace LinuxNamespaces.Network;

/// <summary>Checks the link-layer addresses that the options of a kind contain.</summary>
internal static class EthernetAddress
{
    private const int Length = 6;

    /// <summary>Requires the address of one station. The kernel rejects others with EADDRNOTAVAIL, or cuts them.</summary>
    /// <exception cref="ArgumentException">The address does not have 6 bytes, is a group address, or is zero.</exception>
    internal static void RequireStation(PhysicalAddress address, string name)
    {
        ArgumentNullException.ThrowIfNull(address, name);
        byte[] bytes = address.GetAddressBytes();
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"An Ethernet address has {Length} bytes, not {bytes.Length}.", name);
        }

        if ((bytes[0] & 1) != 0 || bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            throw new ArgumentException($"'{address}' is not the Ethernet address of one station.", name);
        }
    }

    /// <summary>Requires an address of Ethernet, which can be that of a group.</summary>
    /// <exception cref="ArgumentException">The address does not have 6 bytes.</exception>
    internal static PhysicalAddress? Require(PhysicalAddress? address, string name) =>
        address is null || address.GetAddressBytes().Length == Length ? address
            : throw new ArgumentException($"An Ethernet address has {Length} bytes.", name);
}
