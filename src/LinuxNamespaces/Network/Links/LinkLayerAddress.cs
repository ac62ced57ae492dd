using System.Net.NetworkInformation;
using System.Runtime.InteropServices;

namespace LinuxNamespaces.Network;

/// <summary>The bytes of a <see cref="PhysicalAddress"/>, which itself gives them as a copy only.</summary>
internal sealed class LinkLayerAddress : IEquatable<LinkLayerAddress>
{
    internal const int EthernetLength = 6;

    // MAX_ADDR_LEN of the kernel.
    private const int MaxLength = 32;

    private static readonly byte[] s_broadcastBytes = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    private static readonly PhysicalAddress s_broadcast = new(s_broadcastBytes);

    private readonly byte[] _bytes;

    private LinkLayerAddress(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Rejects what no link can have.</summary>
    internal static LinkLayerAddress? Create(PhysicalAddress? address, string parameter)
    {
        byte[]? bytes = address?.GetAddressBytes();
        return bytes is null ? null
            : bytes.Length is > 0 and <= MaxLength ? new LinkLayerAddress(bytes)
            : throw new ArgumentException($"A link-layer address has 1 to {MaxLength} bytes, and not {bytes.Length}.", parameter);
    }

    /// <summary>Reads an address that the kernel reports. Nearly all links have the same broadcast address, which is one object.</summary>
    internal static PhysicalAddress Read(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(s_broadcastBytes) ? s_broadcast : new PhysicalAddress(bytes.ToArray());

    /// <summary>Reads an Ethernet address as a number.</summary>
    /// <returns>False if it has another length.</returns>
    internal static bool TryReadEthernet(ReadOnlySpan<byte> bytes, out ulong address)
    {
        bool isEthernet = bytes.Length == EthernetLength;
        address = isEthernet ? MemoryMarshal.Read<uint>(bytes) | ((ulong)MemoryMarshal.Read<ushort>(bytes[sizeof(uint)..]) << 32) : 0;
        return isEthernet;
    }

    /// <summary>Makes an address of what <see cref="TryReadEthernet"/> has read.</summary>
    internal static PhysicalAddress FromEthernet(ulong address)
    {
        byte[] bytes = new byte[EthernetLength];
        MemoryMarshal.Write(bytes, unchecked((uint)address));
        MemoryMarshal.Write(bytes.AsSpan(sizeof(uint)), unchecked((ushort)(address >> 32)));
        return new PhysicalAddress(bytes);
    }

    internal PhysicalAddress ToPhysicalAddress() => new([.. _bytes]);

    public bool Equals(LinkLayerAddress? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as LinkLayerAddress);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }
}
