using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Numbers of registers: 0 for the verdict, 1 to 4 for 16 bytes, 8 to 23 for 4 bytes of the same memory.</summary>
internal static class NftRegister
{
    internal const int NFT_REG_VERDICT = 0;
    internal const int NFT_REG_1 = 1;
    internal const int NFT_REG_2 = 2;
    internal const int NFT_REG32_00 = 8;
    internal const int NFT_REG32_15 = 23;

    internal static int Require(int value, string parameter) =>
        value is >= NFT_REG_VERDICT and <= NFT_REG32_15 ? value : throw new ArgumentOutOfRangeException(parameter, value, "A register is 0 to 23.");

    /// <summary>Checks a number of bytes, of which the kernel takes at most 255.</summary>
    internal static uint RequireBytes(uint value, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, byte.MaxValue, parameter);
        return value;
    }

    /// <summary>Writes a register; nothing for null.</summary>
    internal static void Write(ref NetlinkMessageWriter writer, int type, int? register)
    {
        if (register is { } number)
        {
            writer.WriteUInt32BigEndian(type, (uint)number);
        }
    }

    internal static int Read(NetlinkAttribute attribute) => (int)Math.Min(attribute.ReadUInt32BigEndian(), int.MaxValue);
}
