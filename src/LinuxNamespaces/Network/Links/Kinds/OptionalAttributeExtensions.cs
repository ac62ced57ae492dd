using System.Net.NetworkInformation;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Writes attributes that can be left out.</summary>
internal static class OptionalAttributeExtensions
{
    internal static void WriteOptional(this ref NetlinkMessageWriter writer, int type, byte? value)
    {
        if (value is { } number)
        {
            writer.WriteByte(type, number);
        }
    }

    internal static void WriteOptional(this ref NetlinkMessageWriter writer, int type, ushort? value)
    {
        if (value is { } number)
        {
            writer.WriteUInt16(type, number);
        }
    }

    internal static void WriteOptional(this ref NetlinkMessageWriter writer, int type, uint? value)
    {
        if (value is { } number)
        {
            writer.WriteUInt32(type, number);
        }
    }

    internal static void WriteOptional(this ref NetlinkMessageWriter writer, int type, int? value)
    {
        if (value is { } number)
        {
            writer.WriteInt32(type, number);
        }
    }

    /// <summary>Writes 1 or 0 as a number of 8 bits.</summary>
    internal static void WriteOptional(this ref NetlinkMessageWriter writer, int type, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteByte(type, flag ? (byte)1 : (byte)0);
        }
    }

    internal static void WriteOptional(this ref NetlinkMessageWriter writer, int type, PhysicalAddress? value)
    {
        if (value is not null)
        {
            writer.WriteBytes(type, value.GetAddressBytes());
        }
    }
}
