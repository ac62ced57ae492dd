using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies how packets over a route are encapsulated.</summary>
/// <remarks>See ip-route(8), <c>encap</c>, and linux/lwtunnel.h.</remarks>
public abstract record RouteEncapsulation
{
    internal const ushort LWTUNNEL_ENCAP_MPLS = 1;
    internal const ushort LWTUNNEL_ENCAP_IP = 2;
    internal const ushort LWTUNNEL_ENCAP_IP6 = 4;
    internal const ushort LWTUNNEL_ENCAP_SEG6 = 5;

    private protected RouteEncapsulation()
    {
    }

    /// <summary>The number of the type (LWTUNNEL_ENCAP_*).</summary>
    internal abstract ushort Type { get; }

    /// <summary>What a kernel may lack for it; null if that is not known.</summary>
    internal virtual string? Feature => null;

    /// <summary>How many bytes its attributes take, at most.</summary>
    internal abstract int Length { get; }

    /// <summary>What chooses the attributes of an encapsulation.</summary>
    /// <param name="typeAttribute">The attribute with the type.</param>
    internal static NetlinkAttributeSelector SelectorBy(int typeAttribute) => NetlinkAttributeSelector.ByValue(typeAttribute, type => type switch
    {
        LWTUNNEL_ENCAP_MPLS => MplsEncapsulation.Attributes,
        LWTUNNEL_ENCAP_SEG6 => SegmentRoutingEncapsulation.Attributes,
        LWTUNNEL_ENCAP_IP => UnknownEncapsulation.IPv4Attributes,
        LWTUNNEL_ENCAP_IP6 => UnknownEncapsulation.IPv6Attributes,
        _ => null,
    });

    /// <summary>Reads an encapsulation.</summary>
    /// <param name="type">The type; null if the message has none.</param>
    /// <param name="data">The content of the attribute with the rest.</param>
    internal static RouteEncapsulation? Read(ushort? type, ReadOnlySpan<byte> data) => type switch
    {
        null or 0 => null,
        LWTUNNEL_ENCAP_MPLS => (RouteEncapsulation?)MplsEncapsulation.TryRead(new NetlinkAttributeReader(data)) ?? Unknown(type.Value, data),
        LWTUNNEL_ENCAP_SEG6 => (RouteEncapsulation?)SegmentRoutingEncapsulation.TryRead(new NetlinkAttributeReader(data)) ?? Unknown(type.Value, data),
        { } other => Unknown(other, data),
    };

    internal void Write(ref NetlinkMessageWriter request, int typeAttribute, int dataAttribute)
    {
        WriteData(ref request, dataAttribute);
        request.WriteUInt16(typeAttribute, Type);
    }

    internal void Write(ref NetlinkMessageWriter request) => Write(ref request, Linux.RTA_ENCAP_TYPE, Linux.RTA_ENCAP);

    private protected abstract void WriteData(ref NetlinkMessageWriter request, int attribute);

    private static UnknownEncapsulation Unknown(ushort type, ReadOnlySpan<byte> data) => new(type, data);
}
