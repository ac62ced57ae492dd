using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Networks as ranges of numbers.</summary>
internal static class AddressMath
{
    internal static int Bits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    /// <summary>The number of the last address of a network.</summary>
    internal static UInt128 Last(IPNetwork network)
    {
        int host = Bits(network.BaseAddress.AddressFamily) - network.PrefixLength;
        return AddressNumber.ToNumber(network.BaseAddress) + (host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1);
    }

    internal static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));
}
