using System.Globalization;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies an encapsulation of a type that the library has no class for, with its attributes as the kernel has them.</summary>
public sealed record UnknownEncapsulation : RouteEncapsulation
{
    private readonly byte[] _data;

    /// <summary>Creates the encapsulation.</summary>
    /// <param name="type">The number of the type (LWTUNNEL_ENCAP_*), such as 2 for an IPv4 tunnel.</param>
    /// <param name="data">The attributes (the content of RTA_ENCAP).</param>
    public UnknownEncapsulation(ushort type, ReadOnlySpan<byte> data)
    {
        TypeNumber = type;
        _data = data.ToArray();
    }

    /// <summary>Gets the number of the type.</summary>
    public ushort TypeNumber { get; }

    internal override ushort Type => TypeNumber;

    internal override int Length => _data.Length + 16;

    /// <summary>Returns a copy of the attributes.</summary>
    /// <returns>The content of RTA_ENCAP.</returns>
    public byte[] GetData() => [.. _data];

    /// <inheritdoc/>
    public bool Equals(UnknownEncapsulation? other) => other is not null && TypeNumber == other.TypeNumber && _data.AsSpan().SequenceEqual(other._data);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TypeNumber, _data.Length);

    /// <summary>Returns the number of the type, as in <c>encap 2</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"encap {TypeNumber}");

    private protected override void WriteData(ref NetlinkMessageWriter request, int attribute) => request.WriteBytes(attribute, _data);
}
