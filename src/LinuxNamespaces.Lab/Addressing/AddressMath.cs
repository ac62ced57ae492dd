using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Addresses as numbers.</summary>
internal static class AddressMath
{
    internal static int Bits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    internal static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    internal static IPAddress ToAddress(UInt128 number, AddressFamily family)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (family == AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
            return new IPAddress(bytes[..4]);
        }

        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    /// <summary>The number of the last address of a network.</summary>
    internal static UInt128 Last(IPNetwork network)
    {
        int host = Bits(network.BaseAddress.AddressFamily) - network.PrefixLength;
        return ToNumber(network.BaseAddress) + (host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1);
    }

    internal static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));
}
