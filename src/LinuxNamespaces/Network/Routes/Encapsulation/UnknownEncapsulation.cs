using System.Globalization;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies an encapsulation of a type that the library has no class for, with its attributes as the kernel has them.</summary>
public sealed record UnknownEncapsulation : RouteEncapsulation
{
    internal const ushort LWTUNNEL_IP_ID = 1;
    internal const ushort LWTUNNEL_IP_DST = 2;
    internal const ushort LWTUNNEL_IP_SRC = 3;
    internal const ushort LWTUNNEL_IP_TTL = 4;
    internal const ushort LWTUNNEL_IP_TOS = 5;
    internal const ushort LWTUNNEL_IP_FLAGS = 6;
    internal const ushort LWTUNNEL_IP_OPTS = 8;
    internal const ushort LWTUNNEL_IP6_ID = 1;
    internal const ushort LWTUNNEL_IP6_DST = 2;
    internal const ushort LWTUNNEL_IP6_SRC = 3;
    internal const ushort LWTUNNEL_IP6_HOPLIMIT = 4;
    internal const ushort LWTUNNEL_IP6_TC = 5;
    internal const ushort LWTUNNEL_IP6_FLAGS = 6;
    internal const ushort LWTUNNEL_IP6_OPTS = 8;

    private readonly byte[] _data;

    /// <summary>Creates the encapsulation.</summary>
    /// <param name="type">The number of the type (LWTUNNEL_ENCAP_*), such as 2 for an IPv4 tunnel.</param>
    /// <param name="data">The attributes (the content of RTA_ENCAP).</param>
    public UnknownEncapsulation(ushort type, ReadOnlySpan<byte> data)
    {
        TypeNumber = type;
        _data = data.ToArray();
    }

    /// <summary>Gets the attributes of an encapsulation in IPv4 (LWTUNNEL_ENCAP_IP), as in linux/lwtunnel.h.</summary>
    internal static NetlinkAttributeSet IPv4Attributes { get; } = new(
        new(LWTUNNEL_IP_ID, nameof(LWTUNNEL_IP_ID)),
        new(LWTUNNEL_IP_DST, nameof(LWTUNNEL_IP_DST)),
        new(LWTUNNEL_IP_SRC, nameof(LWTUNNEL_IP_SRC)),
        new(LWTUNNEL_IP_TTL, nameof(LWTUNNEL_IP_TTL)),
        new(LWTUNNEL_IP_TOS, nameof(LWTUNNEL_IP_TOS)),
        new(LWTUNNEL_IP_FLAGS, nameof(LWTUNNEL_IP_FLAGS)),
        new(LWTUNNEL_IP_OPTS, nameof(LWTUNNEL_IP_OPTS)));

    /// <summary>Gets the attributes of an encapsulation in IPv6 (LWTUNNEL_ENCAP_IP6).</summary>
    internal static NetlinkAttributeSet IPv6Attributes { get; } = new(
        new(LWTUNNEL_IP6_ID, nameof(LWTUNNEL_IP6_ID)),
        new(LWTUNNEL_IP6_DST, nameof(LWTUNNEL_IP6_DST)),
        new(LWTUNNEL_IP6_SRC, nameof(LWTUNNEL_IP6_SRC)),
        new(LWTUNNEL_IP6_HOPLIMIT, nameof(LWTUNNEL_IP6_HOPLIMIT)),
        new(LWTUNNEL_IP6_TC, nameof(LWTUNNEL_IP6_TC)),
        new(LWTUNNEL_IP6_FLAGS, nameof(LWTUNNEL_IP6_FLAGS)),
        new(LWTUNNEL_IP6_OPTS, nameof(LWTUNNEL_IP6_OPTS)));

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

    // A nexthop object needs the flag of a nest, which routes do without.
    private protected override void WriteData(ref NetlinkMessageWriter request, int attribute)
    {
        NestedAttribute nest = request.BeginNested(attribute);
        request.WriteRaw(_data);
        request.EndNested(nest);
    }
}
