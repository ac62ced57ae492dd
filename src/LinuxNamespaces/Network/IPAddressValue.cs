using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Network;

/// <summary>An IPv4 or IPv6 address as a value, which needs no memory of its own. <see cref="ToIPAddress"/> returns the object of the class library.</summary>
/// <remarks>Scope IDs are not part of the value.</remarks>
public readonly struct IPAddressValue : IEquatable<IPAddressValue>
{
    // A UInt128 would be aligned to 16 bytes, and the value a third larger.
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly bool _isV6;

    internal IPAddressValue(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == sizeof(uint))
        {
            _low = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }
        else
        {
            _isV6 = true;
            _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]);
        }
    }

    private IPAddressValue(bool isV6) => _isV6 = isV6;

    /// <summary>Gets the address family: IPv4 or IPv6. The default value is 0.0.0.0.</summary>
    public AddressFamily Family => _isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>Returns whether two addresses are equal.</summary>
    /// <param name="left">An address.</param>
    /// <param name="right">Another address.</param>
    /// <returns><see langword="true"/> if family and bits are equal.</returns>
    public static bool operator ==(IPAddressValue left, IPAddressValue right) => left.Equals(right);

    /// <summary>Returns whether two addresses differ.</summary>
    /// <param name="left">An address.</param>
    /// <param name="right">Another address.</param>
    /// <returns><see langword="false"/> if family and bits are equal.</returns>
    public static bool operator !=(IPAddressValue left, IPAddressValue right) => !left.Equals(right);

    /// <summary>Returns the value of an address, without its scope ID.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The value.</returns>
    public static IPAddressValue FromIPAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return new IPAddressValue(bytes[..length]);
    }

    /// <summary>Returns the address as an object.</summary>
    /// <returns>The address.</returns>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        TryWriteBytes(bytes, out int length);
        return new IPAddress(bytes[..length]);
    }

    /// <summary>Writes the bytes of the address in network byte order.</summary>
    /// <param name="destination">Where to write.</param>
    /// <param name="written">4 or 16.</param>
    /// <returns><see langword="false"/> if the destination is too short.</returns>
    public bool TryWriteBytes(Span<byte> destination, out int written)
    {
        written = _isV6 ? 16 : sizeof(uint);
        return _isV6 ? BinaryPrimitives.TryWriteUInt128BigEndian(destination, Bits) : BinaryPrimitives.TryWriteUInt32BigEndian(destination, (uint)_low);
    }

    /// <summary>Returns whether the address is in a prefix.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <returns><see langword="true"/> if the family is the same and the first bits are equal.</returns>
    public bool IsIn(IPNetwork prefix) => FromIPAddress(prefix.BaseAddress) is var first && first._isV6 == _isV6 && ((first.Bits ^ Bits) & Mask(prefix.PrefixLength)) == UInt128.Zero;

    /// <inheritdoc/>
    public bool Equals(IPAddressValue other) => _isV6 == other._isV6 && _high == other._high && _low == other._low;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is IPAddressValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_isV6, _high, _low);

    /// <summary>Returns the text of the address.</summary>
    /// <returns>The text, such as <c>10.0.0.1</c>.</returns>
    public override string ToString() => ToIPAddress().ToString();

    /// <summary>The address that has no bit set.</summary>
    internal static IPAddressValue Any(AddressFamily family) => new(family == AddressFamily.InterNetworkV6);

    /// <summary>Reads the address of an attribute.</summary>
    internal static IPAddressValue Read(ReadOnlySpan<byte> payload, AddressFamily family) =>
        payload.Length == (family == AddressFamily.InterNetworkV6 ? 16 : sizeof(uint))
            ? new IPAddressValue(payload)
            : throw new InvalidDataException($"A netlink attribute holds an address of {payload.Length} bytes.");

    /// <summary>Reads the address of an attribute that can be of either family.</summary>
    internal static IPAddressValue ReadAny(ReadOnlySpan<byte> payload) =>
        payload.Length is sizeof(uint) or 16 ? new IPAddressValue(payload) : throw new InvalidDataException($"A netlink attribute holds an address of {payload.Length} bytes.");

    /// <summary>True when the prefix is not too long and no bit after it is set.</summary>
    internal bool IsNetwork(int prefixLength) => _isV6
        ? prefixLength <= 128 && (Bits & ~Mask(prefixLength)) == UInt128.Zero
        : prefixLength <= 32 && ((_low << prefixLength) & uint.MaxValue) == 0;

    private UInt128 Bits => new(_high, _low);

    private UInt128 Mask(int prefixLength)
    {
        int rest = (_isV6 ? 128 : 32) - prefixLength;
        // A shift by the whole width does nothing.
        return rest >= 128 ? UInt128.Zero : UInt128.MaxValue << rest;
    }
}
