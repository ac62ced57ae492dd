using System.Net;

namespace LinuxNamespaces.Lab.Tests.Topology;

internal static class PairAddress
{
    /// <summary>The first address of the pair that an address is in.</summary>
    internal static IPAddress MapToPair(this IPAddress address) => AddressNumber.ToAddress(AddressNumber.ToNumber(address) & ~UInt128.One, address.AddressFamily);
}
