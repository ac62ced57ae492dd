using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>An IPv4 or IPv6 address of a frame, which is compared without allocating. An <see cref="IPAddress"/> converts to it.</summary>
public readonly record struct FrameAddress
{
    private const int LengthOfIPv4 = 4;
    private const int LengthOfIPv6 = 16;

    private readonly UInt128 _value;
    private readonly bool _isIPv6;

    internal FrameAddress(ReadOnlySpan<byte> bytes)
    {
        _isIPv6 = bytes.Length == LengthOfIPv6;
        _value = _isIPv6 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    /// <summary>Gets IPv4 or IPv6.</summary>
    public AddressFamily AddressFamily => _isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>Converts an address. Its scope is left out.</summary>
    /// <param name="address">The address.</param>
    public static implicit operator FrameAddress(IPAddress address) => FromIPAddress(address);

    /// <summary>Converts an address. Its scope is left out.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The same address.</returns>
    public static FrameAddress FromIPAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[LengthOfIPv6];
        address.TryWriteBytes(bytes, out int length);
        return new FrameAddress(bytes[..length]);
    }

    /// <summary>Converts the address.</summary>
    /// <returns>The same address.</returns>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[LengthOfIPv6];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _value);
        return new IPAddress(_isIPv6 ? bytes : bytes[^LengthOfIPv4..]);
    }

    /// <summary>Returns the address as text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ToIPAddress().ToString();
}
