using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Rates as struct tc_ratespec has them, beside an attribute of 64 bits for those of 32 Gbit/s and more.</summary>
internal static class TrafficRate
{
    internal const byte TC_LINKLAYER_ETHERNET = 1;

    /// <param name="rate">Bits per second; null for no rate.</param>
    internal static tc_ratespec ToSpec(long? rate, int overhead = 0, int minPacketSize = 0) => rate is not { } bits ? default : new tc_ratespec
    {
        // With a known link layer the kernel calculates, and needs no table.
        linklayer = TC_LINKLAYER_ETHERNET,
        overhead = (ushort)overhead,
        mpu = (ushort)minPacketSize,
        rate = (uint)Math.Min(uint.MaxValue, TrafficValues.ToBytes(bits)),
    };

    internal static void WriteWide(ref NetlinkMessageWriter writer, int type, long? rate)
    {
        if (rate is { } bits && TrafficValues.ToBytes(bits) is var bytes && bytes > uint.MaxValue)
        {
            writer.WriteUInt64(type, bytes);
        }
    }

    /// <summary>Bytes per second.</summary>
    internal static ulong Read(in tc_ratespec spec, ulong? wide) => wide ?? spec.rate;
}
