using System.Net;

namespace LinuxNamespaces.Network;

/// <summary>Prefixes and ranges as bytes.</summary>
internal static class NftPrefix
{
    internal static NftValue LastAddress(IPNetwork network)
    {
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        for (int bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new NftValue(bytes);
    }

    internal static byte[] Mask(int prefixLength, int bytes)
    {
        byte[] mask = new byte[bytes];
        for (int bit = 0; bit < prefixLength; bit++)
        {
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return mask;
    }

    /// <summary>The number after a big-endian number.</summary>
    /// <returns>False if there is none of that length.</returns>
    internal static bool TryIncrement(ReadOnlySpan<byte> value, Span<byte> next)
    {
        value.CopyTo(next);
        for (int i = value.Length - 1; i >= 0; i--)
        {
            if (unchecked(++next[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    internal static NftValue Decrement(NftValue value)
    {
        byte[] bytes = value.Span.ToArray();
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            if (unchecked(bytes[i]--) != 0)
            {
                break;
            }
        }

        return new NftValue(bytes);
    }
}
