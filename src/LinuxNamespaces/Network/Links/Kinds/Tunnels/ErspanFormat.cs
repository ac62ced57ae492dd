using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.GreSchema;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the header of mirrored packets in an ERSPAN tunnel.</summary>
/// <remarks>See ip-link(8), "ERSPAN type support".</remarks>
public sealed record ErspanFormat
{
    private const int MaxIndex = (1 << 20) - 1;
    private const int MaxHardwareId = 63;
    private const byte VersionOfType2 = 1;
    private const byte VersionOfType3 = 2;

    private ErspanFormat(byte version) => Version = version;

    /// <summary>Gets the format without a header (type I). Kernel 5.8.</summary>
    public static ErspanFormat Type1 { get; } = new(0);

    /// <summary>Gets the version of the header: 0 for type I, 1 for type II, and 2 for type III.</summary>
    public int Version { get; }

    /// <summary>Gets the index of the port, 0 to 1048575, in a header of type II; <see langword="null"/> for another type.</summary>
    public int? Index { get; private init; }

    /// <summary>Gets whether the packets left the port, and did not arrive there, in a header of type III; <see langword="null"/> for another type.</summary>
    public bool? IsEgress { get; private init; }

    /// <summary>Gets the number of the hardware, 0 to 63, in a header of type III; <see langword="null"/> for another type.</summary>
    public int? HardwareId { get; private init; }

    /// <summary>Creates the format with a header of type II.</summary>
    /// <param name="index">The index of the port; 0 to 1048575.</param>
    /// <returns>The format.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is out of range.</exception>
    public static ErspanFormat Type2(int index = 0) => new(VersionOfType2) { Index = NumberRange.Require(index, 0, MaxIndex, nameof(index)) };

    /// <summary>Creates the format with a header of type III. Kernel 4.16.</summary>
    /// <param name="isEgress">Whether the packets leave the port, and do not arrive there.</param>
    /// <param name="hardwareId">The number of the hardware; 0 to 63.</param>
    /// <returns>The format.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static ErspanFormat Type3(bool isEgress = false, int hardwareId = 0) =>
        new(VersionOfType3) { IsEgress = isEgress, HardwareId = NumberRange.Require(hardwareId, 0, MaxHardwareId, nameof(hardwareId)) };

    internal static ErspanFormat Read(byte version, uint index, byte direction, ushort hardwareId) => version switch
    {
        VersionOfType2 => new(version) { Index = (int)(index & MaxIndex) },
        VersionOfType3 => new(version) { IsEgress = direction != 0, HardwareId = hardwareId & MaxHardwareId },
        _ => new(version),
    };

    internal void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteByte(IFLA_GRE_ERSPAN_VER, (byte)Version);
        writer.WriteOptional(IFLA_GRE_ERSPAN_INDEX, Index);
        writer.WriteOptional(IFLA_GRE_ERSPAN_DIR, IsEgress);
        writer.WriteOptional(IFLA_GRE_ERSPAN_HWID, (ushort?)HardwareId);
    }
}
